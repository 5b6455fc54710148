//! The contract between the shop and an outside tax service, or an adapter before one: what is asked,
//! what is answered, and what is filed (`docs/tax-service.md`). Amounts are minor units.
use domain::totals::TaxRate;
use primitives::{
    Code, CountryCode, Currency, Day, ExternalKey, Line, OrderId, Quantity, Sku, Timestamp,
    limits::LINES_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use domain::order::{TaxState, TaxSum};

/// What is taxed: everything of one checkout, after discounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxQuoteBody {
    /// Of every amount.
    pub currency: Currency,
    /// Whether amounts include tax.
    pub prices_include_tax: bool,
    /// The day whose rates count, where that is not today: staff enter what was sold before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// Where it goes.
    pub to: TaxPlace,
    /// Equal lines are one.
    #[schemars(length(max = LINES_MAX))]
    pub lines: Vec<TaxQuoteLine>,
    /// What delivery costs, where one is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<u64>,
}

/// Where it goes, as far as tax depends on it: nobody's name, and no street.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxPlace {
    /// The country.
    pub country: CountryCode,
    /// The state or province.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Line>,
    /// The town or city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Line>,
    /// The postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Code>,
}

/// Goods that are taxed alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxQuoteLine {
    /// From 0.
    pub number: u32,
    /// Absent on charges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// The shop's own tax category.
    pub category: Code,
    /// Units.
    pub quantity: u64,
    /// What all of them cost, after discounts.
    pub amount: u64,
}

/// The tax of everything that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TaxQuoteView {
    /// What the service calls itself.
    pub service: Code,
    /// What it calls this answer; filed with the order.
    pub document: ExternalKey,
    /// That of the question.
    pub currency: Currency,
    /// One for each line.
    #[schemars(length(max = LINES_MAX))]
    pub lines: Vec<TaxedLine>,
    /// Of delivery, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<TaxedShipping>,
    /// The sum of all.
    pub tax: i64,
}

/// The tax of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TaxedLine {
    /// The line's number.
    pub number: u32,
    /// In it or on top of it, as prices do or do not include tax.
    pub tax: i64,
    /// The rate that people are shown.
    pub rate: TaxRate,
}

/// The tax of delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TaxedShipping {
    /// In it or on top of it.
    pub tax: i64,
    /// The rate that people are shown.
    pub rate: TaxRate,
}

/// Which order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TaxDocumentPath {
    /// The order: whatever is filed of it replaces what was.
    pub order_id: OrderId,
}

/// An order as it stands, for the books of whoever files the tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxDocumentBody {
    /// Grows with every change of the order: what is older than what was filed is to be ignored.
    pub revision: u64,
    /// Whether it counts.
    pub state: TaxState,
    /// The service's own answer that the tax comes from; absent where the shop reckoned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<ExternalKey>,
    /// When it was bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Timestamp>,
    /// Of every amount.
    pub currency: Currency,
    /// Whether prices included tax.
    pub prices_include_tax: bool,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<TaxPlace>,
    /// What is kept of its lines: cancelled units are not in it.
    #[schemars(length(max = LINES_MAX))]
    pub lines: Vec<TaxDocumentLine>,
    /// What the whole order cost when everything was still to be sent.
    pub charged: TaxSum,
    /// What is kept of it: without what was cancelled, or given back for parcels that were lost.
    pub kept: TaxSum,
}

/// What is kept of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxDocumentLine {
    /// Absent on charges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// The shop's own tax category.
    pub category: Code,
    /// Units.
    pub quantity: Quantity,
    /// With tax.
    pub total: i64,
    /// Of which is tax.
    pub tax: i64,
}

/// Which credit note.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TaxCreditPath {
    /// The order that it is for.
    pub order_id: OrderId,
    /// The credit note's number; what is filed under it never changes.
    pub number: ExternalKey,
}

/// A credit note, for the books of whoever files the tax: what was given back of what an order keeps. Cancelled units are in no
/// credit note; they leave the order's own document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxCreditBody {
    /// The service's own answer that the order's tax comes from; absent where the shop reckoned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<ExternalKey>,
    /// When it was granted.
    pub issued_at: Timestamp,
    /// Of every amount.
    pub currency: Currency,
    /// Whether prices included tax.
    pub prices_include_tax: bool,
    /// Where the order went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<TaxPlace>,
    /// Units whose price was given back.
    #[schemars(length(max = LINES_MAX))]
    pub lines: Vec<TaxDocumentLine>,
    /// Of delivery.
    pub shipping: TaxSum,
    /// All of it, with what was given for goodwill, which has no tax.
    pub credited: TaxSum,
}
