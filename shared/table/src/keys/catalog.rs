//! Keys of `catalog`.
use crate::row::{keys, lists};

keys! {}

lists! {}
