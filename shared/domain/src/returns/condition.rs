//! In what condition goods come back.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The better before the worse.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// In its sealed packaging.
    Unopened,
    /// Tried as in a shop, and complete.
    Unused,
    /// Used.
    #[default]
    Used,
}

impl Condition {
    /// Whether it is what a rule asks for where none is named.
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde hands it over so.
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }
}
