//! Decisions of `order`.
