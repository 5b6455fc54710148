//! Operations of `order`.
use crate::row::operations;

operations! { "order": }
