//! Rows as Parquet, and Parquet as rows.
//!
//! Invariant: what is written is read back as it was, by this version and by later ones. Every file
//! says in its footer which schema it has and which version of it; columns are only ever added, and
//! then optional. A file of a version to come is refused, never read in part.
//!
//! It alone links `parquet`, and without Arrow: rows are flat, and the columns of text and numbers
//! that they need are written and read by Parquet's own interface.
mod behaviour;
mod business;
mod column;
mod digest;
mod footer;
mod reader;
mod sale;
mod spend;
mod writer;

pub use column::{Cell, Cells, Column, Record, Schema};
pub use footer::{TAIL_BYTES, footer_bytes, held};
pub use reader::read;
pub use writer::write;

/// Why a file cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// It is no Parquet, or is damaged.
    #[error("the file is damaged: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// It is of another table, or of a version to come.
    #[error("the file has schema `{0}`, which this version does not read")]
    Schema(String),
    /// A column that must be there is not.
    #[error("the file lacks `{0}`")]
    Lacks(&'static str),
}
