//! What is wrong with an event.
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Characters of what a flaw says: what a client sent may be repeated in it.
const DETAIL_MAX: usize = 240;

/// Why an event was not kept: a stable code, and a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Flaw {
    /// Stable, such as `event.too_large`.
    pub code: Cow<'static, str>,
    /// For a person.
    pub detail: String,
}

impl Flaw {
    /// A flaw. What is too long is cut, and control characters become spaces.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        let detail = detail.into().chars().take(DETAIL_MAX).map(plain).collect();
        Self { code: Cow::Borrowed(code), detail }
    }
}
