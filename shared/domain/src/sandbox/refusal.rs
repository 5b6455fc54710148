//! Why the make-believe provider says no.
use crate::{Kind, Refuse};

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The merchant's key is missing or wrong.
    #[error("the API key is wrong")]
    WrongKey,
    /// Nothing or less, or another currency.
    #[error("the amount must be more than nothing, in the authorisation's currency")]
    WrongAmount,
    /// More than is left.
    #[error("that is more than is left of the authorisation")]
    TooMuch,
    /// It is not authorised, or not any more.
    #[error("the authorisation's state does not allow it")]
    WrongState,
    /// The same idempotency key came for something else.
    #[error("the Idempotency-Key was used for something else")]
    KeyReused,
    /// Nothing was filed of the order.
    #[error("nothing was filed of the order")]
    NothingFiled,
    /// There is no challenge to be met.
    #[error("there is no open challenge")]
    NoChallenge,
}

impl Refuse for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::WrongKey => "sandbox.wrong_key",
            Self::WrongAmount => "sandbox.wrong_amount",
            Self::TooMuch => "sandbox.too_much",
            Self::WrongState => "sandbox.wrong_state",
            Self::KeyReused => "sandbox.key_reused",
            Self::NothingFiled => "sandbox.nothing_filed",
            Self::NoChallenge => "sandbox.no_challenge",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::WrongKey => Kind::Unauthenticated,
            Self::NothingFiled => Kind::Missing,
            Self::WrongAmount | Self::KeyReused => Kind::Wrong,
            Self::TooMuch | Self::WrongState | Self::NoChallenge => Kind::Conflict,
        }
    }
}
