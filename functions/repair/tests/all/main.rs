//! Repairs through the real handlers, over the embedded table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // Tests only.
mod delivered;
mod meanwhile;
mod through;
