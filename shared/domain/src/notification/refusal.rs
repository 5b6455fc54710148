use crate::{Kind, Refuse};

/// Why a message is not sent again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is being sent at this moment.
    #[error("the message is being sent right now; look again in two minutes")]
    UnderWay,
    /// It was sent often enough.
    #[error("the message has been sent again as often as it may be; write to the buyer yourself")]
    TooOften,
    /// Its address takes no mail.
    #[error(
        "nothing is sent to this address: {0}; lift the suppression first, or correct the order's address"
    )]
    Suppressed(String),
    /// There is nobody to send it to, or nobody to send it from.
    #[error("there is nothing to send: {0}")]
    Impossible(String),
}

impl Refuse for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnderWay => "notification.under_way",
            Self::TooOften => "notification.too_often",
            Self::Suppressed(_) => "notification.suppressed",
            Self::Impossible(_) => "notification.impossible",
        }
    }

    fn kind(&self) -> Kind {
        Kind::Conflict
    }
}
