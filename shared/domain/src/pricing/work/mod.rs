//! Work on prices that is larger than a request: files of prices, pools of codes, lists that end.
//!
//! A piece of work is one item that says how far it is. Every step of it is one transaction: what the
//! step does, and the item with how far it then is, under the version that was read. So a step that
//! comes twice, or is cut off, has no second effect, and whoever finds the item open goes on with it.
mod columns;
mod competitor_row;
mod price_row;
mod report;

pub use columns::{Cells, Column, header};
pub use competitor_row::{CompetitorRow, read_competitor_row};
pub use price_row::{PriceLine, lay, read_price_row};
pub use report::{REJECTS_MAX, Reject, Rejects, report};

use super::{
    PricingRefusal,
    promotion::{CodePool, PoolSeed},
};
use events::Actor;
use primitives::{Code, Line, PriceJobId, PromotionId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bytes of one file of prices.
pub const PRICE_FILE_BYTES_MAX: u64 = 20 * 1_024 * 1_024;
/// Seconds that a file is waited for.
pub const UPLOAD_SECONDS: i64 = 3_600;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Task {
    /// Rows of a file go onto a price list.
    Prices {
        /// The list.
        list_id: Code,
    },
    /// Competitors' prices of a file are taken notice of.
    Competitors,
    /// Codes are made for a promotion, each for one order.
    Codes {
        /// The promotion.
        promotion_id: PromotionId,
        /// How many.
        count: u32,
        /// What they follow from.
        seed: PoolSeed,
    },
    /// The rows of a price list that is over are taken away.
    Clearing {
        /// The list.
        list_id: Code,
    },
}

/// What kind of work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// Rows of a file go onto a price list.
    Prices,
    /// Competitors' prices of a file are taken notice of.
    Competitors,
    /// Codes are made for a promotion.
    Codes,
    /// The rows of a price list that is over are taken away.
    Clearing,
}

/// How far a piece of work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// The file is to be sent to the upload address.
    AwaitingUpload,
    /// At work, step by step.
    Working,
    /// Done; single rows of a file may have been rejected.
    Finished,
    /// Nothing more can be done; what was done stays.
    Failed,
}

/// One piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceJob {
    /// Which.
    pub job_id: PriceJobId,
    /// What is to be done.
    pub task: Task,
    /// How far it is.
    pub state: JobState,
    /// What the sender calls the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<Line>,
    /// Who began it.
    pub started_by: Actor,
    /// When.
    pub created_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
    /// Columns of the file, once its first line has been read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// Where in the file the next row begins.
    #[serde(default)]
    pub offset: u64,
    /// On which line.
    #[serde(default)]
    pub line: u64,
    /// Rows, codes or SKUs dealt with.
    #[serde(default)]
    pub done: u64,
    /// Of them, those that changed something.
    #[serde(default)]
    pub changed: u64,
    /// Of them, those that could not be taken.
    #[serde(default)]
    pub rejected: u64,
    /// Items that hold those.
    #[serde(default)]
    pub reject_pages: u32,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// A piece of work as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PriceJobCard {
    /// Which.
    pub job_id: PriceJobId,
    /// What kind it is.
    pub task: TaskKind,
    /// How far it is.
    pub state: JobState,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
}

impl Task {
    /// What kind it is.
    pub const fn kind(&self) -> TaskKind {
        match self {
            Self::Prices { .. } => TaskKind::Prices,
            Self::Competitors => TaskKind::Competitors,
            Self::Codes { .. } => TaskKind::Codes,
            Self::Clearing { .. } => TaskKind::Clearing,
        }
    }

    /// The pool of codes and what they follow from.
    pub fn pool(&self) -> Option<(CodePool, &PoolSeed)> {
        let Self::Codes { promotion_id, count, seed } = self else { return None };
        Some((CodePool { promotion: promotion_id.clone(), count: *count }, seed))
    }
}

impl PriceJob {
    /// Begins one. Work with a file waits for it.
    pub fn begin(job_id: PriceJobId, task: Task, started_by: Actor, now: Timestamp) -> Self {
        let state = match task {
            Task::Prices { .. } | Task::Competitors => JobState::AwaitingUpload,
            Task::Codes { .. } | Task::Clearing { .. } => JobState::Working,
        };
        Self {
            job_id,
            task,
            state,
            file_name: None,
            started_by,
            created_at: now,
            finished_at: None,
            columns: Vec::new(),
            offset: 0,
            line: 1,
            done: 0,
            changed: 0,
            rejected: 0,
            reject_pages: 0,
            failure: None,
        }
    }

    /// Refuses a file that is empty or too large.
    pub fn check_size(bytes: u64) -> Result<(), PricingRefusal> {
        let good = (1..=PRICE_FILE_BYTES_MAX).contains(&bytes);
        if good { Ok(()) } else { Err(PricingRefusal::FileSize(PRICE_FILE_BYTES_MAX)) }
    }

    /// Whether something is left to do.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, JobState::AwaitingUpload | JobState::Working)
    }

    /// As lists show it.
    pub fn card(&self) -> PriceJobCard {
        PriceJobCard {
            job_id: self.job_id.clone(),
            task: self.task.kind(),
            state: self.state,
            created_at: self.created_at,
            finished_at: self.finished_at,
        }
    }

    /// Where its file is sent to.
    pub fn file(&self) -> String {
        format!("price-files/{}", self.job_id)
    }

    /// Where staff fetch what came of it: the rejected rows of a file, or the codes of a pool.
    pub fn result_file(&self) -> String {
        format!("price-results/{}.csv", self.job_id)
    }

    /// Whether there is such a file.
    pub fn has_result(&self) -> bool {
        let codes = matches!(self.task, Task::Codes { .. });
        self.state == JobState::Finished && (codes || self.rejected > 0)
    }

    /// Whether a file that never came is waited for no longer.
    pub fn is_forgotten(&self, now: Timestamp) -> bool {
        self.state == JobState::AwaitingUpload
            && now > self.created_at.plus_seconds(2 * UPLOAD_SECONDS)
    }

    /// The file has come.
    #[must_use]
    pub fn working(&self) -> Self {
        Self { state: JobState::Working, ..self.clone() }
    }

    /// Everything has been dealt with.
    #[must_use]
    pub fn finished(&self, now: Timestamp) -> Self {
        Self { state: JobState::Finished, finished_at: Some(now), ..self.clone() }
    }

    /// Nothing more can be done.
    #[must_use]
    pub fn failed(&self, why: impl Into<String>, now: Timestamp) -> Self {
        let (failure, finished_at) = (Some(why.into()), Some(now));
        Self { state: JobState::Failed, failure, finished_at, ..self.clone() }
    }
}
