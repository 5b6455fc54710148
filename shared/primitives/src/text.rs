//! Bounded text: no control characters, no blank ends, never longer than it may be.
use crate::{Example, Invalid};
use serde::{Deserialize, Serialize};

fn check(
    raw: String,
    what: &'static str,
    min: usize,
    max: usize,
    breaks: bool,
) -> Result<String, Invalid> {
    let count = raw.chars().count();
    if count < min || count > max {
        return Err(Invalid::new(what, format!("must have {min} to {max} characters")));
    }
    if raw.chars().any(|c| c.is_control() && !(breaks && (c == '\n' || c == '\t'))) {
        return Err(Invalid::new(what, "must not contain control characters"));
    }
    if min > 0 && raw.trim() != raw {
        return Err(Invalid::new(what, "must not begin or end with white space"));
    }
    Ok(raw)
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident $min:literal..=$max:literal $breaks:literal $pattern:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads text that came from outside.
            pub fn parse(raw: impl Into<String>) -> Result<Self, Invalid> {
                check(raw.into(), stringify!($name), $min, $max, $breaks).map(Self)
            }
        }
        impl Example for $name {
            fn example() -> Self {
                Self("Example".into())
            }
        }
        $crate::string_value!($name, $pattern, $min, $max);
    )*};
}

texts! {
    /// A name people read: of a product, a person, a place.
    Title 1..=255 false "^[^\\x00-\\x1f\\x7f-\\x9f\\s]([^\\x00-\\x1f\\x7f-\\x9f]*[^\\x00-\\x1f\\x7f-\\x9f\\s])?$";
    /// One line of an address or a reason.
    Line 1..=120 false "^[^\\x00-\\x1f\\x7f-\\x9f\\s]([^\\x00-\\x1f\\x7f-\\x9f]*[^\\x00-\\x1f\\x7f-\\x9f\\s])?$";
    /// Free text of several lines.
    Note 0..=5000 true "^[^\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]*$";
    /// A short machine word: a type, a category, an attribute.
    Code 1..=64 false "^[^\\x00-\\x1f\\x7f-\\x9f\\s]([^\\x00-\\x1f\\x7f-\\x9f]*[^\\x00-\\x1f\\x7f-\\x9f\\s])?$";
}

impl Code {
    /// The channel of whatever is sold through the shop's own pages.
    pub fn web() -> Self {
        Self("web".into())
    }

    /// The tax category of what has none of its own.
    pub fn standard() -> Self {
        Self("standard".into())
    }
}
