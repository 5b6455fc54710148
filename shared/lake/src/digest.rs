//! A file's digest of itself. A damaged file is known as one before anything reads what it says: the reader of columns would
//! not give an error on every damage, but may end the process.
use crate::LakeError;
use parquet::{errors::ParquetError, file::metadata::KeyValue};
use sha2::{Digest, Sha256};
use std::{fmt::Write, ops::Range};

/// Where it stands in the footer.
const NAME: &str = "kontor.digest";
/// What it begins with.
const KIND: &str = "sha256:";
/// Its length, in hexadecimal digits.
const DIGITS: usize = 64;
/// As it stands while it is reckoned.
const BLANK: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Its place in a file that is about to be written.
pub(crate) fn blank() -> KeyValue {
    KeyValue::new(NAME.to_owned(), format!("{KIND}{BLANK}"))
}

/// Writes it into a file that is complete but for it.
pub(crate) fn put(file: &mut [u8]) {
    let digest = of(file);
    if let Some(place) = place(file).and_then(|place| file.get_mut(place)) {
        place.copy_from_slice(digest.as_bytes());
    }
}

/// Refuses a file that is not as it was written; one of before there were digests passes. The digest is blank afterwards.
pub(crate) fn check(file: &mut [u8]) -> Result<(), LakeError> {
    let Some(place) = place(file) else { return Ok(()) };
    let said = file.get(place.clone()).map(<[u8]>::to_vec).unwrap_or_default();
    if let Some(place) = file.get_mut(place) {
        place.copy_from_slice(BLANK.as_bytes());
    }
    if said == of(file).as_bytes() {
        return Ok(());
    }
    Err(ParquetError::General("the file is not as it was written".into()).into())
}

fn of(file: &[u8]) -> String {
    Sha256::digest(file).iter().fold(String::with_capacity(DIGITS), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}

/// The digits, in the last place that has the name: the footer is a file's end.
fn place(file: &[u8]) -> Option<Range<usize>> {
    let at = file.windows(NAME.len()).rposition(|part| part == NAME.as_bytes())?;
    let rest = file.get(at..)?;
    let kind = rest.windows(KIND.len()).position(|part| part == KIND.as_bytes())?;
    let from = at + kind + KIND.len();
    file.get(from..from + DIGITS).map(|_| from..from + DIGITS)
}
