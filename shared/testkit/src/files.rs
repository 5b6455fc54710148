//! Files in memory.
use primitives::Timestamp;
use runtime::ports::{Files, Later, Listed};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// A bucket in memory. Its addresses are `memory:` and the key.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    files: BTreeMap<String, Vec<u8>>,
    /// Writes and deletions that still succeed; all of them where there is no number.
    left: Option<u32>,
    /// Requests that read, and files that were made.
    reads: u64,
    made: u64,
    /// Files that somebody else makes the moment after they were looked for.
    late: BTreeMap<String, Vec<u8>>,
}

impl Kept {
    fn may(&mut self) -> Result<(), String> {
        match &mut self.left {
            Some(0) => Err("the bucket does not answer".into()),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl MemoryFiles {
    /// Puts a file, as whoever has the address would.
    pub fn upload(&self, url: &str, bytes: impl Into<Vec<u8>>) {
        let key = url.strip_prefix("memory:").unwrap_or(url);
        if let Ok(mut kept) = self.0.lock() {
            kept.files.insert(key.into(), bytes.into());
        }
    }

    /// Lets so many writes and deletions succeed, and none after them; `None` lets all.
    pub fn failing_after(&self, writes: Option<u32>) {
        if let Ok(mut kept) = self.0.lock() {
            kept.left = writes;
        }
    }

    /// Lets somebody else make a file just after it is looked for in vain.
    pub fn appearing(&self, key: &str, bytes: impl Into<Vec<u8>>) {
        if let Ok(mut kept) = self.0.lock() {
            kept.late.insert(key.into(), bytes.into());
        }
    }

    fn appear(&self, key: &str) {
        if let Ok(mut kept) = self.0.lock()
            && let Some(bytes) = kept.late.remove(key)
        {
            kept.files.insert(key.into(), bytes);
        }
    }

    /// How often somebody read or looked, and files that were created.
    pub fn touched(&self) -> (u64, u64) {
        self.0.lock().map(|kept| (kept.reads, kept.made)).unwrap_or_default()
    }

    fn reads(&self) {
        if let Ok(mut kept) = self.0.lock() {
            kept.reads += 1;
        }
    }

    /// The keys of all files, in order.
    pub fn keys(&self) -> Vec<String> {
        self.0.lock().map(|kept| kept.files.keys().cloned().collect()).unwrap_or_default()
    }

    /// Gets a file, as whoever has the address would.
    pub fn download(&self, url: &str) -> Option<Vec<u8>> {
        let key = url.strip_prefix("memory:").unwrap_or(url);
        self.0.lock().ok()?.files.get(key).cloned()
    }
}

impl Files for MemoryFiles {
    fn upload_url<'a>(&'a self, key: &'a str, _: u64, _: Duration) -> Later<'a, String> {
        Box::pin(async move { Ok(format!("memory:{key}")) })
    }

    fn download_url<'a>(&'a self, key: &'a str, _: Duration) -> Later<'a, String> {
        Box::pin(async move { Ok(format!("memory:{key}")) })
    }

    fn shown_url<'a>(&'a self, key: &'a str, media: &'a str, _: Duration) -> Later<'a, String> {
        Box::pin(async move { Ok(format!("memory:{key}#{media}")) })
    }

    fn read<'a>(&'a self, key: &'a str, from: u64, length: u64) -> Later<'a, Vec<u8>> {
        Box::pin(async move {
            self.reads();
            let found = self.download(key);
            self.appear(key);
            let file = found.ok_or("there is no such file")?;
            let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(file.len());
            let range = at(from)..at(from.saturating_add(length));
            Ok(file.get(range).map(<[u8]>::to_vec).unwrap_or_default())
        })
    }

    fn size<'a>(&'a self, key: &'a str) -> Later<'a, Option<u64>> {
        Box::pin(async move {
            self.reads();
            Ok(self.download(key).and_then(|file| u64::try_from(file.len()).ok()))
        })
    }

    fn write<'a>(&'a self, key: &'a str, bytes: Vec<u8>, _: &'a str) -> Later<'a, ()> {
        Box::pin(async move {
            self.0.lock().map_err(|e| e.to_string())?.may()?;
            self.upload(key, bytes);
            Ok(())
        })
    }

    fn create<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> Later<'a, bool> {
        Box::pin(async move {
            let mut kept = self.0.lock().map_err(|e| e.to_string())?;
            if kept.files.contains_key(key) {
                return Ok(false);
            }
            kept.may()?;
            kept.made += 1;
            kept.files.insert(key.into(), bytes);
            Ok(true)
        })
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Later<'a, Vec<Listed>> {
        Box::pin(async move {
            let kept = self.0.lock().map_err(|e| e.to_string())?;
            let files = kept.files.iter().filter(|(key, _)| key.starts_with(prefix));
            // Written long ago: what a test has to wait for is its own clock's business.
            let listed = files.map(|(key, bytes)| Listed {
                key: key.clone(),
                bytes: bytes.len() as u64,
                written_at: Timestamp::from_millis(0),
            });
            Ok(listed.collect())
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> Later<'a, ()> {
        Box::pin(async move {
            let mut kept = self.0.lock().map_err(|e| e.to_string())?;
            kept.may()?;
            kept.files.remove(key);
            Ok(())
        })
    }
}
