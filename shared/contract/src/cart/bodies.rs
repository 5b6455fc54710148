//! What goes in.
use domain::cart::Change;
use primitives::{
    Address, CartId, Code, CountryCode, Currency, Email, LineId, Locale, Note, Quantity, Sku,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One cart.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CartPath {
    /// The cart.
    pub cart_id: CartId,
}

/// One line of a cart.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CartLinePath {
    /// The cart.
    pub cart_id: CartId,
    /// The line.
    pub line_id: LineId,
}

/// What a cart is opened with.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCartBody {
    /// Of all its prices, for good; the shop's first where left out.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// The language the shopper reads.
    #[serde(default)]
    pub locale: Option<Locale>,
    /// Where the goods will go, as long as there is no address: tax and delivery are estimated for it.
    #[serde(default)]
    pub country: Option<CountryCode>,
    /// Where it is sold, for good: prices, promotions and tax may differ by it; `web` where left out.
    #[serde(default)]
    pub channel: Option<Code>,
}

/// So many more of a SKU.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineAsk {
    /// What.
    pub sku: Sku,
    /// How many more.
    pub quantity: Quantity,
}

/// What to add.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLinesBody {
    /// SKUs and units; a SKU may be there more than once.
    #[schemars(length(min = 1, max = 1000))]
    pub lines: Vec<LineAsk>,
}

/// So many of a SKU.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineSet {
    /// What.
    pub sku: Sku,
    /// How many; 0 removes the line.
    #[schemars(range(max = 1_000_000))]
    pub quantity: u32,
}

/// What to set. Where a SKU is there more than once, the last counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLinesBody {
    /// SKUs and units.
    #[schemars(length(min = 1, max = 1000))]
    pub lines: Vec<LineSet>,
}

/// How many of a line.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLineBody {
    /// How many; 0 removes the line.
    #[schemars(range(max = 1_000_000))]
    pub quantity: u32,
}

/// What to change. What is left out stays as it is; `null` empties it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCartBody {
    /// Where to write to.
    #[serde(default, with = "change", skip_serializing_if = "is_kept")]
    #[schemars(with = "Option<Email>")]
    pub email: Change<Email>,
    /// Where the goods go.
    #[serde(default, with = "change", skip_serializing_if = "is_kept")]
    #[schemars(with = "Option<Address>")]
    pub shipping_address: Change<Address>,
    /// Who is billed, if not who gets the goods.
    #[serde(default, with = "change", skip_serializing_if = "is_kept")]
    #[schemars(with = "Option<Address>")]
    pub billing_address: Change<Address>,
    /// Where the goods will go, as long as there is no address.
    #[serde(default, with = "change", skip_serializing_if = "is_kept")]
    #[schemars(with = "Option<CountryCode>")]
    pub country: Change<CountryCode>,
    /// One of the cart's shipping options.
    #[serde(default, with = "change", skip_serializing_if = "is_kept")]
    #[schemars(with = "Option<Code>")]
    pub shipping_option: Change<Code>,
    /// For the shop to know.
    #[serde(default, with = "change", skip_serializing_if = "is_kept")]
    #[schemars(with = "Option<Note>")]
    pub note: Change<Note>,
    /// The language the shopper reads.
    #[serde(default, with = "change", skip_serializing_if = "is_kept")]
    #[schemars(with = "Option<Locale>")]
    pub locale: Change<Locale>,
    /// Codes of promotions, all of them; a code that leads nowhere is refused.
    #[serde(default, with = "change", skip_serializing_if = "is_kept")]
    #[schemars(with = "Option<Vec<Code>>", length(max = 10))]
    pub codes: Change<Vec<Code>>,
    /// The shopper has seen the prices as they are now: no more warnings that they have changed.
    #[serde(default)]
    pub accept_prices: bool,
}

fn is_kept<T>(change: &Change<T>) -> bool {
    matches!(change, Change::Keep)
}

/// Changes as JSON has them: left out, `null`, or a value.
mod change {
    use domain::cart::Change;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(
        change: &Change<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match change {
            Change::To(value) => value.serialize(to),
            Change::Keep | Change::Empty => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D, T>(from: D) -> Result<Change<T>, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de>,
    {
        Option::deserialize(from).map(|value| value.map_or(Change::Empty, Change::To))
    }
}
