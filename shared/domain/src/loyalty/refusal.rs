use crate::{Kind, Refuse};
use primitives::{Currency, Slug};

/// Why the loyalty programme says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoyaltyRefusal {
    /// There are fewer points than that.
    #[error("there are {have} points that can be spent, not {asked}")]
    Insufficient {
        /// What there is; below nothing where points were taken back that had been spent.
        have: i64,
        /// What was asked for.
        asked: i64,
    },
    /// No points at all are to be moved.
    #[error("the number of points must not be nothing")]
    Nothing,
    /// More than a command may move.
    #[error("at most {0} points may be moved at once")]
    TooMuch(i64),
    /// Points cannot go from a customer to themselves.
    #[error("points go from one customer to another")]
    SameCustomer,
    /// The staff have not set the programme up.
    #[error("there is no loyalty programme")]
    NoProgramme,
    /// The programme gives nothing for this.
    #[error("the programme gives no points for {0}")]
    NoAction(Slug),
    /// Points are worth nothing in this currency.
    #[error("points cannot be turned into {0}")]
    NoRate(Currency),
    /// The reward is not to be had.
    #[error("the reward {0} is not to be had")]
    NoReward(Slug),
    /// The programme contradicts itself.
    #[error("the programme is wrong: {0}")]
    Programme(String),
    /// Nobody invites by this code.
    #[error("there is no invitation with this code")]
    UnknownCode,
    /// Nobody invites themselves.
    #[error("the code is your own")]
    OwnCode,
    /// A customer is invited once.
    #[error("you have been invited already")]
    AlreadyInvited,
    /// Only who has not bought yet can be invited.
    #[error("only a customer who has not bought anything yet can be invited")]
    NotNew,
    /// The programme has no invitations.
    #[error("the programme has no invitations")]
    NoInvitations,
    /// The amount is impossible.
    #[error(transparent)]
    Money(#[from] primitives::MoneyError),
}

impl Refuse for LoyaltyRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Insufficient { .. } => "loyalty.insufficient",
            Self::Nothing => "loyalty.nothing",
            Self::TooMuch(_) => "loyalty.too_much",
            Self::SameCustomer => "loyalty.same_customer",
            Self::NoProgramme => "loyalty.no_programme",
            Self::NoAction(_) => "loyalty.no_action",
            Self::NoRate(_) => "loyalty.no_rate",
            Self::NoReward(_) => "loyalty.no_reward",
            Self::Programme(_) => "loyalty.programme_wrong",
            Self::UnknownCode => "loyalty.unknown_code",
            Self::OwnCode => "loyalty.own_code",
            Self::AlreadyInvited => "loyalty.already_invited",
            Self::NotNew => "loyalty.not_new",
            Self::NoInvitations => "loyalty.no_invitations",
            Self::Money(error) => error.code(),
        }
    }
    fn kind(&self) -> Kind {
        match self {
            Self::UnknownCode => Kind::Missing,
            Self::Nothing
            | Self::TooMuch(_)
            | Self::SameCustomer
            | Self::NoAction(_)
            | Self::NoRate(_)
            | Self::Programme(_)
            | Self::OwnCode
            | Self::Money(_) => Kind::Wrong,
            _ => Kind::Conflict,
        }
    }
}
