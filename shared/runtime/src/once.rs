//! What is done once in a run, although its handler may be run many times.
//!
//! A handler runs again after every step and after every lost race. A call that an outside system
//! would carry out twice is made through here: its answer is kept until the run ends.
use crate::Cx;
use std::{
    any::Any,
    collections::BTreeMap,
    future::Future,
    sync::{Arc, Mutex},
};

/// What a run has done, by name. Clones are the same run's.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<BTreeMap<String, Arc<dyn Any + Send + Sync>>>>);

impl Cx {
    /// What `make` gives, made once in this run: whoever asks again by the same name, in this step
    /// or a later one, gets the first answer. A failure is not kept. A name has one type.
    pub async fn once<T, E, F>(&self, name: &str, make: F) -> Result<Arc<T>, E>
    where
        T: Send + Sync + 'static,
        F: Future<Output = Result<T, E>>,
    {
        let found = self.kept.0.lock().ok().and_then(|kept| kept.get(name).cloned());
        if let Some(found) = found.and_then(|found| found.downcast::<T>().ok()) {
            return Ok(found);
        }
        let made = Arc::new(make.await?);
        if let Ok(mut kept) = self.kept.0.lock() {
            kept.insert(name.to_owned(), made.clone());
        }
        Ok(made)
    }
}
