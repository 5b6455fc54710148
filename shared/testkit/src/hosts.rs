//! What each function runs on: the same for all, but for the keys that its process has opened.
use runtime::{App, Host, Keyring};
use std::{collections::BTreeMap, sync::Arc};

/// The hosts of a shop's functions.
#[derive(Clone)]
pub(crate) struct Hosts {
    /// What they have in common.
    pub shared: Host,
    keyrings: Arc<BTreeMap<&'static str, Arc<Keyring>>>,
}

impl Hosts {
    pub(crate) fn of(shared: Host, apps: &[App]) -> Self {
        let files = shared.ports.keys.clone();
        let ring = |app: &App| {
            let ring = Keyring::of(files.clone()?, Arc::clone(&shared.source));
            Some((app.name(), Arc::new(ring)))
        };
        let keyrings = Arc::new(apps.iter().filter_map(ring).collect());
        Self { shared, keyrings }
    }

    /// What a function runs on.
    pub(crate) fn own(&self, app: &App) -> Host {
        let shared = self.shared.clone();
        match self.keyrings.get(app.name()).cloned() {
            Some(keyring) => {
                let table = shared.table.with_keys(keyring.clone());
                Host { table, keyring: Some(keyring), ..shared }
            }
            None => shared,
        }
    }
}
