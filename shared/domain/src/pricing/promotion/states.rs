//! How a promotion is started, stopped for a while and ended.
use super::{Promotion, PromotionState};
use crate::pricing::PricingRefusal;
use events::pricing::PromotionStage;
use primitives::Code;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can be done with a promotion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromotionMove {
    /// Puts it to work, or back to work.
    Start,
    /// Stops it for now.
    Pause,
    /// Ends it for good.
    End,
}

impl std::fmt::Display for PromotionMove {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Start => "start",
            Self::Pause => "pause",
            Self::End => "end",
        })
    }
}

impl std::fmt::Display for PromotionState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Ended => "ended",
        })
    }
}

impl PromotionState {
    /// The state after a move; `None` where it cannot be made.
    pub fn after(self, by: PromotionMove) -> Option<Self> {
        match (self, by) {
            (Self::Draft | Self::Paused, PromotionMove::Start) => Some(Self::Active),
            (Self::Active, PromotionMove::Pause) => Some(Self::Paused),
            (Self::Draft | Self::Active | Self::Paused, PromotionMove::End) => Some(Self::Ended),
            _ => None,
        }
    }
}

impl From<PromotionState> for PromotionStage {
    fn from(state: PromotionState) -> Self {
        match state {
            PromotionState::Draft => Self::Draft,
            PromotionState::Active => Self::Active,
            PromotionState::Paused => Self::Paused,
            PromotionState::Ended => Self::Ended,
        }
    }
}

impl Promotion {
    /// The promotion after a move, as a new version. What is started is checked first.
    pub fn moved(&self, by: PromotionMove) -> Result<Self, PricingRefusal> {
        let rule = Code::parse(self.id.to_string())?;
        let Some(state) = self.state.after(by) else {
            return Err(PricingRefusal::State { rule, state: self.state, by });
        };
        if by == PromotionMove::Start {
            self.check()?;
        }
        Ok(Self { state, version: self.version.saturating_add(1), ..self.clone() })
    }
}
