//! The words every crate shares: typed ids, money, quantities, time, bounded text and limits.
//!
//! Invariant: a value of any type in here is valid. What comes from outside is parsed once, at the
//! edge, and from then on cannot be wrong. Knows no I/O, no clock, no random source.
mod address;
mod codes;
mod example;
mod ids;
pub mod limits;
mod money;
mod quantity;
mod text;
mod time;
mod zone;

pub use address::Address;
pub use codes::{
    CountryCode, DecimalText, Email, ExternalKey, Gtin, Locale, MethodToken, Sku, Slug, WebAddress,
};
pub use example::Example;
pub use ids::*;
pub use money::{Currency, Money, MoneyError};
pub use quantity::Quantity;
pub use text::{Code, Line, Note, Title};
pub use time::{Day, Timestamp};
pub use zone::{ClockTime, Weekday, ZoneName};

/// Why a value from outside was not accepted. The message is for the caller to read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {why}")]
pub struct Invalid {
    what: &'static str,
    why: String,
}

impl Invalid {
    /// `what` names the kind of value, `why` says what a good one looks like.
    pub fn new(what: &'static str, why: impl Into<String>) -> Self {
        Self { what, why: why.into() }
    }
}

/// Lets a checked string type be read from and written to JSON, and described by a schema.
macro_rules! string_value {
    ($name:ident, $pattern:expr, $min:expr, $max:expr) => {
        impl TryFrom<String> for $name {
            type Error = $crate::Invalid;
            fn try_from(raw: String) -> Result<Self, Self::Error> {
                Self::parse(raw)
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::Invalid;
            fn from_str(raw: &str) -> Result<Self, Self::Err> {
                Self::parse(raw)
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string", "minLength": $min, "maxLength": $max, "pattern": $pattern,
                    "examples": [<$name as $crate::Example>::example().0],
                })
            }
        }
    };
}
pub(crate) use string_value;
