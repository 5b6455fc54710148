//! What a row of the event table gives.
use primitives::Example;
use schemars::{JsonSchema, Schema};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A struct that travels on the bus.
pub trait Event: Serialize + DeserializeOwned + JsonSchema + Example + Send + 'static {
    /// Name on the bus: `source.Name.vN`.
    const DETAIL_TYPE: &'static str;
}

/// One event and version, as data.
pub struct EventRow {
    /// Name on the bus: `source.Name.vN`.
    pub detail_type: &'static str,
    /// What happened, in a sentence.
    pub doc: &'static str,
    /// JSON schema of the whole envelope, as it is on the bus.
    pub schema: fn() -> Schema,
    /// An envelope that the schema accepts.
    pub sample: fn() -> Value,
    /// Reads an envelope as a consumer does and writes it again: the same value, or what is wrong.
    pub round_trip: fn(Value) -> Result<Value, String>,
}

impl EventRow {
    /// Who publishes it.
    pub fn source(&self) -> &'static str {
        source_of(self.detail_type)
    }
}

/// The part of a detail type before the first dot.
pub(crate) fn source_of(detail_type: &'static str) -> &'static str {
    detail_type.split('.').next().unwrap_or(detail_type)
}

/// Declares events: `/// doc`, `Struct = "source.Name.vN" { field: Type, … }`.
macro_rules! events {
    ($(
        #[doc = $doc:literal]
        $name:ident = $wire:literal { $($(#[$fdoc:meta])* $field:ident: $ty:ty),* $(,)? }
    )*) => {
        $(
            #[doc = $doc]
            #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
            pub struct $name { $($(#[$fdoc])* pub $field: $ty),* }
            impl $crate::Event for $name {
                const DETAIL_TYPE: &'static str = $wire;
            }
            impl primitives::Example for $name {
                fn example() -> Self {
                    Self { $($field: primitives::Example::example()),* }
                }
            }
        )*
        /// The rows of this capability.
        pub const EVENTS: &[&$crate::EventRow] = &[$(&$crate::EventRow {
            detail_type: $wire,
            doc: $doc,
            schema: || schemars::schema_for!($crate::Envelope<$name>),
            sample: $crate::envelope::sample::<$name>,
            round_trip: $crate::envelope::round_trip::<$name>,
        }),*];
    };
}
pub(crate) use events;
