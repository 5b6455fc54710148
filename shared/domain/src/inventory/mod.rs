//! Decisions of `inventory`.
