//! Keys of `payment`.
use crate::row::{keys, lists};

keys! {}

lists! {}
