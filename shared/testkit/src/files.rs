//! Files in memory.
use runtime::ports::{Files, Later};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// A bucket in memory. Its addresses are `memory:` and the key.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

impl MemoryFiles {
    /// Puts a file, as whoever has the address would.
    pub fn upload(&self, url: &str, bytes: impl Into<Vec<u8>>) {
        let key = url.strip_prefix("memory:").unwrap_or(url);
        if let Ok(mut files) = self.0.lock() {
            files.insert(key.into(), bytes.into());
        }
    }

    /// Gets a file, as whoever has the address would.
    pub fn download(&self, url: &str) -> Option<Vec<u8>> {
        let key = url.strip_prefix("memory:").unwrap_or(url);
        self.0.lock().ok()?.get(key).cloned()
    }
}

impl Files for MemoryFiles {
    fn upload_url<'a>(&'a self, key: &'a str, _: u64, _: Duration) -> Later<'a, String> {
        Box::pin(async move { Ok(format!("memory:{key}")) })
    }

    fn download_url<'a>(&'a self, key: &'a str, _: Duration) -> Later<'a, String> {
        Box::pin(async move { Ok(format!("memory:{key}")) })
    }

    fn read<'a>(&'a self, key: &'a str, from: u64, length: u64) -> Later<'a, Vec<u8>> {
        Box::pin(async move {
            let file = self.download(key).ok_or("there is no such file")?;
            let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(file.len());
            let range = at(from)..at(from.saturating_add(length));
            Ok(file.get(range).map(<[u8]>::to_vec).unwrap_or_default())
        })
    }

    fn size<'a>(&'a self, key: &'a str) -> Later<'a, Option<u64>> {
        Box::pin(
            async move { Ok(self.download(key).and_then(|file| u64::try_from(file.len()).ok())) },
        )
    }

    fn write<'a>(&'a self, key: &'a str, bytes: Vec<u8>, _: &'a str) -> Later<'a, ()> {
        Box::pin(async move {
            self.upload(key, bytes);
            Ok(())
        })
    }
}
