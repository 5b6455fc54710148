//! Operations of `catalog`.
use crate::row::operations;

operations! { "catalog": }
