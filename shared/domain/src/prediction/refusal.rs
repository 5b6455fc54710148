use crate::{Kind, Refuse};

/// Why nothing is predicted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PredictionRefusal {
    /// A history cannot have happened.
    #[error(
        "a history has its last purchase no later than today, one repeat a day at most, and amounts below 10^15: check its dates"
    )]
    History,
    /// There is too little to learn from.
    #[error(
        "at least {least} customers who bought on {days} days are needed, not {have}: wait for more orders"
    )]
    TooFew {
        /// How many are needed.
        least: usize,
        /// On how many days each must have bought.
        days: u32,
        /// How many there are.
        have: usize,
    },
    /// There is more than one fit takes.
    #[error("at most {0} customers are fitted at once: take a sample")]
    TooMany(usize),
    /// What happened fits many models equally well.
    #[error("these histories do not determine the model: take a longer time, or more customers")]
    Undetermined,
    /// A stored model's numbers are impossible.
    #[error("the numbers of a model are above nothing and at most 10^6")]
    Model,
    /// Nobody sees so far.
    #[error("a forecast looks from 0 to 520 weeks ahead")]
    Horizon,
}

impl Refuse for PredictionRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::History => "prediction.history",
            Self::TooFew { .. } => "prediction.too_few",
            Self::TooMany(_) => "prediction.too_many",
            Self::Undetermined => "prediction.undetermined",
            Self::Model => "prediction.model_wrong",
            Self::Horizon => "prediction.horizon",
        }
    }
    fn kind(&self) -> Kind {
        match self {
            Self::TooFew { .. } | Self::Undetermined => Kind::Conflict,
            _ => Kind::Wrong,
        }
    }
}
