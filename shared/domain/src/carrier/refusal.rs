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
    /// Nothing was asked for yet.
    #[error("there is no label yet; ask for one")]
    NoErrandLabel,
    /// The order has no address.
    #[error("the order has no shipping address to ask rates for")]
    NoAddress,
    /// Nothing is sent from nowhere.
    #[error("the shipment's location has no country; set it first")]
    NoOrigin,
    /// Nothing can be sent to the shop.
    #[error("no open location has an address that parcels could be sent to; set it first")]
    NoReturnAddress,
}

impl Refuse for CarrierRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownParcel(_) => "parcel.unknown",
            Self::NoLabel | Self::NoErrandLabel => "label.none",
            Self::NoAddress => "label.no_address",
            Self::NoOrigin => "label.no_origin",
            Self::NoReturnAddress => "label.no_return_address",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::UnknownParcel(_) | Self::NoLabel | Self::NoErrandLabel => Kind::Missing,
            Self::NoAddress | Self::NoOrigin | Self::NoReturnAddress => Kind::Wrong,
        }
    }
}
