//! What could not be kept, set apart with its reason.
use super::{Consent, EVENT_BYTES_MAX, Flaw, privacy};
use crate::digest;
use primitives::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One event that was not kept, as a line of the quarantine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Quarantined {
    /// SHA-256 of what was sent: the same event, sent again, has the same.
    pub digest: String,
    /// When it came.
    pub received_at: Timestamp,
    /// What is wrong with it, and what to do.
    #[serde(flatten)]
    pub flaw: Flaw,
    /// Bytes of what was sent.
    pub bytes: u64,
    /// What was sent: the first bytes of it, if it was too long. Absent where its visitor has not
    /// agreed to analytics, for it may say anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

impl Quarantined {
    /// An event that is set apart.
    pub fn new(raw: &str, flaw: Flaw, batch: Consent, received_at: Timestamp) -> Self {
        let agreed = own_consent(raw).unwrap_or(batch).analytics;
        let safe = agreed && !privacy::holds_card_number(raw) && !privacy::holds_mail_address(raw);
        let end = (0..=EVENT_BYTES_MAX.min(raw.len())).rev().find(|at| raw.is_char_boundary(*at));
        let kept = raw.get(..end.unwrap_or_default()).filter(|_| safe).map(str::to_owned);
        let bytes = u64::try_from(raw.len()).unwrap_or(u64::MAX);
        Self { digest: digest::hex(raw), received_at, flaw, bytes, event: kept }
    }
}

/// What the event itself says of consent, if it can be read so far.
fn own_consent(raw: &str) -> Option<Consent> {
    super::shape::check_raw(raw).ok()?;
    let value: Value = serde_json::from_str(raw).ok()?;
    // What cannot be read was not agreed to.
    value.get("consent").map(|said| serde_json::from_value(said.clone()).unwrap_or_default())
}
