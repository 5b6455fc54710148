//! Why a take-back is refused.
use super::TakebackState;
use crate::{Kind, Refuse};
use primitives::{Code, Currency, Sku, Slug, Timestamp};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecycleRefusal {
    /// A programme that makes no sense.
    #[error("the programme cannot be: {0}")]
    Programme(String),
    /// Two programmes quote for the same.
    #[error(
        "programme {0} takes some of it in this market at the same time: end one before the other begins"
    )]
    Overlap(Slug),
    /// There is a bound.
    #[error("there are sixty programmes: use one of them again")]
    TooManyProgrammes,
    /// Nobody quotes for it.
    #[error("no programme of this market takes {0} now")]
    NotTaken(Sku),
    /// Not in this currency.
    #[error("the programme does not pay in {0}")]
    NotPaidIn(Currency),
    /// A question is open.
    #[error("answer the question {0}")]
    Unanswered(Code),
    /// Answered twice.
    #[error("the question {0} is answered twice")]
    AnsweredTwice(Code),
    /// No such question.
    #[error("nobody asks {0}")]
    UnknownQuestion(Code),
    /// No such answer.
    #[error("the question {0} has no such answer")]
    UnknownAnswer(Code),
    /// Only what was bought here.
    #[error("only what was bought here is taken: name its order")]
    OrderNeeded,
    /// The order has no such unit left.
    #[error("no unit of {0} left with that order and is still to be taken back")]
    NotBought(Sku),
    /// Not in this state.
    #[error("the take-back is {0}")]
    State(TakebackState),
    /// The term is over.
    #[error("this could be done until {0}; ask for a new quote")]
    TooLate(Timestamp),
    /// What is sold again has a SKU and a place, and nothing else has.
    #[error("`sold_as` and `location_id` belong to `refurbish`, and to nothing else")]
    SoldAs,
    /// New and used are told apart.
    #[error("what is refurbished is sold under a SKU of its own")]
    SameSku,
    /// Buyers are told what they buy.
    #[error(
        "{0} is not on sale with an attribute `condition`: put it on sale in the catalogue first"
    )]
    NoCondition(Sku),
    /// A report that is too long.
    #[error("a report has 1 to 12 months")]
    Period,
    /// The store credit cannot be made.
    #[error("the store credit cannot be made")]
    NoCard,
}

impl Refuse for RecycleRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Programme(_) => "recycle.programme",
            Self::Overlap(_) => "recycle.overlap",
            Self::TooManyProgrammes => "recycle.too_many_programmes",
            Self::NotTaken(_) => "recycle.not_taken",
            Self::NotPaidIn(_) => "recycle.not_paid_in",
            Self::Unanswered(_) => "recycle.unanswered",
            Self::AnsweredTwice(_) => "recycle.answered_twice",
            Self::UnknownQuestion(_) => "recycle.unknown_question",
            Self::UnknownAnswer(_) => "recycle.unknown_answer",
            Self::OrderNeeded => "recycle.order_needed",
            Self::NotBought(_) => "recycle.not_bought",
            Self::State(_) => "recycle.state",
            Self::TooLate(_) => "recycle.too_late",
            Self::SoldAs => "recycle.sold_as",
            Self::SameSku => "recycle.same_sku",
            Self::NoCondition(_) => "recycle.no_condition",
            Self::Period => "recycle.period",
            Self::NoCard => "recycle.no_card",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Programme(_)
            | Self::Unanswered(_)
            | Self::AnsweredTwice(_)
            | Self::UnknownQuestion(_)
            | Self::UnknownAnswer(_)
            | Self::OrderNeeded
            | Self::SoldAs
            | Self::SameSku
            | Self::Period => Kind::Wrong,
            _ => Kind::Conflict,
        }
    }
}
