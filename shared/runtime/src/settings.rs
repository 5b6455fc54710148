//! What a function is told by its environment. Read once, when it starts.

/// The environment, read.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The function's own name.
    pub function: String,
    /// The table.
    pub table: String,
    /// The event bus.
    pub bus: String,
    /// The bucket for files.
    pub bucket: String,
    /// The queue of a function's own background work.
    pub jobs_queue: String,
    /// `dev` or `prod`.
    pub stage: String,
    /// The namespace of the shop's own metrics; empty where nobody counts.
    pub metrics: String,
    /// Where the shop's API answers, for callbacks from outside.
    pub base_url: String,
    /// The payment provider's API.
    pub psp_url: String,
    /// The secret shared with the payment provider. Never logged.
    pub psp_secret: String,
}

impl Settings {
    /// Reads the environment.
    #[allow(clippy::disallowed_methods)] // The one place that may.
    pub fn read() -> Self {
        let get = |name: &str| std::env::var(name).unwrap_or_default();
        Self {
            function: get("AWS_LAMBDA_FUNCTION_NAME"),
            table: get("TABLE_NAME"),
            bus: get("BUS_NAME"),
            bucket: get("BUCKET_NAME"),
            jobs_queue: get("JOBS_QUEUE_URL"),
            stage: get("STAGE"),
            metrics: get("METRICS_NAMESPACE"),
            base_url: get("BASE_URL"),
            psp_url: get("PSP_URL"),
            psp_secret: get("PSP_SECRET"),
        }
    }
}
