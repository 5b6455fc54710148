//! Repricers move prices by what is sold, what there is, how old it is and what others ask.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // Tests only.
mod kit;
mod rules;
mod runs;
mod sales;
