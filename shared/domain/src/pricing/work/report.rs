//! Rows of a file that could not be taken.
use crate::{Refuse, catalog::import::cell, pricing::PricingRefusal};
use primitives::PriceJobId;
use serde::{Deserialize, Serialize};

/// Rejected rows of one file that are kept, one by one; the others are counted.
pub const REJECTS_MAX: u64 = 50_000;
/// Characters kept of a reason: it may quote what was sent.
const REASON_MAX: usize = 300;

/// A row that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Its line in the file, from 1; where a row has several lines, the first.
    pub line: u64,
    /// The SKU it names, where that could be read.
    pub sku: Option<String>,
    /// Stable.
    pub code: String,
    /// For a person.
    pub reason: String,
}

/// Rejected rows of one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejects {
    /// The work.
    pub job_id: PriceJobId,
    /// Grows from step to step.
    pub page: u32,
    /// The rows.
    pub rows: Vec<Reject>,
}

impl Reject {
    /// A row, and why it was refused.
    pub fn of(line: u64, sku: Option<String>, refusal: &PricingRefusal) -> Self {
        let reason = refusal.to_string().chars().take(REASON_MAX).collect();
        Self { line, sku, code: refusal.code().into(), reason }
    }
}

/// Rejected rows as CSV, in the order of the file.
pub fn report(mut rejects: Vec<Reject>) -> Vec<u8> {
    rejects.sort_by_key(|reject| reject.line);
    let mut text = String::from("line,sku,code,reason\r\n");
    for Reject { line, sku, code, reason } in rejects {
        let sku = cell(&sku.unwrap_or_default());
        text.push_str(&[line.to_string(), sku, cell(&code), cell(&reason)].join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}
