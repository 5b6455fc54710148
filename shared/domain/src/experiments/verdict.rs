//! What is to be done: one answer from the counts, the guards and the goal.
use super::{Better, GuardFinding, RatioCheck};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an experiment says to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExperimentVerdict {
    /// The arms have not the subjects that they should: find out why; nothing else can be said.
    Broken,
    /// A guard is harmed: end it, whatever the goal says.
    Stop,
    /// Better, and all guards are safe.
    Adopt,
    /// Worse.
    Reject,
    /// It has run its time and shows no difference.
    NoDifference,
    /// Not enough is known yet.
    Continue,
}

/// The verdict. `low` and `high` hold the goal's difference; `over` says whether the experiment has seen as many subjects
/// as it was planned for.
pub fn verdict(
    ratio: RatioCheck,
    guards: &[GuardFinding],
    better: Better,
    (low, high): (f64, f64),
    over: bool,
) -> ExperimentVerdict {
    let (worst, best) = match better {
        Better::Higher => (low, high),
        Better::Lower => (-high, -low),
    };
    if !ratio.sound {
        ExperimentVerdict::Broken
    } else if guards.contains(&GuardFinding::Harmed) {
        ExperimentVerdict::Stop
    } else if best < 0.0 {
        ExperimentVerdict::Reject
    } else if worst > 0.0 && guards.iter().all(|one| *one == GuardFinding::Safe) {
        ExperimentVerdict::Adopt
    } else if over && worst <= 0.0 {
        ExperimentVerdict::NoDifference
    } else {
        ExperimentVerdict::Continue
    }
}
