//! Events of `inventory`.
use crate::row::events;

events! {}
