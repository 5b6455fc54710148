//! Every metric the shop writes, one row each, and how a line of them looks.
//!
//! Lines are CloudWatch's embedded metric format: a log line that CloudWatch counts, so that no
//! function waits for a metric to be sent. A metric is told apart by one dimension at most, for
//! CloudWatch charges every combination by the month; what else a line says is for log queries.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>
use primitives::{Money, Timestamp};
use serde_json::{Map, Number, Value, json};

/// Values of one metric in one line; the format takes no more.
const VALUES_MAX: usize = 100;

/// Metrics that are written together.
#[derive(Debug)]
pub struct Gauge {
    /// What they are told apart by; absent where the shop has them once.
    pub dimension: Option<&'static str>,
    /// Name and unit, as CloudWatch calls it.
    pub metrics: &'static [(&'static str, &'static str)],
}

/// What a function did: one request, message or tick a line.
pub const CALLS: Gauge = Gauge {
    dimension: Some("FunctionName"),
    metrics: &[
        ("Requests", "Count"),
        // Answers of 500 and above.
        ("Errors", "Count"),
        // Messages that were given back to their queue, to come again.
        ("Retries", "Count"),
        ("Duration", "Milliseconds"),
        // From being sent to being taken up, of messages.
        ("Wait", "Milliseconds"),
        ("ColdStarts", "Count"),
        // From the process's first line to its being ready, of cold starts.
        ("InitDuration", "Milliseconds"),
        ("TableCalls", "Count"),
        ("ReadMilliUnits", "Count"),
        ("WriteMilliUnits", "Count"),
    ],
};

/// Events that the bus took, by name.
pub const EVENTS: Gauge = Gauge { dimension: Some("Event"), metrics: &[("Events", "Count")] };

/// How long events waited between their transaction and the bus.
pub const LAG: Gauge = Gauge { dimension: None, metrics: &[("OutboxLag", "Milliseconds")] };

/// Money that events speak of, in the currency's major unit.
pub const MONEY: Gauge = Gauge {
    dimension: Some("Currency"),
    metrics: &[
        ("Ordered", "None"),
        ("Cancelled", "None"),
        ("Captured", "None"),
        ("Refunded", "None"),
        ("LabelCosts", "None"),
    ],
};

/// Taxes that an outside service should have reckoned, by who did: `answered`, or why the shop had to.
pub const TAX: Gauge = Gauge { dimension: Some("Outcome"), metrics: &[("TaxQuotes", "Count")] };

/// Payments with disputes whose evidence is due within three days.
pub const DISPUTES: Gauge = Gauge { dimension: None, metrics: &[("DisputesDue", "Count")] };

/// Days on which reports and orders do not agree.
pub const AUDITS: Gauge = Gauge { dimension: None, metrics: &[("ReportsWrong", "Count")] };

/// All of them: what the dashboard and the alarms are held against.
pub const ALL: [&Gauge; 7] = [&CALLS, &EVENTS, &LAG, &MONEY, &TAX, &DISPUTES, &AUDITS];

/// A line to be written.
#[derive(Debug)]
pub struct Line {
    gauge: &'static Gauge,
    of: String,
    values: Vec<(&'static str, Vec<Number>)>,
    about: Vec<(&'static str, String)>,
}

impl Line {
    /// A line of a gauge, about one of what its dimension tells apart.
    pub fn of(gauge: &'static Gauge, of: impl Into<String>) -> Self {
        Self { gauge, of: of.into(), values: Vec::new(), about: Vec::new() }
    }

    /// With a value of one of the gauge's metrics; of the same metric again, with one more.
    #[must_use]
    pub fn with(mut self, metric: &'static str, value: impl Into<Number>) -> Self {
        let value = value.into();
        match self.values.iter_mut().find(|(name, _)| *name == metric) {
            Some((_, values)) => values.push(value),
            None => self.values.push((metric, vec![value])),
        }
        self
    }

    /// With an amount, as a decimal number.
    #[must_use]
    pub fn with_money(self, metric: &'static str, amount: Money) -> Self {
        match amount.decimal().to_string().parse::<Number>() {
            Ok(number) => self.with(metric, number),
            Err(_) => self,
        }
    }

    /// With something that is not counted, but may be asked for in log queries.
    #[must_use]
    pub fn about(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.about.push((name, text.into()));
        self
    }

    /// As JSON: more than one where a metric has more values than a line takes.
    pub fn json(&self, namespace: &str, at: Timestamp) -> Vec<Value> {
        let longest = self.values.iter().map(|(_, values)| values.len()).max().unwrap_or_default();
        (0..longest.div_ceil(VALUES_MAX)).map(|part| self.part(namespace, at, part)).collect()
    }

    fn part(&self, namespace: &str, at: Timestamp, part: usize) -> Value {
        let mut line = Map::new();
        let mut counted = Vec::new();
        for (name, unit) in self.gauge.metrics {
            let found = self.values.iter().find(|(metric, _)| metric == name);
            let values = found.and_then(|(_, values)| values.chunks(VALUES_MAX).nth(part));
            if let Some(values) = values {
                counted.push(json!({ "Name": name, "Unit": unit }));
                line.insert((*name).into(), json!(values));
            }
        }
        line.insert(
            "_aws".into(),
            json!({
                "Timestamp": at.millis(),
                "CloudWatchMetrics": [{
                    "Namespace": namespace,
                    "Dimensions": [self.gauge.dimension.into_iter().collect::<Vec<_>>()],
                    "Metrics": counted,
                }],
            }),
        );
        if let Some(dimension) = self.gauge.dimension {
            line.insert(dimension.into(), json!(self.of));
        }
        for (name, text) in &self.about {
            line.insert((*name).into(), json!(text));
        }
        Value::Object(line)
    }
}
