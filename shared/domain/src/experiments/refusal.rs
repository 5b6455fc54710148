use super::TrialState;
use crate::{Kind, Refuse};
use primitives::Slug;

/// Why an experiment, or a question about one, is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExperimentRefusal {
    /// The first arm is what is compared with.
    #[error(
        "an experiment has 2 to {0} arms with names of their own, the first being what there is now"
    )]
    Arms(usize),
    /// Weights are parts of each other.
    #[error("the weight of an arm is from 1 to 1000000")]
    Weight,
    /// Shares and places are millionths.
    #[error("room and share are from 0 to 1000000 millionths, and the room ends within the layer")]
    Room,
    /// Salts are names of a kind.
    #[error("a salt has 1 to {0} letters, digits or hyphens")]
    Salt(usize),
    /// There are too many experiments.
    #[error("a layer has at most {0} experiments: end one, or use another layer")]
    TooMany(usize),
    /// Two experiments of a layer want the same subjects.
    #[error("the experiments {0} and {1} have room in common: move one of them")]
    Overlap(Slug, Slug),
    /// Two experiments have one name or salt.
    #[error("the experiment {0} has its name or salt from another: give it one of its own")]
    Twice(Slug),
    /// Subjects would be moved.
    #[error(
        "a running experiment keeps its salt, room and arms: only its share can be raised; begin a new one instead"
    )]
    Moves,
    /// A share never falls: those who leave would come back as others.
    #[error("the share of a running experiment is only raised: end it instead")]
    Shrinks,
    /// Counts or measures cannot be.
    #[error(
        "figures are of at least two subjects each, successes no more than subjects, spread not below nothing"
    )]
    Figures,
    /// Not in this state.
    #[error(
        "the experiment is {0}: a draft is written and started, a running one is stopped, and none starts twice"
    )]
    State(TrialState),
    /// The layer's subjects are taken.
    #[error(
        "layer {0} has not so much room left in one piece: stop an experiment of it, ask for less, or use another layer"
    )]
    NoRoom(Slug),
    /// Too many at a time.
    #[error("at most {0} experiments run at a time: stop one")]
    ManyRunning(usize),
    /// It has no such arm.
    #[error("the experiment has no arm {0}")]
    UnknownArm(Slug),
    /// Guards are few, each measure once, none of them the goal.
    #[error(
        "an experiment has at most {0} guards, each of another measure than the goal and the other guards"
    )]
    Guards(usize),
    /// Nothing was seen, or too much at once.
    #[error("name 1 to {0} experiments of which something was shown")]
    Exposures(usize),
    /// A level or margin is impossible.
    #[error(
        "levels and powers lie between 0 and 1, a difference is not nothing, a margin and a mixture are above nothing"
    )]
    Level,
}

impl Refuse for ExperimentRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Arms(_) => "experiment.arms",
            Self::Weight => "experiment.weight",
            Self::Room => "experiment.room",
            Self::Salt(_) => "experiment.salt",
            Self::TooMany(_) => "experiment.too_many",
            Self::Overlap(..) => "experiment.overlap",
            Self::Twice(_) => "experiment.twice",
            Self::Moves => "experiment.moves",
            Self::Shrinks => "experiment.shrinks",
            Self::Figures => "experiment.figures",
            Self::State(_) => "experiment.state",
            Self::NoRoom(_) => "experiment.no_room",
            Self::ManyRunning(_) => "experiment.many_running",
            Self::UnknownArm(_) => "experiment.unknown_arm",
            Self::Guards(_) => "experiment.guards",
            Self::Exposures(_) => "experiment.exposures",
            Self::Level => "experiment.level",
        }
    }
    fn kind(&self) -> Kind {
        match self {
            Self::Overlap(..)
            | Self::Twice(_)
            | Self::Moves
            | Self::Shrinks
            | Self::State(_)
            | Self::NoRoom(_)
            | Self::ManyRunning(_) => Kind::Conflict,
            _ => Kind::Wrong,
        }
    }
}
