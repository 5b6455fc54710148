//! What the functions of a process run on.
use crate::{Cx, Fault, Keyring, Memo, Settings, Source, Who, once::Kept, ports::Ports};
use std::{future::Future, sync::Arc};
use table::{Keys, Table};

/// How long a request waits for an event before it answers 202.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// What a function runs on. One per process; tests make one per shop.
#[derive(Clone)]
pub struct Host {
    /// The table.
    pub table: Table,
    /// The keys of personal data.
    pub keyring: Option<Arc<Keyring>>,
    /// Time and chance.
    pub source: Arc<dyn Source>,
    /// Ports.
    pub ports: Arc<Ports>,
    /// The environment.
    pub settings: Arc<Settings>,
    /// What the process keeps from run to run.
    pub memo: Memo,
    /// How long a request waits for an event before it answers 202. API Gateway gives up at 30 s.
    pub patience: std::time::Duration,
    /// When Lambda ends the invocation, less what an answer needs to get out.
    pub deadline: Option<tokio::time::Instant>,
}

impl Host {
    /// What a function runs on. Where there is a bucket of keys, personal data is sealed under them.
    pub fn new(table: Table, source: Arc<dyn Source>, ports: Ports, settings: Settings) -> Self {
        let keys = ports.keys.clone();
        let keyring = keys.map(|files| Arc::new(Keyring::of(files, Arc::clone(&source))));
        let table = match &keyring {
            Some(keyring) => table.with_keys(Arc::clone(keyring) as Arc<dyn Keys>),
            None => table,
        };
        Self {
            table,
            keyring,
            source,
            ports: Arc::new(ports),
            settings: Arc::new(settings),
            memo: Memo::default(),
            patience: PATIENCE,
            deadline: None,
        }
    }

    pub(crate) fn cx(&self, correlation_id: Arc<str>) -> Cx {
        Cx {
            table: self.table.clone(),
            keyring: self.keyring.clone(),
            source: self.source.clone(),
            ports: self.ports.clone(),
            settings: self.settings.clone(),
            who: Who::System,
            correlation_id,
            patience: self.patience,
            kept: Kept::default(),
            memo: self.memo.clone(),
        }
    }

    /// Does something as far as there is time. What was cut short is safe to send again: every step
    /// is one transaction, and the next run takes it up from what is there.
    pub(crate) async fn in_time<T>(
        &self,
        late: Fault,
        work: impl Future<Output = Result<T, Fault>>,
    ) -> Result<T, Fault> {
        match self.deadline {
            Some(deadline) => tokio::time::timeout_at(deadline, work).await.unwrap_or(Err(late)),
            None => work.await,
        }
    }
}
