//! Logs and metrics: one JSON line per request, and one in CloudWatch's embedded metric format.
//! Ids and codes are written, never bodies, secrets or personal data.
use crate::Fault;
use serde_json::json;
use table::Consumed;
use tracing_subscriber::EnvFilter;

/// Begins logging.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Fails only where logging began already, as in tests.
    drop(
        tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .with_env_filter(filter)
            .try_init(),
    );
}

/// A request that was answered.
pub(crate) struct Served<'a> {
    pub function: &'static str,
    pub operation: &'static str,
    pub correlation: &'a str,
    pub status: u16,
    pub fault: Option<&'a Fault>,
    pub millis: i64,
    pub before: Consumed,
    pub after: Consumed,
}

/// Writes what a request came to.
pub(crate) fn request(served: &Served<'_>) {
    let code = served.fault.map_or("ok", Fault::code);
    let Served { function, operation, correlation, status, millis, .. } = *served;
    match served.fault {
        Some(fault) if fault.status() >= 500 => {
            tracing::error!(function, operation, correlation, status, code, millis, cause = %chain(fault), "request");
        }
        _ => tracing::info!(function, operation, correlation, status, code, millis, "request"),
    }
    metric(function, operation, status, millis, served.before, served.after);
}

/// Writes that an event, job or tick failed.
pub(crate) fn failed(function: &str, what: &str, id: &str, fault: &Fault) {
    tracing::error!(function, what, id, code = fault.code(), cause = %chain(fault), "failed");
}

/// Writes that an event, job or tick was dealt with.
pub(crate) fn done(function: &str, what: &str, id: &str) {
    tracing::info!(function, what, id, "done");
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

/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>
fn metric(
    function: &str,
    operation: &str,
    status: u16,
    millis: i64,
    before: Consumed,
    after: Consumed,
) {
    if !tracing::enabled!(tracing::Level::INFO) {
        return;
    }
    let line = json!({
        "_aws": {
            "Timestamp": crate::source::Source::now(&crate::SystemSource).millis(),
            "CloudWatchMetrics": [{
                "Namespace": "Kontor",
                "Dimensions": [["Function", "Operation"]],
                "Metrics": [
                    { "Name": "Requests", "Unit": "Count" },
                    { "Name": "Errors", "Unit": "Count" },
                    { "Name": "Duration", "Unit": "Milliseconds" },
                    { "Name": "TableCalls", "Unit": "Count" },
                    { "Name": "ReadMilliUnits", "Unit": "Count" },
                    { "Name": "WriteMilliUnits", "Unit": "Count" },
                ],
            }],
        },
        "Function": function,
        "Operation": operation,
        "Requests": 1,
        "Errors": u8::from(status >= 500),
        "Duration": millis,
        "TableCalls": after.calls.saturating_sub(before.calls),
        "ReadMilliUnits": after.read_milli.saturating_sub(before.read_milli),
        "WriteMilliUnits": after.write_milli.saturating_sub(before.write_milli),
    });
    #[allow(clippy::print_stdout)] // The format is a line on standard output.
    {
        println!("{line}");
    }
}

/// Writes something that the shop's people may want to know, with its reason.
pub fn note(what: &str, reason: &str) {
    tracing::warn!(reason, "{what}");
}
