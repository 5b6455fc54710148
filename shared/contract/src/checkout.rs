//! Operations of `checkout`.
use crate::row::operations;

operations! { "checkout": }
