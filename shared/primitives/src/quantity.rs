//! How many units: at least one, and not absurdly many.
use crate::{Example, Invalid, limits::QUANTITY_MAX};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A count of units, from 1 to [`QUANTITY_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Quantity(u32);

impl Quantity {
    /// One unit.
    pub const ONE: Self = Self(1);

    /// A count that came from outside.
    pub fn parse(count: u32) -> Result<Self, Invalid> {
        if (1..=QUANTITY_MAX).contains(&count) {
            Ok(Self(count))
        } else {
            Err(Invalid::new("quantity", format!("must be from 1 to {QUANTITY_MAX}")))
        }
    }

    /// The count.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Both together, if that is not too many.
    pub fn plus(self, other: Self) -> Result<Self, Invalid> {
        Self::parse(self.0.saturating_add(other.0))
    }
}

impl std::str::FromStr for Quantity {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let whole = |_| Invalid::new("quantity", "must be a whole number of units");
        Self::parse(text.parse().map_err(whole)?)
    }
}
impl TryFrom<u32> for Quantity {
    type Error = Invalid;
    fn try_from(count: u32) -> Result<Self, Invalid> {
        Self::parse(count)
    }
}
impl From<Quantity> for u32 {
    fn from(quantity: Quantity) -> u32 {
        quantity.0
    }
}
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl Example for Quantity {
    fn example() -> Self {
        Self(2)
    }
}
impl schemars::JsonSchema for Quantity {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Quantity".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "integer", "minimum": 1, "maximum": QUANTITY_MAX, "description": "units",
        })
    }
}
