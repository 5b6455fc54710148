//! How prices came to be, for whoever asks.
use domain::{
    order::OrderDerivation,
    pricing::{Derivation, Step, TaxedBy, Treatment},
};
use primitives::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How prices came to be: every step, with its rule and the exact value before rounding.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DerivationView {
    /// The order as it was bought, then what its edits added; of a cart there is one part.
    pub parts: Vec<DerivationPart>,
}

/// What was priced at one moment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DerivationPart {
    /// 0 is the order as it was bought, or the cart; from 1 on, edits.
    pub part: u32,
    /// When it was priced.
    pub at: Timestamp,
    /// Whether amounts include tax.
    pub prices_include_tax: bool,
    /// Whether and why no tax is taken.
    pub treatment: Treatment,
    /// Who reckoned the tax: the shop, an outside service, or the shop because the service could not be asked or believed.
    pub taxed_by: TaxedBy,
    /// Every step in its order.
    pub steps: Vec<Step>,
}

impl DerivationPart {
    /// Of one derivation.
    pub fn of(part: u32, at: Timestamp, derivation: &Derivation) -> Self {
        Self {
            part,
            at,
            prices_include_tax: derivation.inclusive,
            treatment: derivation.treatment.clone(),
            taxed_by: derivation.taxed_by.clone(),
            steps: derivation.steps(),
        }
    }
}

impl DerivationView {
    /// Of an order and its edits.
    pub fn of(parts: impl IntoIterator<Item = OrderDerivation>) -> Self {
        let part = |one: OrderDerivation| DerivationPart::of(one.part, one.at, &one.derivation);
        Self { parts: parts.into_iter().map(part).collect() }
    }
}
