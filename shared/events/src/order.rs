//! Events of `order`.
use crate::row::events;

events! {}
