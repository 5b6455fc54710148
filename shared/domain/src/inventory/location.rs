//! Places that hold stock.
use primitives::{CountryCode, LocationId, Title};
use serde::{Deserialize, Serialize};

/// A place that holds stock: a warehouse, a shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// The location.
    pub location_id: LocationId,
    /// Its name.
    pub title: Title,
    /// Where it is.
    pub country: Option<CountryCode>,
    /// Whether goods may come in. What is there may be sold either way.
    pub active: bool,
}
