//! Logs: one JSON line for everything that was done, and one with its metrics.
//! Ids and codes are written, never bodies, secrets or personal data.
use crate::{
    Fault, Host, Settings,
    metrics::{CALLS, Line},
    ports::Ports,
};
use primitives::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};
use table::Consumed;
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// How long the process took to be ready, in milliseconds, until its first call has said so.
static INIT: AtomicI64 = AtomicI64::new(TOLD);
const TOLD: i64 = -1;

/// Begins logging. `RUST_LOG` says how much, by level and target (`info,table=debug`); filters by span
/// and field would bring a regular-expression engine into every function.
#[allow(clippy::disallowed_methods)] // Read once, before there are settings.
pub(crate) fn start() {
    let asked = std::env::var("RUST_LOG").ok().and_then(|text| text.parse::<Targets>().ok());
    let filter = asked
        .unwrap_or_else(|| Targets::new().with_default(tracing::level_filters::LevelFilter::INFO));
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false);
    // Fails only where logging began already, as in tests.
    drop(tracing_subscriber::registry().with(lines.with_filter(filter)).try_init());
}

/// The process is ready, so long after it began.
pub(crate) fn ready(after: std::time::Duration) {
    INIT.store(i64::try_from(after.as_millis()).unwrap_or_default(), Ordering::Relaxed);
}

/// Something that is being done: a request, a message, a tick.
pub(crate) struct Work<'a> {
    host: &'a Host,
    function: &'static str,
    began: Timestamp,
    before: Consumed,
}

impl<'a> Work<'a> {
    /// It begins.
    pub(crate) fn begin(host: &'a Host, function: &'static str) -> Self {
        Self { host, function, began: host.source.now(), before: host.table.meter().read() }
    }

    /// A request was answered.
    pub(crate) fn answered(
        &self,
        operation: &str,
        correlation: &str,
        status: u16,
        fault: Option<&Fault>,
    ) {
        let function = self.function;
        let (millis, code) = (self.millis(), fault.map_or("ok", Fault::code));
        match fault {
            Some(fault) if fault.status() >= 500 => {
                tracing::error!(function, operation, correlation, status, code, millis, cause = %chain(fault), "request");
            }
            _ => tracing::info!(function, operation, correlation, status, code, millis, "request"),
        }
        let line = self.line(operation).with("Errors", u8::from(status >= 500));
        self.measure(&line.about("Status", status.to_string()));
    }

    /// A message was dealt with, or goes back to its queue.
    pub(crate) fn consumed(
        &self,
        id: &str,
        about: &About<'_>,
        waited: Option<i64>,
        ended: Result<(), &Fault>,
    ) {
        let (function, millis) = (self.function, self.millis());
        let About { what, correlation } = *about;
        match ended {
            Ok(()) => tracing::info!(function, what, id, correlation, millis, "done"),
            Err(fault) => {
                tracing::error!(function, what, id, correlation, millis, code = fault.code(), cause = %chain(fault), "failed");
            }
        }
        let line = self.line(what).with("Retries", u8::from(ended.is_err()));
        self.measure(&match waited {
            Some(waited) => line.with("Wait", waited.max(0)),
            None => line,
        });
    }

    fn measure(&self, line: &Line) {
        measure(&self.host.settings, &self.host.ports, self.host.source.now(), line);
    }

    fn millis(&self) -> i64 {
        self.host.source.now().millis() - self.began.millis()
    }

    fn line(&self, operation: &str) -> Line {
        let (before, after) = (self.before, self.host.table.meter().read());
        let named = &self.host.settings.function;
        let line = Line::of(&CALLS, if named.is_empty() { self.function } else { named })
            .about("Function", self.function)
            .about("Operation", operation)
            .with("Requests", 1)
            .with("Duration", self.millis())
            .with("TableCalls", after.calls.saturating_sub(before.calls))
            .with("ReadMilliUnits", after.read_milli.saturating_sub(before.read_milli))
            .with("WriteMilliUnits", after.write_milli.saturating_sub(before.write_milli));
        match INIT.swap(TOLD, Ordering::Relaxed) {
            TOLD => line,
            millis => line.with("ColdStarts", 1).with("InitDuration", millis),
        }
    }
}

/// What a message is about.
#[derive(Clone, Copy)]
pub(crate) struct About<'a> {
    /// An event's name, a tick, a job.
    pub what: &'a str,
    /// Runs through everything one request causes; empty where nothing is known of it.
    pub correlation: &'a str,
}

/// Writes metrics: to the port where there is one, or as lines of the log. Without a namespace
/// nobody counts them.
pub(crate) fn measure(settings: &Settings, ports: &Ports, now: Timestamp, line: &Line) {
    if settings.metrics.is_empty() {
        return;
    }
    for line in line.json(&settings.metrics, now) {
        #[allow(clippy::print_stdout)] // The format is a line on standard output.
        match &ports.lines {
            Some(lines) => lines.write(line),
            None => println!("{line}"),
        }
    }
}

fn chain(fault: &Fault) -> String {
    let mut text = fault.to_string();
    let mut cause = std::error::Error::source(fault);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Writes that a stream's record, or all of a call's, failed.
pub(crate) fn failed(function: &str, what: &str, id: &str, fault: &Fault) {
    tracing::error!(function, what, id, code = fault.code(), cause = %chain(fault), "failed");
}

/// Writes something that the shop's people may want to know, with its reason.
pub fn note(what: &str, reason: &str) {
    tracing::warn!(reason, "{what}");
}
