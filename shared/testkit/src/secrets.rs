//! Secrets in memory.
use runtime::{
    Secret,
    ports::{Later, Secrets},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// Parameters in memory. What is read by `read` may be old: the value of the first time, until
/// somebody renews it.
#[derive(Clone, Debug, Default)]
pub struct MemorySecrets(Arc<Mutex<BTreeMap<String, (Secret, Secret)>>>);

impl MemorySecrets {
    /// Puts a parameter there, or changes it.
    pub fn set(&self, parameter: &str, value: &str) {
        if let Ok(mut all) = self.0.lock() {
            let new = Secret::shown(value);
            let old = all.get(parameter).map_or_else(|| new.clone(), |(old, _)| old.clone());
            all.insert(parameter.into(), (old, new));
        }
    }
}

impl Secrets for MemorySecrets {
    fn read<'a>(&'a self, parameter: &'a str) -> Later<'a, Secret> {
        Box::pin(async move {
            let all = self.0.lock().map_err(|e| e.to_string())?;
            all.get(parameter).map(|(old, _)| old.clone()).ok_or("no such parameter".into())
        })
    }

    fn renew<'a>(&'a self, parameter: &'a str) -> Later<'a, Secret> {
        Box::pin(async move {
            let mut all = self.0.lock().map_err(|e| e.to_string())?;
            let (old, new) = all.get_mut(parameter).ok_or("no such parameter")?;
            *old = new.clone();
            Ok(new.clone())
        })
    }
}
