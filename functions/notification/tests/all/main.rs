//! Messages: each fact once, to the right person, in their language; and what goes wrong on the way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod crashes;
mod feedback;
mod kit;
mod once;
mod staff;
mod words;
