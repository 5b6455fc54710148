//! Events of `catalog`.
use crate::row::events;

events! {}
