//! Keys of `order`.
use crate::row::{keys, lists};

keys! {}

lists! {}
