//! Decisions of `checkout`.
