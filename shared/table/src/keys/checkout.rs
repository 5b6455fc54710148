//! Keys of `checkout`.
use crate::row::{keys, lists};

keys! {}

lists! {}
