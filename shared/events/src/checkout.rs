//! Events of `checkout`.
use crate::row::events;

events! {}
