//! The keys under which personal data is sealed. Each lies in a file of its own, in a bucket that is in no backup of the table: whoever
//! deletes the file has made every copy of the data unreadable.
use crate::{Fault, Source, ports::Files};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use table::{KeyLater, Keys};
use vault::{Cache, DataKey};

/// Bytes of a key.
const BYTES: u64 = 32;

/// The keys that this process may use, and those that it opened a moment ago.
pub struct Keyring {
    files: Arc<dyn Files>,
    source: Arc<dyn Source>,
    opened: Mutex<Cache>,
}

impl Keyring {
    /// Keys in files.
    pub fn of(files: Arc<dyn Files>, source: Arc<dyn Source>) -> Self {
        Self { files, source, opened: Mutex::default() }
    }

    /// The bits in a file, if there is one.
    pub async fn bits(&self, file: &str) -> Result<Option<[u8; 32]>, Fault> {
        read(&*self.files, file).await.map_err(Fault::Outside)
    }

    /// The bits in a file; made where there is none. Of two who make one at once, the first one's hold.
    pub async fn own_bits(&self, file: &str) -> Result<[u8; 32], Fault> {
        self.made(file).await.map_err(Fault::Outside)
    }

    /// Destroys the key of a subject: whatever was sealed with it is gone.
    pub async fn destroy(&self, subject: &str) -> Result<(), Fault> {
        let file = file(subject);
        self.files.delete(&file).await.map_err(Fault::Outside)?;
        if let Ok(mut opened) = self.opened.lock() {
            opened.forget(&file);
        }
        Ok(())
    }

    async fn made(&self, file: &str) -> Result<[u8; 32], String> {
        if let Some(bits) = read(&*self.files, file).await? {
            return Ok(bits);
        }
        let mut bits = [0; 32];
        let random = self.source.random().into_iter().chain(self.source.random());
        bits.iter_mut().zip(random).for_each(|(to, from)| *to = from);
        if self.files.create(file, bits.to_vec()).await? {
            return Ok(bits);
        }
        read(&*self.files, file).await?.ok_or_else(|| "a key is not where it was put".into())
    }

    fn cached(&self, file: &str) -> Option<Arc<DataKey>> {
        self.opened.lock().ok()?.get(file, self.now())
    }

    fn kept(&self, file: &str, bits: &[u8; 32]) -> Result<Arc<DataKey>, String> {
        let key = Arc::new(DataKey::new(bits).map_err(|error| error.to_string())?);
        if let Ok(mut opened) = self.opened.lock() {
            opened.keep(file, Arc::clone(&key), self.now());
        }
        Ok(key)
    }

    fn now(&self) -> Duration {
        Duration::from_millis(self.source.now().millis().unsigned_abs())
    }
}

impl Keys for Keyring {
    fn find<'a>(&'a self, subject: &'a str) -> KeyLater<'a, Option<Arc<DataKey>>> {
        Box::pin(async move {
            let file = file(subject);
            if let Some(key) = self.cached(&file) {
                return Ok(Some(key));
            }
            let Some(bits) = read(&*self.files, &file).await? else { return Ok(None) };
            self.kept(&file, &bits).map(Some)
        })
    }

    fn own<'a>(&'a self, subject: &'a str) -> KeyLater<'a, Arc<DataKey>> {
        Box::pin(async move {
            let file = file(subject);
            match self.cached(&file) {
                Some(key) => Ok(key),
                None => self.kept(&file, &self.made(&file).await?),
            }
        })
    }
}

fn file(subject: &str) -> String {
    format!("subjects/{subject}")
}

async fn read(files: &dyn Files, file: &str) -> Result<Option<[u8; 32]>, String> {
    let bytes = match files.read(file, 0, BYTES).await {
        Ok(bytes) => bytes,
        // A file that is not there cannot be read. One that is there after all was made between the two looks, by whoever met the
        // subject at the same moment; if it was not, it cannot be read now either.
        Err(_) => match files.size(file).await? {
            None => return Ok(None),
            Some(_) => files.read(file, 0, BYTES).await?,
        },
    };
    bytes.try_into().map(Some).map_err(|_| "a key of another length".into())
}
