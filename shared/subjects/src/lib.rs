//! The keys under which personal data is sealed, and the one that finds it. Each lies in a file of its own, in a bucket that is in no backup of the
//! table: whoever deletes the file has made every copy of the data unreadable.
use domain::customers::Term;
use primitives::CustomerId;
use runtime::{Cx, Fault};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};
use table::Place;
use vault::{Cache, DataKey, IndexKey, SealError};

/// Bytes of a key.
const BYTES: u64 = 32;
/// The file of the key that terms are digested with.
const INDEX: &str = "index";

/// Keys that this process opened a moment ago.
#[derive(Default)]
struct Opened(Mutex<Cache>);

/// The shop's key for marks.
pub struct Index(IndexKey);

impl Index {
    /// The marks of these terms.
    pub fn marks(&self, terms: &BTreeSet<Term>) -> BTreeSet<String> {
        terms.iter().map(|term| self.mark(term)).collect()
    }

    /// The mark of a term.
    pub fn mark(&self, term: &Term) -> String {
        term.mark(|kind, text| self.0.hash(kind, text))
    }
}

/// The key for marks; made when it is first asked for.
pub async fn index(cx: &Cx) -> Result<Arc<Index>, Fault> {
    if let Some(index) = cx.recall::<Index>() {
        return Ok(index);
    }
    let index = Arc::new(Index(IndexKey::new(&made(cx, INDEX).await?)));
    cx.keep(Arc::clone(&index));
    Ok(index)
}

/// The key for marks, if anything was ever marked: for whoever may look, and make none.
pub async fn known_index(cx: &Cx) -> Result<Option<Arc<Index>>, Fault> {
    if let Some(index) = cx.recall::<Index>() {
        return Ok(Some(index));
    }
    let Some(bits) = read(cx, INDEX).await? else { return Ok(None) };
    let index = Arc::new(Index(IndexKey::new(&bits)));
    cx.keep(Arc::clone(&index));
    Ok(Some(index))
}

/// The key of a customer, if there is one: there is none of whom nothing was sealed, or who was erased.
pub async fn key(cx: &Cx, customer_id: &CustomerId) -> Result<Option<Arc<DataKey>>, Fault> {
    let file = file(customer_id);
    if let Some(key) = cached(cx, &file) {
        return Ok(Some(key));
    }
    let Some(bits) = read(cx, &file).await? else { return Ok(None) };
    kept(cx, &file, &bits).map(Some)
}

/// The key of a customer; made when it is first asked for.
pub async fn own_key(cx: &Cx, customer_id: &CustomerId) -> Result<Arc<DataKey>, Fault> {
    let file = file(customer_id);
    match cached(cx, &file) {
        Some(key) => Ok(key),
        None => kept(cx, &file, &made(cx, &file).await?),
    }
}

/// Destroys the key of a customer: whatever was sealed with it is gone.
pub async fn destroy(cx: &Cx, customer_id: &CustomerId) -> Result<(), Fault> {
    let file = file(customer_id);
    cx.files()?.delete(&file).await.map_err(Fault::Outside)?;
    if let Some(opened) = cx.recall::<Opened>()
        && let Ok(mut cache) = opened.0.lock()
    {
        cache.forget(&file);
    }
    Ok(())
}

/// Where something sealed stands in the table.
pub fn at(place: &Place) -> vault::Place<'_> {
    vault::Place { pk: &place.pk, sk: &place.sk, attribute: "sealed" }
}

/// What could not be sealed or opened. It tells nothing of what was in it.
pub fn broken(error: SealError) -> Fault {
    Fault::Internal(error.to_string())
}

fn file(customer_id: &CustomerId) -> String {
    format!("subjects/{customer_id}")
}

fn now(cx: &Cx) -> Duration {
    Duration::from_millis(cx.now().millis().unsigned_abs())
}

fn cached(cx: &Cx, file: &str) -> Option<Arc<DataKey>> {
    cx.recall::<Opened>()?.0.lock().ok()?.get(file, now(cx))
}

fn kept(cx: &Cx, file: &str, bits: &[u8; 32]) -> Result<Arc<DataKey>, Fault> {
    let key = Arc::new(DataKey::new(bits).map_err(broken)?);
    let opened = cx.recall::<Opened>().unwrap_or_else(|| {
        let opened = Arc::new(Opened::default());
        cx.keep(Arc::clone(&opened));
        opened
    });
    if let Ok(mut cache) = opened.0.lock() {
        cache.keep(file, Arc::clone(&key), now(cx));
    }
    Ok(key)
}

/// The bits in a file; made where there is none. Of two who make one at once, the first one's holds.
async fn made(cx: &Cx, file: &str) -> Result<[u8; 32], Fault> {
    if let Some(bits) = read(cx, file).await? {
        return Ok(bits);
    }
    cx.files()?.create(file, cx.new_key().to_vec()).await.map_err(Fault::Outside)?;
    read(cx, file).await?.ok_or_else(|| Fault::Outside("a key is not where it was put".into()))
}

async fn read(cx: &Cx, file: &str) -> Result<Option<[u8; 32]>, Fault> {
    let files = cx.files()?;
    let bytes = match files.read(file, 0, BYTES).await {
        Ok(bytes) => bytes,
        // A file that is not there cannot be read; one that is there and cannot be read is trouble.
        Err(error) => match files.size(file).await.map_err(Fault::Outside)? {
            None => return Ok(None),
            Some(_) => return Err(Fault::Outside(error)),
        },
    };
    let bits = bytes.try_into().map_err(|_| Fault::Internal("a key of another length".into()))?;
    Ok(Some(bits))
}
