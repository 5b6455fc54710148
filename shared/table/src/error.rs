//! What can go wrong with the table, by class: the class decides whether to try again.
use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};

/// A failed read or commit.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// There is no such item.
    #[error("there is no such {entity}")]
    Missing {
        /// What was looked for.
        entity: &'static str,
    },
    /// It changed since it was read, or exists already. Read again and decide again.
    #[error("{entity} changed since it was read")]
    Stale {
        /// What changed.
        entity: &'static str,
    },
    /// The same request was committed before, by another run. Its answer is remembered.
    #[error("this request was answered before")]
    Answered,
    /// Another transaction held an item. Try again.
    #[error("another transaction was at work on {entity}")]
    Conflict {
        /// Where they met.
        entity: &'static str,
    },
    /// DynamoDB is over its rate. Try again later.
    #[error("the table is busy")]
    Throttled,
    /// The stored item, or the one to be stored, is not what the code expects.
    #[error("{entity} cannot be read or written: {why}")]
    Corrupt {
        /// Which entity.
        entity: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A cursor that no list gave out.
    #[error("the cursor does not belong to this list")]
    Cursor,
    /// Whether it happened is not known, or DynamoDB refused outright.
    #[error("the table failed: {0}")]
    Failed(String),
}

impl TableError {
    /// Whether running the decision again may succeed.
    pub fn is_race(&self) -> bool {
        matches!(self, Self::Stale { .. } | Self::Conflict { .. })
    }
}

/// Error codes that mean: slower, please.
const BUSY: [&str; 4] = [
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingError",
];

/// Whether a DynamoDB error code, or a transaction's reason, means throttling.
pub(crate) fn is_busy(code: &str) -> bool {
    BUSY.contains(&code) || code == "ProvisionedThroughputExceeded"
}

/// An error of a call that carries no more than its code.
pub(crate) fn classify<E, R>(error: SdkError<E, R>) -> TableError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    match error.code() {
        Some(code) if is_busy(code) => TableError::Throttled,
        Some("TransactionConflictException") => TableError::Conflict { entity: "item" },
        Some("TransactionInProgressException") => TableError::Conflict { entity: "transaction" },
        _ => TableError::Failed(DisplayErrorContext(&error).to_string()),
    }
}
