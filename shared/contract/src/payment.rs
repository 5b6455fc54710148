//! Operations of `payment`.
use crate::row::operations;

operations! { "payment": }
