//! Events of `cart`.
use crate::row::events;

events! {}
