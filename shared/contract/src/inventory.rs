//! Operations of `inventory`.
use crate::row::operations;

operations! { "inventory": }
