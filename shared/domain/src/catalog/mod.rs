//! Decisions of `catalog`.
