use crate::DataKey;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// How long a process may use a key without asking for it anew: this long after a key was destroyed
/// elsewhere, nobody opens anything with it.
pub const FRESH: Duration = Duration::from_mins(1);
/// How many keys a process holds at the most.
pub const ROOM: usize = 256;

/// Keys that this process opened a moment ago, so that a request need not ask for each anew.
/// Time is an argument: since when does not matter, if it never goes back.
#[derive(Default)]
pub struct Cache(BTreeMap<String, (Duration, Arc<DataKey>)>);

impl Cache {
    /// The subject's key, if it was kept less than [`FRESH`] ago.
    #[must_use]
    pub fn get(&self, subject: &str, now: Duration) -> Option<Arc<DataKey>> {
        let (kept, key) = self.0.get(subject)?;
        (now.saturating_sub(*kept) < FRESH).then(|| Arc::clone(key))
    }

    /// Keeps a key; what is stale goes, and the oldest if there is no room.
    pub fn keep(&mut self, subject: &str, key: Arc<DataKey>, now: Duration) {
        self.0.retain(|_, (kept, _)| now.saturating_sub(*kept) < FRESH);
        self.0.remove(subject);
        if self.0.len() >= ROOM {
            let oldest = self.0.iter().min_by_key(|(_, (kept, _))| *kept);
            if let Some(oldest) = oldest.map(|(subject, _)| subject.clone()) {
                self.0.remove(&oldest);
            }
        }
        self.0.insert(subject.into(), (now, key));
    }

    /// Forgets a key at once: its subject is erased.
    pub fn forget(&mut self, subject: &str) {
        self.0.remove(subject);
    }
}
