//! Postal addresses, checked field by field. What a country expects beyond that is for carriers.
use crate::{Code, CountryCode, Example, Line};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where something is sent, or who is billed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Whom it is for.
    pub name: Line,
    /// The company, if any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub company: Option<Line>,
    /// Street and number.
    pub line1: Line,
    /// Flat, floor, department.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line2: Option<Line>,
    /// Town or city.
    pub city: Line,
    /// State, county or province, where addresses have one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub region: Option<Line>,
    /// Postal code, where the country has them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub postal_code: Option<Code>,
    /// ISO 3166-1 alpha-2.
    pub country: CountryCode,
    /// For the carrier.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phone: Option<Line>,
}

impl Example for Address {
    fn example() -> Self {
        Self {
            name: Line::example(),
            company: None,
            line1: Line::example(),
            line2: None,
            city: Line::example(),
            region: None,
            postal_code: Some(Code::example()),
            country: CountryCode::example(),
            phone: None,
        }
    }
}
