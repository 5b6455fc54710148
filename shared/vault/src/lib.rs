//! Sealing personal data under a key per subject, and finding it by keyed hashes.
//!
//! Invariant: what was sealed opens only under the same subject's key and at the same place (item and
//! attribute). Whoever destroys the key has destroyed every copy of the data: in the table, its
//! backups, its stream and the archive.
//!
//! This is the cryptography alone. It does no I/O: where wrapped keys are kept is the caller's.
mod cache;
mod digest;
mod seal;

pub use cache::{Cache, FRESH, ROOM};
pub use digest::IndexKey;
pub use seal::{DataKey, Place, SealError};

#[cfg(test)]
mod tests;
