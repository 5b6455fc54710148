//! Work on prices that is larger than a request: what begins it, and what is shown of it.
use domain::pricing::{
    promotion::POOL_MAX,
    work::{JobState, PRICE_FILE_BYTES_MAX, PriceJob, TaskKind},
};
use primitives::{Line, PriceJobId, Sku, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A piece of work on prices.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PriceJobPath {
    /// Which one.
    pub job_id: PriceJobId,
}

/// A SKU.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SkuPath {
    /// Which one.
    pub sku: Sku,
}

/// A CSV file that is to be sent.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileBody {
    /// How large it is.
    #[schemars(range(min = 1, max = PRICE_FILE_BYTES_MAX))]
    pub bytes: u64,
    /// What its sender calls it.
    #[serde(default)]
    pub file_name: Option<Line>,
}

/// Codes that are to be made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodePoolBody {
    /// How many.
    #[schemars(range(min = 1, max = POOL_MAX))]
    pub count: u32,
}

/// Where a file is to be sent.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PriceUpload {
    /// Always PUT.
    pub method: String,
    /// The address, signed.
    pub url: String,
    /// When the address stops working.
    pub expires_at: Timestamp,
    /// How large the file has to be.
    pub bytes: u64,
}

/// How far a piece of work is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PriceJobView {
    /// Which.
    pub job_id: PriceJobId,
    /// What kind it is.
    pub task: TaskKind,
    /// How far it is.
    pub state: JobState,
    /// What its sender calls the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<Line>,
    /// Where the file is to be sent; shown once, when the work begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload: Option<PriceUpload>,
    /// Rows, codes or SKUs dealt with.
    pub done: u64,
    /// Of them, those that changed something.
    pub changed: u64,
    /// Of them, rows that could not be taken.
    pub rejected: u64,
    /// Why it failed as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Where a CSV file can be fetched for an hour: rejected rows with line and reason, or the codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
}

impl PriceJobView {
    /// Of a piece of work, without addresses.
    pub fn of(job: &PriceJob) -> Self {
        Self {
            job_id: job.job_id.clone(),
            task: job.task.kind(),
            state: job.state,
            file_name: job.file_name.clone(),
            upload: None,
            done: job.done,
            changed: job.changed,
            rejected: job.rejected,
            failure: job.failure.clone(),
            result: None,
            created_at: job.created_at,
            finished_at: job.finished_at,
        }
    }
}
