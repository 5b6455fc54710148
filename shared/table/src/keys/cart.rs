//! Keys of `cart`.
use crate::row::{keys, lists};

keys! {}

lists! {}
