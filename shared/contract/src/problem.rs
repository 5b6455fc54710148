//! What a caller gets instead of an answer: RFC 9457 problem details.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// An address for this kind of problem: `urn:kontor:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status' own words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable: what a program may rely on, such as `stock.insufficient`.
    pub code: String,
    /// One sentence for a person to read.
    pub detail: String,
    /// Quote it when you ask about this problem.
    pub correlation_id: String,
}
