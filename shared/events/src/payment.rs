//! Events of `payment`.
use crate::row::events;

events! {}
