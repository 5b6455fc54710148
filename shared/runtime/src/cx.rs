//! What a handler may touch: reads, a clock, ids, ports. It has no way to write to the table.
use crate::{
    Fault, Keyring, Memo, Secret, Settings, Source, Who,
    once::Kept,
    ports::{Accounts, Bus, Files, Jobs, Ports, Post, Queries, Secrets, Web},
};
use domain::payment::{Provider, Refusal};
use primitives::{Id, Timestamp};
use std::sync::Arc;
use table::{Cursor, Entity, Found, Held, Key, List, Listing, Table, Wanted};

/// The circumstances of one run of a handler.
#[derive(Clone)]
pub struct Cx {
    pub(crate) table: Table,
    pub(crate) keyring: Option<Arc<Keyring>>,
    pub(crate) source: Arc<dyn Source>,
    pub(crate) ports: Arc<Ports>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) who: Who,
    pub(crate) correlation_id: Arc<str>,
    pub(crate) patience: std::time::Duration,
    pub(crate) kept: Kept,
    pub(crate) memo: Memo,
}

impl Cx {
    /// Now.
    pub fn now(&self) -> Timestamp {
        self.source.now()
    }

    /// A new id.
    pub fn new_id<I: Id>(&self) -> I {
        let mut random = [0; 10];
        random.iter_mut().zip(self.source.random()).for_each(|(to, from)| *to = from);
        let millis = u64::try_from(self.now().millis()).unwrap_or_default();
        I::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// A new secret.
    pub fn new_secret(&self) -> Secret {
        Secret::new(self.source.random(), self.source.random())
    }

    /// A new key of 256 random bits, for what signs or is digested.
    pub fn new_key(&self) -> [u8; 32] {
        let mut key = [0; 32];
        let random = self.source.random().into_iter().chain(self.source.random());
        key.iter_mut().zip(random).for_each(|(to, from)| *to = from);
        key
    }

    /// Who calls.
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// Runs through everything one request causes.
    pub fn correlation_id(&self) -> &str {
        &self.correlation_id
    }

    /// What the function was told.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The entity at a key, as of now; 404 if there is none.
    pub async fn load<E: Entity>(&self, key: Key<E>) -> Result<Held<E>, Fault> {
        self.table.load(&key).await.map_err(Fault::Table)
    }

    /// The entity at a key, as of now, if there is one.
    pub async fn find<E: Entity>(&self, key: Key<E>) -> Result<Option<Held<E>>, Fault> {
        self.table.find(&key).await.map_err(Fault::Table)
    }

    /// The entity at a key as it was a moment ago, at half the price: for pages that only show.
    pub async fn peek<E: Entity>(&self, key: Key<E>) -> Result<Option<Held<E>>, Fault> {
        self.table.peek(&key).await.map_err(Fault::Table)
    }

    /// The entities at many keys, in the keys' order.
    pub async fn load_many<E: Entity>(
        &self,
        keys: &[Key<E>],
    ) -> Result<Vec<Option<Held<E>>>, Fault> {
        self.table.load_many(keys).await.map_err(Fault::Table)
    }

    /// The entities at many keys, as they were a moment ago, at half the price.
    pub async fn peek_many<E: Entity>(
        &self,
        keys: &[Key<E>],
    ) -> Result<Vec<Option<Held<E>>>, Fault> {
        self.table.peek_many(keys).await.map_err(Fault::Table)
    }

    /// Things of several kinds as they were a moment ago, in one round trip for every hundred of
    /// them.
    pub async fn gather(&self, wanted: &Wanted) -> Result<Found, Fault> {
        self.table.gather(wanted).await.map_err(Fault::Table)
    }

    /// The same as of now, at twice the price: for whoever decides by it.
    pub async fn collect(&self, wanted: &Wanted) -> Result<Found, Fault> {
        self.table.collect(wanted).await.map_err(Fault::Table)
    }

    /// One page of a list.
    pub async fn list<T: serde::de::DeserializeOwned>(
        &self,
        list: &List<T>,
        limit: u32,
        after: Option<&Cursor>,
    ) -> Result<Listing<T>, Fault> {
        self.table.list(list, limit, after).await.map_err(Fault::Table)
    }

    /// All of a list that is known to be short.
    pub async fn list_all<T: serde::de::DeserializeOwned>(
        &self,
        list: &List<T>,
    ) -> Result<Vec<T>, Fault> {
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let page = self.list(list, 1_000, after.as_ref()).await?;
            all.extend(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// The page of a list that a caller asked for.
    pub async fn page<T: serde::de::DeserializeOwned>(
        &self,
        list: &List<T>,
        query: &contract::PageQuery,
    ) -> Result<contract::Page<T>, Fault> {
        let max = primitives::limits::PAGE_MAX;
        let limit = match query.limit {
            None => max,
            Some(limit) if (1..=max).contains(&limit) => limit,
            Some(_) => return Err(Fault::malformed(format!("limit must be from 1 to {max}"))),
        };
        let after = query.cursor.clone().map(Cursor::from_outside);
        let page = self.list(list, limit, after.as_ref()).await?;
        Ok(contract::Page { items: page.items, next: page.next.map(Into::into) })
    }

    /// Counts something: a line of metrics.
    pub fn measure(&self, line: &crate::metrics::Line) {
        crate::telemetry::measure(&self.settings, &self.ports, self.now(), line);
    }

    /// Waits: for whoever pretends to be a slow service.
    pub async fn pause(&self, time: std::time::Duration) {
        tokio::time::sleep(time).await;
    }

    /// The event bus.
    pub fn bus(&self) -> Result<&dyn Bus, Fault> {
        self.ports.bus.as_deref().ok_or_else(|| unmounted("bus"))
    }

    /// Files.
    pub fn files(&self) -> Result<&dyn Files, Fault> {
        self.ports.files.as_deref().ok_or_else(|| unmounted("files"))
    }

    /// The keys of personal data.
    pub fn keyring(&self) -> Result<&Keyring, Fault> {
        self.keyring.as_deref().ok_or_else(|| unmounted("keys"))
    }

    /// The queue of another function.
    pub fn queue(&self, function: &str) -> Result<&dyn Jobs, Fault> {
        self.ports.queues.get(function).map(AsRef::as_ref).ok_or_else(|| unmounted(function))
    }

    /// Queries over the lake.
    pub fn queries(&self) -> Result<&dyn Queries, Fault> {
        self.ports.queries.as_deref().ok_or_else(|| unmounted("queries"))
    }

    /// Background work.
    pub fn jobs(&self) -> Result<&dyn Jobs, Fault> {
        self.ports.jobs.as_deref().ok_or_else(|| unmounted("jobs"))
    }

    /// Outside APIs.
    pub fn web(&self) -> Result<&dyn Web, Fault> {
        self.ports.web.as_deref().ok_or_else(|| unmounted("web"))
    }

    /// The accounts that people sign in with.
    pub fn accounts(&self) -> Result<&dyn Accounts, Fault> {
        self.ports.accounts.as_deref().ok_or_else(|| unmounted("accounts"))
    }

    /// Whether a secret is there to be read: its parameter has a name.
    pub fn has_secret(&self, name: &str) -> bool {
        self.settings.secrets.contains_key(name)
    }

    /// Refuses a payment provider that the shop has no account with.
    pub fn takes(&self, provider: Provider) -> Result<(), Fault> {
        match provider.secret() {
            Some(name) if !self.has_secret(name) => Err(Refusal::NotConfigured(provider).into()),
            _ => Ok(()),
        }
    }

    /// A secret that is shared with an outside system, by its name in the settings.
    pub async fn secret(&self, name: &str) -> Result<Secret, Fault> {
        let (port, parameter) = self.secrets(name)?;
        port.read(parameter).await.map_err(Fault::Outside)
    }

    /// The same, read anew: for whoever finds that what was read before does not fit. It may have
    /// been changed since.
    pub async fn renewed_secret(&self, name: &str) -> Result<Secret, Fault> {
        let (port, parameter) = self.secrets(name)?;
        port.renew(parameter).await.map_err(Fault::Outside)
    }

    fn secrets(&self, name: &str) -> Result<(&dyn Secrets, &str), Fault> {
        let port = self.ports.secrets.as_deref().ok_or_else(|| unmounted("secrets"))?;
        let parameter = self.settings.secrets.get(name).ok_or_else(|| {
            let variable = name.to_ascii_uppercase();
            Fault::Internal(format!("no parameter is named for `{name}`; see SECRET_{variable}"))
        })?;
        Ok((port, parameter))
    }

    /// Mails and text messages.
    pub fn post(&self) -> Result<&dyn Post, Fault> {
        self.ports.post.as_deref().ok_or_else(|| unmounted("post"))
    }
}

fn unmounted(port: &str) -> Fault {
    Fault::Internal(format!("the port `{port}` is not mounted; see the function's main.rs"))
}
