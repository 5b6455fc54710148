//! Why no label or no parcel is found.
use crate::{Kind, Refuse};

/// Why no label or no parcel is found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarrierRefusal {
    /// A message about a parcel that the shop never sent.
    #[error("no parcel of the shop has the tracking number {0}")]
    UnknownParcel(String),
    /// Nothing was bought yet.
    #[error("the shipment has no label yet; pack it, or wait a moment")]
    NoLabel,
    /// The order has no address.
    #[error("the order has no shipping address to ask rates for")]
    NoAddress,
    /// Nothing is sent from nowhere.
    #[error("the shipment's location has no country; set it first")]
    NoOrigin,
}

impl Refuse for CarrierRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownParcel(_) => "parcel.unknown",
            Self::NoLabel => "label.none",
            Self::NoAddress => "label.no_address",
            Self::NoOrigin => "label.no_origin",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::UnknownParcel(_) | Self::NoLabel => Kind::Missing,
            Self::NoAddress | Self::NoOrigin => Kind::Wrong,
        }
    }
}
