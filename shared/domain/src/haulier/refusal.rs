//! Why the carrier says no.
use crate::{Kind, Refuse};

/// Why the carrier says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The sender's secret is wrong.
    #[error("the key is wrong")]
    WrongKey,
    /// Not so heavy.
    #[error("a parcel weighs at most {} grams", super::GRAMS_MAX)]
    TooHeavy,
    /// No such service.
    #[error("there is no such service, or not to there")]
    NotServed,
    /// Nobody could find the door.
    #[error("the address has no postal code")]
    AddressIncomplete,
    /// The key was used for something else.
    #[error("the key was used for another parcel")]
    KeyReused,
    /// No such parcel.
    #[error("there is no such parcel")]
    UnknownParcel,
    /// It is on its way.
    #[error("the parcel is on its way; its label cannot be given back")]
    OnItsWay,
    /// Its label was given back.
    #[error("the label of the parcel was given back")]
    Voided,
}

impl Refuse for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::WrongKey => "haulier.key",
            Self::TooHeavy => "too_heavy",
            Self::NotServed => "not_served",
            Self::AddressIncomplete => "address_incomplete",
            Self::KeyReused => "key_reused",
            Self::UnknownParcel => "unknown_parcel",
            Self::OnItsWay => "on_its_way",
            Self::Voided => "voided",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::WrongKey => Kind::Unauthenticated,
            Self::UnknownParcel => Kind::Missing,
            Self::KeyReused | Self::OnItsWay | Self::Voided => Kind::Conflict,
            Self::TooHeavy | Self::NotServed | Self::AddressIncomplete => Kind::Wrong,
        }
    }
}
