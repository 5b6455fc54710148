//! Everything that can go wrong, with the one mapping to status codes and to retry-or-not.
use contract::Problem;
use domain::{Kind, Refuse};
use table::TableError;

/// Why a request or event was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A decision said no.
    #[error("{message}")]
    Refused {
        /// Which kind of no.
        kind: Kind,
        /// Stable.
        code: &'static str,
        /// For a person.
        message: String,
        /// Seconds after which trying again may help, where that is known.
        retry_after: Option<i64>,
    },
    /// The request cannot be read.
    #[error("{detail}")]
    Malformed {
        /// Stable.
        code: &'static str,
        /// HTTP status.
        status: u16,
        /// For a person.
        detail: String,
    },
    /// No or a bad token.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// The caller may not.
    #[error("this caller may not do this")]
    Forbidden,
    /// Changed since the version in `If-Match`.
    #[error("it has changed since the version in If-Match; read it again")]
    Changed,
    /// The same idempotency key came with another body.
    #[error("this Idempotency-Key was used for another request; choose a new one")]
    KeyReused,
    /// The same command is at work right now.
    #[error("the same command is at work; try again with the same key")]
    InFlight,
    /// There was no time left to finish.
    #[error("the shop was too slow this time; try again in a moment")]
    Late,
    /// Storage.
    #[error(transparent)]
    Table(TableError),
    /// An outside system did not answer as it should.
    #[error("an outside system failed: {0}")]
    Outside(String),
    /// A mistake of ours.
    #[error("{0}")]
    Internal(String),
}

/// Every refusal becomes a fault the same way, so `?` works on any decision.
impl<R: Refuse> From<R> for Fault {
    fn from(refusal: R) -> Self {
        Self::Refused {
            kind: refusal.kind(),
            code: refusal.code(),
            message: refusal.to_string(),
            retry_after: refusal.retry_after(),
        }
    }
}

impl Fault {
    /// There is no such thing, or it is not the caller's to see.
    pub const fn missing(entity: &'static str) -> Self {
        Self::Table(TableError::Missing { entity })
    }

    /// A request that cannot be read.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::Malformed { code: "request.malformed", status: 400, detail: detail.into() }
    }

    /// Stable; what a program may rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused { code, .. } | Self::Malformed { code, .. } => code,
            Self::Unauthenticated(_) => "caller.unauthenticated",
            Self::Forbidden => "caller.forbidden",
            Self::Changed => "version.changed",
            Self::KeyReused => "idempotency.reused",
            Self::InFlight => "idempotency.in_flight",
            Self::Late => "busy.late",
            Self::Table(TableError::Missing { .. }) => "not_found",
            Self::Table(TableError::Cursor) => "cursor.wrong",
            Self::Table(TableError::Stale { .. } | TableError::Conflict { .. }) => "busy.conflict",
            Self::Table(TableError::Throttled) => "busy.throttled",
            Self::Table(_) | Self::Internal(_) => "internal",
            Self::Outside(_) => "outside.failed",
            // `Answered` never leaves the runtime; were it to, it would be a mistake of ours.
        }
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Refused { kind, .. } => match kind {
                Kind::Conflict => 409,
                Kind::Wrong => 422,
                Kind::Missing => 404,
                Kind::Forbidden => 403,
                Kind::Unauthenticated => 401,
                Kind::TooOften => 429,
            },
            Self::Malformed { status, .. } => *status,
            Self::Unauthenticated(_) => 401,
            Self::Forbidden => 403,
            Self::Changed => 412,
            Self::KeyReused => 422,
            Self::InFlight => 409,
            Self::Table(error) => match error {
                TableError::Missing { .. } => 404,
                TableError::Cursor => 400,
                TableError::Stale { .. } | TableError::Conflict { .. } | TableError::Throttled => {
                    503
                }
                _ => 500,
            },
            Self::Outside(_) | Self::Late => 503,
            Self::Internal(_) => 500,
        }
    }

    /// Whether trying the same again later may succeed.
    pub fn is_passing(&self) -> bool {
        self.status() >= 500 || matches!(self, Self::InFlight)
    }

    /// Seconds after which the caller may try again, where that helps.
    pub fn retry_after(&self) -> Option<i64> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            fault if fault.is_passing() && fault.status() != 500 => Some(1),
            _ => None,
        }
    }

    /// What the caller gets. Faults of ours say nothing of their inside.
    pub fn problem(&self, correlation_id: &str) -> Problem {
        let status = self.status();
        let detail = if status == 500 {
            "The shop failed; nothing was changed. Try again with the same key.".to_owned()
        } else {
            self.to_string()
        };
        let title = ::http::StatusCode::from_u16(status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Error");
        Problem {
            kind: format!("urn:kontor:problem:{}", self.code()),
            title: title.into(),
            status,
            code: self.code().into(),
            detail,
            correlation_id: correlation_id.into(),
        }
    }
}
