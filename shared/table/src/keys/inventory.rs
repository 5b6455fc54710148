//! Keys of `inventory`.
use crate::row::{keys, lists};

keys! {}

lists! {}
