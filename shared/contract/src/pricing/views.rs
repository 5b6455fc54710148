//! What comes out.
use super::PriceRowBody;
use domain::{
    pricing::{
        Discount, GiftLine, Treatment, Why,
        book::{Campaign, ChannelTerms},
        currency::{ExchangeTerms, RateTable, ecb::BadRow},
        selection::PriceList,
        tax::TaxZone,
    },
    totals::Totals,
};
use primitives::{Code, Currency, Day, Sku, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a promotion would do.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TrialView {
    /// What the basket costs without it.
    pub before: Totals,
    /// What it would cost with it.
    pub after: Totals,
    /// Whether and why no tax is taken.
    pub treatment: Treatment,
    /// What each promotion would take off, this one and those that are at work.
    pub discounts: Vec<Discount>,
    /// What would come for nothing.
    pub gifts: Vec<GiftLine>,
    /// Why it would do nothing, if it would.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<Why>,
}

/// Codes that lead to the promotion now.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CodesView {
    /// As they are shown to people.
    pub codes: Vec<Code>,
}

/// A campaign, and what has been used of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CampaignView {
    /// The campaign.
    #[serde(flatten)]
    pub campaign: Campaign,
    /// Orders that used its promotions.
    pub uses: u64,
    /// Given away, in minor units of its budget.
    pub spent: u64,
}

/// Every campaign.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CampaignsView {
    /// In the order in which they were made.
    pub items: Vec<CampaignView>,
}

/// How prices are reckoned.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PricingView {
    /// Channels with terms of their own.
    pub terms: Vec<ChannelTerms>,
    /// Minutes for which a price that a shopper was shown is honoured in the cart.
    pub honour_minutes: u32,
    /// Places with rates of tax of their own.
    pub tax_zones: Vec<TaxZone>,
    /// How prices are made in other currencies; absent if they are not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub exchange: Option<ExchangeView>,
    /// Promotions at work.
    pub promotions: u64,
    /// Whether any price list has had a row.
    pub lists: bool,
}

/// How prices are made in other currencies.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ExchangeView {
    /// What staff say of it.
    pub terms: ExchangeTerms,
    /// The table in force; absent until one is imported.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub table: Option<TableView>,
}

/// A table of rates.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TableView {
    /// The day that it was made for.
    pub of: Day,
    /// From then on nothing is sold by it.
    pub valid_until: Timestamp,
    /// The currency whose unit the rates are for.
    pub base: Currency,
    /// The rates.
    pub rates: Vec<RateView>,
}

/// A rate.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RateView {
    /// The currency.
    pub currency: Currency,
    /// Units of it for one of the base, as a decimal number.
    pub rate: String,
}

impl TableView {
    /// Of a table.
    pub fn of(table: &RateTable) -> Self {
        let rates = table.rates.iter();
        let rates = rates.map(|(to, rate)| RateView { currency: *to, rate: rate.to_string() });
        Self {
            of: table.of.clone(),
            valid_until: table.valid_until,
            base: table.base,
            rates: rates.collect(),
        }
    }
}

/// What was made of a table.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RatesView {
    /// The table in force now.
    pub table: TableView,
    /// Rows that were left out, and why.
    pub skipped: Vec<BadRow>,
}

/// What is on a price list.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ListedSkuView {
    /// The SKU.
    pub sku: Sku,
    /// Its prices on the list.
    pub rows: Vec<PriceRowBody>,
}

/// What became of a change of prices.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RowsView {
    /// The list as it is now.
    pub list: PriceList,
    /// SKUs whose prices changed.
    pub changed: Vec<Sku>,
}
