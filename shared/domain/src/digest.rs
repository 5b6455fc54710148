//! Names made of what they name.
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256, as 64 hexadecimal digits.
pub(crate) fn hex(of: impl AsRef<[u8]>) -> String {
    Sha256::digest(of).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}
