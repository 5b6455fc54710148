//! The functions of a shop, wired together as the template wires them.
use crate::{
    DeletedAccounts, Embedded, Mailbox, MemoryFiles, MemorySecrets, Reply, Request, TABLE,
    TestSource, TestWeb,
    hosts::Hosts,
    queues::{EmptyLake, Told, carried},
    web::dispatch,
};
use events::Actor;
use runtime::{
    App, Host, Manifest, Settings,
    ports::{Bus, BusEvent, Files, Jobs, Later, Ports, Queries, Web},
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use table::{Commit, Done, Memory, Table};

/// How the bus delivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Once, in order.
    Once,
    /// Each event twice, and the later before the earlier.
    TwiceAndBackwards,
}

/// Tries of scheduled work until a test gives it up.
const TICKS_MAX: u32 = 9;

/// What the shop of tests shares with the make-believe carrier.
pub const HAULIER_SECRET: &str = "another-secret-of-tests";

/// A shop in one process.
pub struct Shop {
    apps: Arc<Vec<App>>,
    pub(crate) hosts: Hosts,
    /// What each of them listens to, in the same order.
    manifests: Vec<Manifest>,
    /// The outside world's HTTP, which leads back to this shop.
    pub web: Arc<TestWeb>,
    /// Where mails and text messages end up.
    pub mailbox: Arc<Mailbox>,
    /// Time and chance.
    pub source: Arc<TestSource>,
    /// The database.
    pub database: Embedded,
    bus: Arc<TestBus>,
    jobs: Arc<TestJobs>,
    told: Told,
    /// Secrets that are shared with outside systems, at `/tests/<name>`.
    pub secrets: MemorySecrets,
    /// The keys of personal data.
    pub keys: MemoryFiles,
    /// Which accounts were deleted of those that people sign in with.
    pub accounts: DeletedAccounts,
    /// How the bus delivers.
    pub delivery: Delivery,
    /// Every event that reached the bus, oldest first.
    sent: Mutex<Vec<BusEvent>>,
    counts: Mutex<Counts>,
    /// Events that wait for others, for functions that take many at once.
    pub(crate) gathered: Mutex<Vec<BusEvent>>,
}

/// The functions that play the payment provider and the carrier: what passes through them is no
/// cost of the shop's.
const OTHERS: [&str; 2] = ["sandbox", "haulier"];

/// Whether a function stands for somebody else's business.
pub fn is_others(function: &str) -> bool {
    OTHERS.contains(&function)
}

/// Whether a call of the web, `METHOD /path`, is to one of them.
fn is_to_others(call: &str) -> bool {
    OTHERS.iter().any(|function| call.contains(&format!(" /{function}/")))
}

/// What has passed through the shop, for figuring what it costs: without what is the make-believe
/// provider's and carrier's own, whose webhooks are requests like others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// HTTP requests.
    pub requests: u64,
    /// Batches of the table's stream that woke the outbox.
    pub batches: u64,
    /// Events put on the bus.
    pub events: u64,
    /// Events delivered to a consumer's queue.
    pub deliveries: u64,
    /// Messages of background work.
    pub jobs: u64,
    /// Mails and text messages.
    pub letters: u64,
    /// Reads of the bucket of keys.
    pub key_reads: u64,
    /// Keys made.
    pub keys_made: u64,
}

#[derive(Default)]
struct TestBus(Mutex<Vec<BusEvent>>);

impl Bus for TestBus {
    fn put<'a>(&'a self, events: &'a [BusEvent]) -> Later<'a, Vec<Result<(), String>>> {
        Box::pin(async move {
            let mut queue = self.0.lock().map_err(|e| e.to_string())?;
            queue.extend_from_slice(events);
            Ok(events.iter().map(|_| Ok(())).collect())
        })
    }
}

#[derive(Default)]
struct TestJobs(Mutex<Vec<String>>);

impl Jobs for TestJobs {
    fn send(&self, bodies: Vec<String>) -> Later<'_, ()> {
        Box::pin(async move {
            self.0.lock().map_err(|e| e.to_string())?.extend(bodies);
            Ok(())
        })
    }
}

/// What the make-believe payment provider and the shop know of one another.
pub const PSP_SECRET: &str = "a-secret-of-tests";

/// Rounds of deliveries after which a chain of events counts as endless.
const ROUNDS_MAX: usize = 500;

impl Shop {
    /// A shop of these functions. `outbox` must be among them for events to travel.
    pub fn of(apps: Vec<App>) -> Self {
        Self::with(apps, None, None)
    }

    /// A shop with other files than those in memory, and with outside APIs other than its own
    /// functions.
    pub fn with(
        apps: Vec<App>,
        files: Option<Arc<dyn Files>>,
        outside: Option<Arc<dyn Web>>,
    ) -> Self {
        let database = Embedded::new();
        let source = Arc::new(TestSource::seeded(1));
        let bus = Arc::new(TestBus::default());
        let jobs = Arc::new(TestJobs::default());
        let told = Told::default();
        let web = Arc::new(TestWeb::default());
        let files = files.or_else(|| Some(Arc::new(MemoryFiles::default())));
        let outside = outside.unwrap_or_else(|| web.clone());
        let (secrets, keys) = (MemorySecrets::default(), MemoryFiles::default());
        let (mailbox, accounts) = (Arc::new(Mailbox::default()), DeletedAccounts::default());
        let ports = Ports {
            bus: Some(bus.clone()),
            keys: Some(Arc::new(keys.clone())),
            files,
            jobs: Some(jobs.clone()),
            queues: told.queues(apps.iter().map(App::name)),
            queries: Some(Arc::new(EmptyLake)),
            web: Some(outside),
            secrets: Some(Arc::new(secrets.clone())),
            accounts: Some(Arc::new(accounts.clone())),
            post: Some(mailbox.clone()),
            lines: None,
        };
        let settings = Settings {
            stage: "dev".into(),
            base_url: "http://shop.test".into(),
            psp_url: "http://shop.test".into(),
            carrier_url: "http://shop.test".into(),
            tax_url: "http://shop.test/sandbox/tax/v1".into(),
            secrets: [("psp".into(), "/tests/psp".into())].into(),
            ..Settings::default()
        };
        secrets.set("/tests/psp", PSP_SECRET);
        let table = Table::new(database.client(), TABLE);
        let host = Host {
            patience: Duration::from_secs(5),
            ..Host::new(table, source.clone(), ports, settings)
        };
        let (delivery, sent, counts) = (Delivery::Once, Mutex::default(), Mutex::default());
        let manifests = apps.iter().map(App::manifest).collect();
        let apps = Arc::new(apps);
        Self {
            hosts: Hosts::of(host, &apps),
            apps,
            manifests,
            web,
            mailbox,
            source,
            database,
            bus,
            jobs,
            told,
            secrets,
            keys,
            accounts,
            delivery,
            sent,
            counts,
            gathered: Mutex::default(),
        }
        .joined()
        .secret("haulier", HAULIER_SECRET)
    }

    fn joined(self) -> Self {
        let joined = (self.apps.clone(), self.hosts.clone(), self.database.clone());
        self.web.join(Some(joined));
        self
    }

    /// With a query service over the lake.
    #[must_use]
    pub fn queries(mut self, queries: Arc<dyn Queries>) -> Self {
        let ports = Ports { queries: Some(queries), ..(*self.hosts.shared.ports).clone() };
        self.hosts.shared.ports = Arc::new(ports);
        self.joined()
    }

    /// With other settings, such as where the payment provider answers.
    #[must_use]
    pub fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = (*self.hosts.shared.settings).clone();
        change(&mut settings);
        self.hosts.shared.settings = Arc::new(settings);
        self.joined()
    }

    /// With a secret that is shared with an outside system.
    #[must_use]
    pub fn secret(self, name: &str, value: &str) -> Self {
        let parameter = format!("/tests/{name}");
        self.secrets.set(&parameter, value);
        self.settings(|settings| {
            settings.secrets.insert(name.into(), parameter);
        })
    }

    /// How long requests wait for events.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.hosts.shared.patience = patience;
        self.joined()
    }

    /// How long from now on Lambda lets invocations run.
    #[must_use]
    pub fn ending_in(mut self, time: Duration) -> Self {
        self.hosts.shared.deadline = Some(tokio::time::Instant::now() + time);
        self.joined()
    }

    /// How the bus delivers.
    #[must_use]
    pub fn delivering(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// What the functions run on.
    pub fn host(&self) -> &Host {
        &self.hosts.shared
    }

    /// The table, for reading.
    pub fn table(&self) -> &Table {
        &self.hosts.shared.table
    }

    /// Sends a request, and meanwhile carries events about, so that a request that waits for one
    /// gets it.
    pub async fn call(&self, request: Request) -> Reply {
        let mut answer = std::pin::pin!(self.answer(request));
        loop {
            // A round that has begun is always finished: what it took from the queues is in its hands.
            let mut round = std::pin::pin!(self.round());
            tokio::select! {
                biased;
                reply = &mut answer => {
                    round.await;
                    return reply;
                }
                _ = &mut round => {}
            }
            if let Ok(reply) = tokio::time::timeout(Duration::from_millis(1), &mut answer).await {
                return reply;
            }
        }
    }

    /// What has passed through so far.
    pub fn counts(&self) -> Counts {
        let counted = self.counts.lock().map(|counts| *counts).unwrap_or_default();
        let called = self.web.calls();
        let webhooks = called.iter().filter(|call| !is_to_others(call)).count() as u64;
        let letters = self.mailbox.letters().len() as u64;
        let (key_reads, keys_made) = self.keys.touched();
        let requests = counted.requests + webhooks;
        Counts { requests, letters, key_reads, keys_made, ..counted }
    }

    /// The functions whose manifest is so.
    pub(crate) fn those(&self, wanted: impl Fn(&Manifest) -> bool) -> impl Iterator<Item = &App> {
        let all = self.apps.iter().zip(&self.manifests);
        all.filter(move |(_, manifest)| wanted(manifest)).map(|(app, _)| app)
    }

    pub(crate) fn count(&self, change: impl FnOnce(&mut Counts)) {
        if let Ok(mut counts) = self.counts.lock() {
            change(&mut counts);
        }
    }

    /// Sends a request while no event moves.
    pub async fn answer(&self, request: Request) -> Reply {
        self.count(|counts| counts.requests += 1);
        let response = dispatch(&self.apps, &self.hosts, &self.database, request.into_http()).await;
        Reply { status: response.status, headers: response.headers, text: response.body }
    }

    /// Delivers until nothing moves any more.
    pub async fn settle(&self) {
        for _ in 0..ROUNDS_MAX {
            if !self.round().await && !self.hand_over().await {
                return;
            }
        }
        panic!("events go on for ever; last: {:?}", self.sent().last());
    }

    /// Does scheduled work, then delivers what came of it.
    pub async fn tick(&self, name: &str) {
        for app in self.those(|it| it.ticks.contains(&name)) {
            let mut tries = 0;
            // Lambda tries scheduled work that failed twice more, and the clock comes again.
            while let Err(fault) = app.tick(&self.hosts.own(app), name).await {
                tries += 1;
                assert!(tries < TICKS_MAX, "{name}: {fault}");
            }
        }
        self.settle().await;
    }

    /// Tells the functions of an uploaded file, then delivers what came of it.
    pub async fn uploaded(&self, key: &str) {
        for app in self.those(|it| it.uploads) {
            app.upload(&self.hosts.own(app), key.into())
                .await
                .unwrap_or_else(|f| panic!("{key}: {f}"));
        }
        self.settle().await;
    }

    /// Tells whoever listens of an event of an outside system, then delivers what came of it.
    pub async fn hears(&self, detail_type: &str, detail: &serde_json::Value) {
        for app in self.those(|it| it.outside.contains(&detail_type)) {
            let heard = app.event(&self.hosts.own(app), detail_type, detail.to_string()).await;
            heard.unwrap_or_else(|fault| panic!("{detail_type}: {fault}"));
        }
        self.settle().await;
    }

    /// Background work that has been asked for, taken out of the queue, so that a test delivers it.
    pub fn take_jobs(&self) -> Vec<String> {
        self.jobs.0.lock().map(|mut queue| std::mem::take(&mut *queue)).unwrap_or_default()
    }

    /// Every event that reached the bus, oldest first.
    pub fn sent(&self) -> Vec<BusEvent> {
        self.sent.lock().map(|sent| sent.clone()).unwrap_or_default()
    }

    /// Names of the events that reached the bus, oldest first.
    pub fn sent_names(&self) -> Vec<String> {
        self.sent().into_iter().map(|event| event.detail_type).collect()
    }

    /// Commits what a test needs to exist.
    pub async fn seed(&self, done: Done<()>) {
        let how = Commit {
            now: self.now(),
            correlation_id: "seed",
            actor: &Actor::system(),
            new_event_id: &|| {
                use primitives::Id;
                primitives::EventId::from_uuid(uuid::Uuid::from_bytes(runtime::Source::random(
                    &*self.source,
                )))
            },
            memory: Memory::None,
        };
        self.table().commit(done, how).await.unwrap_or_else(|error| panic!("seed: {error}"));
    }

    /// Now.
    pub fn now(&self) -> primitives::Timestamp {
        runtime::Source::now(&*self.source)
    }

    /// One round: stream → outbox → bus → consumers, and background work. Says whether anything
    /// moved.
    async fn round(&self) -> bool {
        let rows: Vec<_> = self
            .database
            .take_stream()
            .iter()
            .map(|record| runtime::stream::outbox_row(record).unwrap_or_else(|f| panic!("{f}")))
            .collect();
        let mut moved = !rows.is_empty();
        let own = rows.iter().flat_map(|row| &row.events).any(|event| !is_others(&event.source));
        self.count(|counts| counts.batches += u64::from(own));
        for app in self.those(|it| moved && it.relays) {
            let host = self.hosts.own(app);
            let relayed = app.relay(&host, rows.clone());
            let relayed = self.database.account().during(app.name(), relayed).await;
            relayed.unwrap_or_else(|fault| panic!("the outbox failed: {fault}"));
        }
        let mut events =
            self.bus.0.lock().map(|mut queue| std::mem::take(&mut *queue)).unwrap_or_default();
        let own = events.iter().filter(|event| !is_others(&event.source)).count() as u64;
        self.count(|counts| counts.events += own);
        if let Ok(mut sent) = self.sent.lock() {
            sent.extend(events.iter().cloned());
        }
        if self.delivery == Delivery::TwiceAndBackwards {
            events = [events.clone(), events].concat();
            events.reverse();
        }
        for event in events {
            moved = true;
            self.deliver(&event).await;
        }
        for (function, body) in self.told.take() {
            moved = true;
            let (name, detail) = carried(&body);
            for app in self.apps.iter().filter(|app| app.name() == function) {
                let host = self.hosts.own(app);
                let told = app.event(&host, &name, detail.clone()).await;
                told.unwrap_or_else(|fault| panic!("{name}: {fault}"));
            }
        }
        for job in self.take_jobs() {
            moved = true;
            self.count(|counts| counts.jobs += 1);
            for app in self.those(|it| it.jobs) {
                app.job(&self.hosts.own(app), job.clone())
                    .await
                    .unwrap_or_else(|f| panic!("{job}: {f}"));
            }
        }
        moved
    }
}

/// The web holds the shop that holds the web.
impl Drop for Shop {
    fn drop(&mut self) {
        self.web.join(None);
    }
}
