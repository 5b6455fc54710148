//! Operations of `cart`.
use crate::row::operations;

operations! { "cart": }
