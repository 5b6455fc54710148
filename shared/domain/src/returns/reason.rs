//! Why buyers send things back: a tree of two levels, known to every shop and report.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why, in short.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Not wanted any more.
    ChangedMind,
    /// Ordered twice or by mistake.
    OrderedByMistake,
    /// Cheaper elsewhere.
    BetterPrice,
    /// Too small.
    TooSmall,
    /// Too large.
    TooLarge,
    /// Not as it was described or shown.
    NotAsDescribed,
    /// The colour or style.
    Style,
    /// It does not work.
    Defective,
    /// It came broken.
    Damaged,
    /// Something else came.
    WrongItem,
    /// It was not in the parcel.
    Missing,
    /// It came too late.
    TooLate,
    /// Anything else.
    Other,
}

/// A branch of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReasonGroup {
    /// Its name for machines.
    pub group: String,
    /// What is below it.
    pub reasons: Vec<Reason>,
    /// Whether these are the shop's fault: a claim, for which the buyer pays nothing.
    pub claim: bool,
}

impl Reason {
    /// Whether it is the shop's or the carrier's fault.
    pub const fn is_claim(self) -> bool {
        matches!(self, Self::Defective | Self::Damaged | Self::WrongItem | Self::Missing)
    }
}

/// The tree.
pub fn reasons() -> Vec<ReasonGroup> {
    let group = |group: &str, claim, reasons: &[Reason]| ReasonGroup {
        group: group.to_owned(),
        reasons: reasons.to_vec(),
        claim,
    };
    vec![
        group(
            "unwanted",
            false,
            &[Reason::ChangedMind, Reason::OrderedByMistake, Reason::BetterPrice, Reason::TooLate],
        ),
        group("fit", false, &[Reason::TooSmall, Reason::TooLarge]),
        group("look", false, &[Reason::NotAsDescribed, Reason::Style]),
        group(
            "fault",
            true,
            &[Reason::Defective, Reason::Damaged, Reason::WrongItem, Reason::Missing],
        ),
        group("other", false, &[Reason::Other]),
    ]
}
