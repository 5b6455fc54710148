//! Accounts of a user pool, in memory: what was deleted is all that there is.
use runtime::ports::{Accounts, Later};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

/// The subjects whose accounts were deleted.
#[derive(Clone, Debug, Default)]
pub struct DeletedAccounts(Arc<Mutex<BTreeSet<String>>>);

impl DeletedAccounts {
    /// Whether the account of a subject was deleted.
    pub fn has(&self, subject: &str) -> bool {
        self.0.lock().is_ok_and(|all| all.contains(subject))
    }
}

impl Accounts for DeletedAccounts {
    fn delete<'a>(&'a self, subject: &'a str) -> Later<'a, ()> {
        Box::pin(async move {
            self.0.lock().map_err(|error| error.to_string())?.insert(subject.into());
            Ok(())
        })
    }
}
