//! Decisions of `payment`.
