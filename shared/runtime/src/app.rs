//! The mount table of one function: what it answers, listens to and does by the clock.
use crate::{
    Cx, Fault, Host, HttpRequest, HttpResponse, Step, Who, consumer,
    consumer::Mind,
    operation,
    operation::Req,
    route::Routes,
    run::{Remember, decided, run},
    together::{self, Ended, Gather, Kind, Raw},
};
use contract::{Operation, OperationRow, Trait};
use events::{Envelope, Event};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc};
use table::Outbox;

/// Steps of one tick: what is left waits for the next.
const TICK_STEPS_MAX: u32 = 150;

type Work = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;
type Tick = Box<dyn Fn(Cx) -> Work + Send + Sync>;
type Job = Box<dyn Fn(Cx, String) -> Work + Send + Sync>;
type Relay = Box<dyn Fn(Cx, Vec<Outbox>) -> Work + Send + Sync>;

/// One function: what it answers and what it listens to.
pub struct App {
    name: &'static str,
    routes: Routes,
    operations: Vec<(&'static OperationRow, operation::Call)>,
    events: BTreeMap<&'static str, consumer::Consume>,
    outside: BTreeMap<&'static str, Job>,
    marked: Option<(&'static str, consumer::ConsumeAny)>,
    ticks: BTreeMap<&'static str, Tick>,
    job: Option<Job>,
    jobs_together: Option<Gather>,
    events_together: Option<Gather>,
    upload: Option<Job>,
    relay: Option<Relay>,
    keys: bool,
}

/// The mount table as data: what the template is checked against.
#[derive(Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Each says whether one kind of work comes to the function.
pub struct Manifest {
    /// The function.
    pub name: &'static str,
    /// Operations, by id.
    pub operations: Vec<&'static str>,
    /// Events, by detail type.
    pub subscriptions: Vec<&'static str>,
    /// Events of others than the shop, such as AWS itself, by detail type.
    pub outside: Vec<&'static str>,
    /// Whether it listens to every event there is, besides those.
    pub every_event: bool,
    /// The mark of events that it listens to, whichever they are, besides those.
    pub marked: Option<&'static str>,
    /// Scheduled work, by name.
    pub ticks: Vec<&'static str>,
    /// Whether it has a queue of background work.
    pub jobs: bool,
    /// Whether it is told of uploaded files.
    pub uploads: bool,
    /// Whether it reads the table's stream.
    pub relays: bool,
    /// Whether it may seal and open what is personal.
    pub keys: bool,
}

impl App {
    /// A function of this name that does nothing yet.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            routes: Routes::default(),
            operations: Vec::new(),
            events: BTreeMap::new(),
            outside: BTreeMap::new(),
            marked: None,
            ticks: BTreeMap::new(),
            job: None,
            jobs_together: None,
            events_together: None,
            upload: None,
            relay: None,
            keys: false,
        }
    }

    /// May seal and open what is personal. Others read entities without it, and write them with it as it was.
    #[must_use]
    pub fn with_keys(self) -> Self {
        Self { keys: true, ..self }
    }

    /// What a run of this function may touch.
    fn cx(&self, host: &Host, correlation_id: Arc<str>) -> Cx {
        let cx = host.cx(correlation_id);
        if self.keys {
            return cx;
        }
        Cx { table: cx.table.clone().without_keys(), keyring: None, ..cx }
    }

    /// Answers an operation.
    #[must_use]
    pub fn on<O, H, F, T>(mut self, _operation: O, handler: H) -> Self
    where
        O: Operation,
        H: Fn(Cx, Req<O>) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
        T: Into<Step<O::Reply>> + 'static,
    {
        self.routes.add(O::ROW.method, O::ROW.path, self.operations.len());
        self.operations.push((O::ROW, operation::erase::<O, H, F, T>(handler)));
        self
    }

    /// Listens to an event.
    #[must_use]
    pub fn on_event<E, H, F, T>(mut self, handler: H) -> Self
    where
        E: Event + Clone + Sync,
        H: Fn(Cx, Envelope<E>) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
        T: Into<Step<()>> + 'static,
    {
        let consume = consumer::erase::<E, H, F, T>(self.name, Mind::Events, handler);
        self.events.insert(E::DETAIL_TYPE, consume);
        self
    }

    /// Listens to an event that is only a reason to look: what the handler does follows from what it
    /// reads, under the versions that it read, so that it finds nothing to do the second time. Such
    /// an event is neither looked up nor remembered, which saves a read and half a transaction.
    ///
    /// Not for a handler that takes its instructions from the event: it would follow them twice.
    #[must_use]
    pub fn on_news<E, H, F, T>(mut self, handler: H) -> Self
    where
        E: Event + Clone + Sync,
        H: Fn(Cx, Envelope<E>) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
        T: Into<Step<()>> + 'static,
    {
        let consume = consumer::erase::<E, H, F, T>(self.name, Mind::Nothing, handler);
        self.events.insert(E::DETAIL_TYPE, consume);
        self
    }

    /// Listens to an event that is not the shop's, such as one that an AWS service puts on its bus:
    /// it comes without our envelope, so nothing remembers that it came. The handler must bear being
    /// run again for the same event.
    #[must_use]
    pub fn on_outside<J, H, F, T>(mut self, detail_type: &'static str, handler: H) -> Self
    where
        J: DeserializeOwned + Clone + Send + Sync + 'static,
        H: Fn(Cx, J) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
        T: Into<Step<()>> + 'static,
    {
        self.outside.insert(detail_type, work(handler));
        self
    }

    /// Listens to every event of the shop that the relay gave this mark, those to come too, by name and
    /// unread. What is mounted for one event by [`App::on_event`] goes there instead. That they came is
    /// not remembered, as with [`App::on_news`]: the handler finds by what it reads what is left to do.
    #[must_use]
    pub fn on_marked_event<H, F, T>(mut self, mark: &'static str, handler: H) -> Self
    where
        H: Fn(Cx, Arc<str>, events::Unread) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
        T: Into<Step<()>> + 'static,
    {
        self.marked = Some((mark, consumer::erase_any(self.name, handler)));
        self
    }

    /// Does something by the clock. The template's schedule sends `{"tick": name}`.
    #[must_use]
    pub fn on_tick<H, F, T>(mut self, name: &'static str, handler: H) -> Self
    where
        H: Fn(Cx) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
        T: Into<Step<()>> + 'static,
    {
        let tick: Tick = Box::new(move |cx| {
            Box::pin(async move {
                let (own, mut steps) = (cx.clone(), 0);
                let mut again = move || {
                    let step = handler(own.clone());
                    let last = steps >= TICK_STEPS_MAX;
                    steps += 1;
                    decided(async move {
                        match step.await?.into() {
                            Step::Continue(done) if last => Ok(Step::Finish(done)),
                            step => Ok::<_, Fault>(step),
                        }
                    })
                };
                run(&cx, 200, Remember::Nothing, &mut again).await.map(drop)
            })
        });
        self.ticks.insert(name, tick);
        self
    }

    /// Does background work that the function itself enqueued through `cx.jobs()`. The handler
    /// must bear being run again for the same message.
    #[must_use]
    pub fn on_job<J, H, F, T>(mut self, handler: H) -> Self
    where
        J: DeserializeOwned + Clone + Send + Sync + 'static,
        H: Fn(Cx, J) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
        T: Into<Step<()>> + 'static,
    {
        self.job = Some(work(handler));
        self
    }

    /// The same for many messages at once: all that an invocation brings. They come again together
    /// or apart if the handler fails, and it must bear that. It writes nothing to the table.
    #[must_use]
    pub fn on_jobs_together<J, H, F>(mut self, handler: H) -> Self
    where
        J: DeserializeOwned + Send + 'static,
        H: Fn(Cx, Vec<J>) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<(), Fault>> + Send + 'static,
    {
        self.jobs_together = Some(together::jobs(handler));
        self
    }

    /// Listens to every event of the shop, those to come too, by name and unread: to all that an
    /// invocation brings at once. What is mounted for one event by [`App::on_event`] goes there
    /// instead. That they came is not remembered: the handler must bear any of them again.
    #[must_use]
    pub fn on_every_event_together<H, F>(mut self, handler: H) -> Self
    where
        H: Fn(Cx, Vec<(Arc<str>, events::Unread)>) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<(), Fault>> + Send + 'static,
    {
        self.events_together = Some(together::events(handler));
        self
    }

    /// Is told of uploaded files, by key.
    #[must_use]
    pub fn on_upload<H, F, T>(mut self, handler: H) -> Self
    where
        H: Fn(Cx, String) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
        T: Into<Step<()>> + 'static,
    {
        self.upload = Some(Box::new(move |cx, key| {
            Box::pin(async move {
                let own = cx.clone();
                let mut again = move || decided(handler(own.clone(), key.clone()));
                run(&cx, 200, Remember::Nothing, &mut again).await.map(drop)
            })
        }));
        self
    }

    /// Carries outbox rows to the bus. On failure all of them come again.
    #[must_use]
    pub fn on_outbox<H, F>(mut self, handler: H) -> Self
    where
        H: Fn(Cx, Vec<Outbox>) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<(), Fault>> + Send + 'static,
    {
        self.relay = Some(Box::new(move |cx, rows| Box::pin(handler(cx, rows))));
        self
    }

    /// The function's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it has an operation for a request.
    pub fn answers(&self, method: &str, path: &str) -> bool {
        self.routes.find(method, path).is_ok()
    }

    /// Whether it has an operation of any method at a path.
    pub fn knows(&self, path: &str) -> bool {
        self.routes.knows(path)
    }

    /// The mount table as data.
    pub fn manifest(&self) -> Manifest {
        Manifest {
            name: self.name,
            operations: self.operations.iter().map(|(row, _)| row.id).collect(),
            subscriptions: self.events.keys().copied().collect(),
            outside: self.outside.keys().copied().collect(),
            every_event: self.events_together.is_some(),
            marked: self.marked.as_ref().map(|(mark, _)| *mark),
            ticks: self.ticks.keys().copied().collect(),
            jobs: self.job.is_some() || self.jobs_together.is_some(),
            uploads: self.upload.is_some(),
            relays: self.relay.is_some(),
            keys: self.keys,
        }
    }

    /// Answers a request. Never fails: a fault is an answer too.
    pub async fn http(&self, host: &Host, request: HttpRequest) -> HttpResponse {
        let correlation: Arc<str> =
            request.correlation_id(|| Cx::fresh_correlation(&*host.source)).into();
        let work = crate::telemetry::Work::begin(host, self.name);
        let mut operation = "unknown";
        let answer = self.answer(host, request, &correlation, &mut operation).await;
        let response = match &answer {
            Ok(response) => response.clone(),
            Err(fault) => HttpResponse::fault(fault, &correlation),
        };
        work.answered(operation, &correlation, response.status, answer.as_ref().err());
        response
    }

    async fn answer(
        &self,
        host: &Host,
        request: HttpRequest,
        correlation: &Arc<str>,
        operation: &mut &'static str,
    ) -> Result<HttpResponse, Fault> {
        let found = self.routes.find(&request.method, &request.path)?;
        let Some((row, call)) = self.operations.get(found.operation) else {
            return Err(Fault::Internal("a route leads nowhere".into()));
        };
        *operation = row.id;
        let mut cx = self.cx(host, correlation.clone());
        cx.who = Who::from_claims(&request.claims)?;
        // With its key, the caller finds out what has become of it.
        let late = if row.has(Trait::Keyed) { Fault::InFlight } else { Fault::Late };
        host.in_time(late, call(cx, Arc::new(request), found.parameters)).await
    }

    /// Consumes an event: its name and its envelope, as the bus carries them; or one of an outside
    /// system, as that system wrote it.
    pub async fn event(&self, host: &Host, name: &str, detail: String) -> Result<(), Fault> {
        if let Some(hear) = self.outside.get(name) {
            let cx = self.cx(host, Cx::fresh_correlation(&*host.source).into());
            return host.in_time(Fault::Late, hear(cx, detail)).await;
        }
        if !self.events.contains_key(name) && self.events_together.is_some() {
            let raw = Raw { name: name.into(), text: detail };
            return self.together(host, Kind::Event, vec![raw]).await.whole();
        }
        let cx = self.cx(host, "".into());
        let consumed = match (self.events.get(name), &self.marked) {
            (Some(consume), _) => consume(cx, detail),
            (None, Some((_, consume))) => consume(cx, name.into(), detail),
            (None, None) => {
                let why = format!("`{}` does not listen to `{name}`", self.name);
                return Err(Fault::malformed(why));
            }
        };
        host.in_time(Fault::Late, consumed).await
    }

    /// Consumes events of which it takes many at once: names and envelopes.
    pub async fn events(&self, host: &Host, events: Vec<(Arc<str>, String)>) -> Result<(), Fault> {
        let raw = events.into_iter().map(|(name, text)| Raw { name, text }).collect();
        self.together(host, Kind::Event, raw).await.whole()
    }

    /// Does scheduled work.
    pub async fn tick(&self, host: &Host, name: &str) -> Result<(), Fault> {
        let tick = self.ticks.get(name).ok_or_else(|| {
            Fault::malformed(format!("`{}` has no scheduled work `{name}`", self.name))
        })?;
        let cx = self.cx(host, Cx::fresh_correlation(&*host.source).into());
        host.in_time(Fault::Late, tick(cx)).await
    }

    /// Does background work.
    pub async fn job(&self, host: &Host, body: String) -> Result<(), Fault> {
        if self.jobs_together.is_some() {
            let raw = Raw { name: "".into(), text: body };
            return self.together(host, Kind::Job, vec![raw]).await.whole();
        }
        let job = self.job.as_ref().ok_or_else(|| Fault::malformed("no background work here"))?;
        let cx = self.cx(host, Cx::fresh_correlation(&*host.source).into());
        host.in_time(Fault::Late, job(cx, body)).await
    }

    /// Whether messages of a kind are dealt with together: the events of all names but those that
    /// have a handler of their own.
    pub(crate) fn gathers(&self, kind: Kind, name: &str) -> bool {
        match kind {
            Kind::Job => self.jobs_together.is_some(),
            Kind::Event => {
                let own = self.events.contains_key(name) || self.outside.contains_key(name);
                self.events_together.is_some() && !own
            }
        }
    }

    /// Deals with messages of one kind together.
    pub(crate) async fn together(&self, host: &Host, kind: Kind, raw: Vec<Raw>) -> Ended {
        let gather = match kind {
            Kind::Job => &self.jobs_together,
            Kind::Event => &self.events_together,
        };
        let Some(gather) = gather else {
            let rest = Err(Fault::malformed("nothing is dealt with together here"));
            return Ended { unread: Vec::new(), rest };
        };
        let cx = self.cx(host, Cx::fresh_correlation(&*host.source).into());
        let work = async { Ok(gather(cx, raw).await) };
        let late = |fault| Ended { unread: Vec::new(), rest: Err(fault) };
        host.in_time(Fault::Late, work).await.unwrap_or_else(late)
    }

    /// Takes notice of an uploaded file.
    pub async fn upload(&self, host: &Host, key: String) -> Result<(), Fault> {
        let upload = self.upload.as_ref().ok_or_else(|| Fault::malformed("no uploads here"))?;
        let cx = self.cx(host, Cx::fresh_correlation(&*host.source).into());
        host.in_time(Fault::Late, upload(cx, key)).await
    }

    /// Carries outbox rows to the bus.
    pub async fn relay(&self, host: &Host, rows: Vec<Outbox>) -> Result<(), Fault> {
        let relay = self.relay.as_ref().ok_or_else(|| Fault::malformed("no stream here"))?;
        relay(self.cx(host, "".into()), rows).await
    }
}

/// Work that comes as a JSON text, with its type erased.
fn work<J, H, F, T>(handler: H) -> Job
where
    J: DeserializeOwned + Clone + Send + Sync + 'static,
    H: Fn(Cx, J) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<T, Fault>> + Send + 'static,
    T: Into<Step<()>> + 'static,
{
    Box::new(move |cx, body| {
        Box::pin(async move {
            let job: J = serde_json::from_str(&body)
                .map_err(|e| Fault::malformed(format!("the message cannot be read: {e}")))?;
            let own = cx.clone();
            let mut again = move || decided(handler(own.clone(), job.clone()));
            run(&cx, 200, Remember::Nothing, &mut again).await.map(drop)
        })
    })
}
