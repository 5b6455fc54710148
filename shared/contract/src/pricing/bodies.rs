//! What goes in.
use domain::pricing::{
    GROUPS_MAX, Window,
    book::{CHANNELS_MAX, ChannelTerms, HONOUR_MINUTES_MAX, ZONES_MAX},
    currency::ecb::ECB_BYTES_MAX,
    promotion::{
        Budget, Condition, Effect, Limits, PROMOTION_CODES_MAX, Promotion, PromotionState, Stacking,
    },
    selection::{PriceRow, ROWS_OF_SKU_MAX, Scope, Tier},
    tax::{Exemption, TaxZone},
};
use events::pricing::CHANGED_SKUS_MAX;
use primitives::{
    CampaignId, Code, CountryCode, Currency, CustomerId, Money, PromotionId, Quantity, Sku, Title,
    limits::PAGE_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

macro_rules! paths {
    ($($(#[$doc:meta])* $name:ident { $field:ident: $ty:ty })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            /// Which one.
            pub $field: $ty,
        }
    )*};
}

paths! {
    /// A promotion.
    PromotionPath { promotion_id: PromotionId }
    /// A campaign. Whoever makes it gives it its id.
    CampaignPath { campaign_id: CampaignId }
    /// A price list, by its name for machines.
    PriceListPath { list_id: Code }
    /// A customer.
    CustomerTermsPath { customer_id: CustomerId }
    /// A group of customers, by its name for machines. It is there as soon as somebody is in it.
    GroupPath { group: Code }
}

/// Who, of which group.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupMemberPath {
    /// The group.
    pub group: Code,
    /// The customer.
    pub customer_id: CustomerId,
}

/// What a promotion is to be.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromotionBody {
    /// What people read.
    pub title: Title,
    /// When it is at work.
    #[serde(default)]
    pub window: Window,
    /// Whether a code has to be entered.
    #[serde(default)]
    pub by_code: bool,
    /// The higher goes first, among rules of the same target.
    #[serde(default)]
    pub priority: i32,
    /// How it bears others.
    #[serde(default)]
    pub stacking: Stacking,
    /// Of rules with the same word here, only the one that takes the most off applies.
    #[serde(default)]
    pub group: Option<Code>,
    /// What has to be so; everything has to.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub conditions: Vec<Condition>,
    /// What it does.
    pub effect: Effect,
    /// How often.
    #[serde(default)]
    pub limits: Limits,
    /// Whose budget it draws on.
    #[serde(default)]
    pub campaign: Option<CampaignId>,
}

impl PromotionBody {
    /// The promotion of it.
    pub fn promotion(self, id: PromotionId, version: u64, state: PromotionState) -> Promotion {
        Promotion {
            id,
            version,
            state,
            title: self.title,
            window: self.window,
            by_code: self.by_code,
            priority: self.priority,
            stacking: self.stacking,
            group: self.group,
            conditions: self.conditions,
            effect: self.effect,
            limits: self.limits,
            campaign: self.campaign,
        }
    }
}

/// Which promotions.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromotionsQuery {
    /// In which state; drafts, unless something else is asked for.
    #[serde(default)]
    pub state: PromotionState,
    /// Where the page before ended.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = PAGE_MAX))]
    pub limit: Option<u32>,
}

/// A basket to try a promotion on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TryBody {
    /// What is bought.
    #[schemars(length(min = 1, max = 100))]
    pub lines: Vec<TryLine>,
    /// In which currency; the shop's own where nothing is said.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// Where it goes; the shop's own country where nothing is said.
    #[serde(default)]
    pub country: Option<CountryCode>,
    /// The state or province it goes to.
    #[serde(default)]
    pub region: Option<Code>,
    /// Where it is sold; `web` where nothing is said.
    #[serde(default)]
    pub channel: Option<Code>,
    /// Who buys: their groups, company and exemption count, and what they have used.
    #[serde(default)]
    pub customer_id: Option<CustomerId>,
    /// Groups that the buyer is in besides.
    #[serde(default)]
    #[schemars(length(max = GROUPS_MAX))]
    pub groups: BTreeSet<Code>,
    /// Whether the buyer has ordered nothing yet.
    #[serde(default)]
    pub first_order: bool,
    /// Codes that are entered. The promotion's own need not be.
    #[serde(default)]
    #[schemars(length(max = 10))]
    pub codes: Vec<Code>,
    /// How it is delivered.
    #[serde(default)]
    pub shipping: Option<TryShipping>,
}

/// A line to try a promotion on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TryLine {
    /// What.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
}

/// A way of delivery to try a promotion on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TryShipping {
    /// Its name for machines.
    pub option: Code,
    /// What it costs.
    pub price: Money,
}

/// Codes to add: either these or a pool.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodesBody {
    /// These, which people enter in small or capital letters.
    #[serde(default)]
    #[schemars(length(max = PROMOTION_CODES_MAX))]
    pub codes: Vec<Code>,
    /// So many random ones.
    #[serde(default)]
    #[schemars(range(min = 1, max = PROMOTION_CODES_MAX))]
    pub pool: Option<u32>,
}

/// What a campaign is to be.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignBody {
    /// What people read.
    pub title: Title,
    /// What it may give away.
    #[serde(default)]
    pub budget: Budget,
}

/// How single channels are to reckon.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsBody {
    /// Channels with terms of their own; the others do as the shop's settings say.
    #[serde(default)]
    #[schemars(length(max = CHANNELS_MAX))]
    pub terms: Vec<ChannelTerms>,
    /// Minutes for which a price that a shopper was shown is honoured in the cart.
    #[serde(default)]
    #[schemars(range(max = HONOUR_MINUTES_MAX))]
    pub honour_minutes: u32,
}

/// Which places have rates of tax of their own.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxZonesBody {
    /// All of them.
    #[schemars(length(max = ZONES_MAX))]
    pub tax_zones: Vec<TaxZone>,
}

/// Which of the shop's own tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandardZones {
    /// Value added tax of the member states of the European Union.
    Eu,
    /// Sales tax of the states of the USA, without what counties and cities add.
    Us,
}

/// Which of the shop's own tables.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandardZonesBody {
    /// This one.
    pub which: StandardZones,
}

/// A table of exchange rates.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RatesBody {
    /// The European Central Bank's `eurofxref-daily.xml`, as it is.
    #[schemars(length(max = ECB_BYTES_MAX))]
    pub xml: String,
}

/// What a price list is to be.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceListBody {
    /// Its name for people.
    pub title: Title,
}

/// Prices of single SKUs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowsBody {
    /// SKU by SKU, each once.
    #[schemars(length(min = 1, max = CHANGED_SKUS_MAX))]
    pub skus: Vec<SkuRowsBody>,
}

/// Prices of one SKU.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkuRowsBody {
    /// The SKU.
    pub sku: Sku,
    /// All its rows on the list; with none, it is taken off.
    #[schemars(length(max = ROWS_OF_SKU_MAX))]
    pub rows: Vec<PriceRowBody>,
}

/// One price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceRowBody {
    /// For whom; for everybody where nothing is said.
    #[serde(default)]
    pub scope: Scope,
    /// When; always where nothing is said.
    #[serde(default)]
    pub window: Window,
    /// By quantity, the smallest first.
    #[schemars(length(min = 1, max = 20))]
    pub tiers: Vec<Tier>,
    /// What it is shown to have cost before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at: Option<Money>,
}

impl PriceRowBody {
    /// What a row says, apart from where it stands.
    pub fn of(row: PriceRow) -> Self {
        let PriceRow { scope, window, tiers, compare_at, .. } = row;
        Self { scope, window, tiers, compare_at }
    }
}

/// What staff say of a customer.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BuyerTermsBody {
    /// Groups. The tier of loyalty is earned, segments follow from rules, the company from its members: they stay as they are.
    #[serde(default)]
    #[schemars(length(max = GROUPS_MAX))]
    pub groups: BTreeSet<Code>,
    /// Why they pay no tax, if they do not.
    #[serde(default)]
    pub exemption: Option<Exemption>,
}
