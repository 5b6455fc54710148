//! What a file says of itself, besides its rows.
use crate::{LakeError, Schema, digest};
use parquet::file::metadata::{FileMetaData, KeyValue, ParquetMetaDataReader};

/// Where the schema's name and version stand.
const SCHEMA: &str = "kontor.schema";
/// Where the keys of the files stand that a merged file holds, one a line.
const HOLDS: &str = "kontor.holds";

/// The last bytes of a file: how long its footer is, and the mark of the format.
/// <https://parquet.apache.org/docs/file-format/>
pub const TAIL_BYTES: u64 = 8;

/// How many bytes before the tail the footer takes.
pub fn footer_bytes(tail: &[u8]) -> Result<u64, LakeError> {
    let damaged = || LakeError::Parquet(parquet::errors::ParquetError::EOF("no footer".into()));
    let (length, mark) = tail.split_first_chunk::<4>().ok_or_else(damaged)?;
    if mark == b"PAR1" { Ok(u32::from_le_bytes(*length).into()) } else { Err(damaged()) }
}

/// The keys of the files that a file holds, out of its footer; none where it was not merged.
pub fn held(footer: &[u8]) -> Result<Vec<String>, LakeError> {
    let metadata = ParquetMetaDataReader::decode_metadata(footer)?;
    let keys = value(metadata.file_metadata(), HOLDS).unwrap_or_default();
    Ok(keys.lines().map(str::to_owned).collect())
}

/// What a file of a schema says.
pub(crate) fn says(schema: &Schema, holds: &[String]) -> Vec<KeyValue> {
    let version = format!("{}/{}", schema.name, schema.version);
    let mut says = vec![KeyValue::new(SCHEMA.to_owned(), version), digest::blank()];
    if !holds.is_empty() {
        says.push(KeyValue::new(HOLDS.to_owned(), holds.join("\n")));
    }
    says
}

/// Refuses what is of another table, or of a version to come.
pub(crate) fn check(schema: &Schema, metadata: &FileMetaData) -> Result<(), LakeError> {
    let said = value(metadata, SCHEMA).unwrap_or_default();
    let version = said.split_once('/').filter(|(name, _)| *name == schema.name);
    let version = version.and_then(|(_, version)| version.parse::<u32>().ok());
    match version {
        Some(version) if version <= schema.version => Ok(()),
        _ => Err(LakeError::Schema(said.to_owned())),
    }
}

fn value<'a>(metadata: &'a FileMetaData, key: &str) -> Option<&'a str> {
    let all = metadata.key_value_metadata()?;
    all.iter().find(|pair| pair.key == key)?.value.as_deref()
}
