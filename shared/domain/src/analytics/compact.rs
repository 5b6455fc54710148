//! Which files become one, and which may go.
//!
//! A merge writes first and deletes later: the new file says in its own footer which files it holds,
//! and these are deleted by a later run, once nobody can still be reading them. A run that stops
//! anywhere leaves every row in at least one file; rows that lie in two count once, as they always do.
use super::partition::filed;
use primitives::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes from which on a file is left alone.
pub const FULL_BYTES: u64 = 32 * 1_024 * 1_024;
/// Bytes that are merged at once: their rows must fit the function's memory.
pub const MERGE_BYTES_MAX: u64 = 48 * 1_024 * 1_024;
/// Files that are merged at once: their names stand in a footer.
const MERGE_FILES_MAX: usize = 500;
/// Small files of a day that is not over, before they are merged: else the day's file would be
/// written anew by every run.
const HEAP: usize = 8;
/// For so long a replaced file stays for queries that have begun. Athena ends a query after 30
/// minutes: <https://docs.aws.amazon.com/athena/latest/ug/service-limits.html>
const GRACE_SECONDS: i64 = 3_600;

/// A file as the bucket lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stored {
    /// Where it lies.
    pub key: String,
    /// Bytes.
    pub bytes: u64,
    /// When it was last written.
    pub written_at: Timestamp,
}

/// Files that become one, by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Their keys, in order.
    pub keys: Vec<String>,
}

/// What merged files say they hold, by their own key.
pub type Holdings = BTreeMap<String, Vec<String>>;

/// The merges of one partition. `over`: its day has passed. Depends on the set of files alone, not
/// on the order in which they are listed.
pub fn merges(files: &[Stored], holdings: &Holdings, over: bool) -> Vec<Merge> {
    let held = replaced(files, holdings);
    let mut small: Vec<&Stored> = files
        .iter()
        .filter(|file| file.bytes < FULL_BYTES && !held.contains(file.key.as_str()))
        .collect();
    // The smallest first: what comes late joins its like before it touches the large.
    small.sort_by(|a, b| a.bytes.cmp(&b.bytes).then_with(|| a.key.cmp(&b.key)));
    small.dedup_by(|a, b| a.key == b.key);
    let enough = if over { 2 } else { HEAP };
    if small.len() < enough {
        return Vec::new();
    }
    let mut merges = Vec::new();
    let (mut keys, mut bytes) = (Vec::new(), 0_u64);
    for file in small {
        if bytes + file.bytes > MERGE_BYTES_MAX || keys.len() >= MERGE_FILES_MAX {
            merges.push(std::mem::take(&mut keys));
            bytes = 0;
        }
        bytes += file.bytes;
        keys.push(file.key.clone());
    }
    merges.push(keys);
    let several = merges.into_iter().filter(|keys| keys.len() >= 2);
    several
        .map(|mut keys| {
            keys.sort();
            Merge { keys }
        })
        .collect()
}

/// The files that may be deleted: those that a merged file holds which has been there for a while.
pub fn superseded(files: &[Stored], holdings: &Holdings, now: Timestamp) -> Vec<String> {
    let there: BTreeSet<&str> = files.iter().map(|file| file.key.as_str()).collect();
    let settled = files
        .iter()
        .filter(|file| filed(&file.key) && file.written_at.plus_seconds(GRACE_SECONDS) <= now);
    let held = settled.filter_map(|file| Some((&file.key, holdings.get(&file.key)?)));
    let gone: BTreeSet<String> = held
        .flat_map(|(own, keys)| keys.iter().filter(move |key| *key != own))
        .filter(|key| there.contains(key.as_str()))
        .cloned()
        .collect();
    gone.into_iter().collect()
}

/// Keys of files that are there and held by others that are there.
pub fn replaced<'a>(files: &[Stored], holdings: &'a Holdings) -> BTreeSet<&'a str> {
    let holders = files.iter().filter_map(|file| Some((&file.key, holdings.get(&file.key)?)));
    let held = holders.flat_map(|(own, keys)| keys.iter().filter(move |key| *key != own));
    held.map(String::as_str).collect()
}
