//! What decides on the prices of one cart besides its goods: the book, laid out for use, and what is
//! known of the buyer, the codes and what has been used.
use super::{
    Buyer, Priced, PricingRefusal, Rules, Terms,
    book::Book,
    currency::Exchange,
    promotion::{
        Budget, Claim, Condition, Counter, Promotion, Promotions, Usage, UseCounter, claims,
    },
    selection::PriceBook,
    tax::{Exemption, TaxTable},
};
use primitives::{CampaignId, Code, CustomerId, PromotionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A book, laid out once for many carts.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The edition of the book; 0 is none.
    pub edition: u64,
    /// How single channels reckon.
    pub terms: BTreeMap<Code, Terms>,
    /// Rates of tax.
    pub taxes: TaxTable,
    /// How prices are made in currencies that have none of their own.
    pub exchange: Option<Exchange>,
    /// Active promotions.
    pub promotions: Promotions,
    /// What campaigns may give away.
    pub campaigns: BTreeMap<CampaignId, Budget>,
    /// Whether any price list has a row.
    pub lists: bool,
    /// Whether a promotion asks for a buyer's first order.
    pub first_orders: bool,
    /// Whether a promotion is limited in any way.
    pub limited: bool,
    /// Minutes for which a price is honoured in a cart.
    pub honour_minutes: u32,
}

/// What decides on the prices of one cart.
#[derive(Clone, Debug, Default)]
pub struct Tariff {
    /// The book.
    pub standing: Arc<Standing>,
    /// Rows of price lists for the cart's SKUs.
    pub prices: PriceBook,
    /// Entered codes that lead to a promotion.
    pub codes: BTreeMap<Code, PromotionId>,
    /// Who buys.
    pub buyer: Buyer,
    /// What has been used.
    pub usage: Usage,
}

/// What staff know of a customer that decides on prices and tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BuyerTerms {
    /// The customer.
    pub customer_id: CustomerId,
    /// Groups, segments and tiers of loyalty.
    #[serde(default)]
    #[schemars(length(max = GROUPS_MAX))]
    pub groups: BTreeSet<Code>,
    /// The company they buy for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Code>,
    /// Why they pay no tax, if they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exemption: Option<Exemption>,
}

/// Groups of one customer.
pub const GROUPS_MAX: usize = 50;

impl BuyerTerms {
    /// A customer like any other.
    pub fn none(customer_id: CustomerId) -> Self {
        Self { customer_id, groups: BTreeSet::new(), company: None, exemption: None }
    }
}

/// Where a code that somebody may enter leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CodeLead {
    /// The code.
    pub code: Code,
    /// The promotion.
    pub promotion_id: PromotionId,
}

impl Standing {
    /// Lays a book out.
    pub fn of(book: Book, edition: u64) -> Result<Self, PricingRefusal> {
        let limited = |promotion: &Promotion| {
            let limits = promotion.limits;
            let own = limits.uses.or(limits.per_customer).or(limits.per_code);
            own.is_some() || promotion.campaign.is_some()
        };
        let firsts = |promotion: &Promotion| {
            promotion.conditions.iter().any(|one| matches!(one, Condition::FirstOrder))
        };
        let campaigns = book.campaigns.into_iter().map(|one| (one.campaign_id, one.budget));
        Ok(Self {
            edition,
            terms: book.terms.into_iter().map(|one| (one.channel, one.terms)).collect(),
            taxes: TaxTable::of(book.zones)?,
            exchange: book.exchange,
            limited: book.promotions.iter().any(limited),
            first_orders: book.promotions.iter().any(firsts),
            promotions: Promotions::of(book.promotions)?,
            campaigns: campaigns.collect(),
            lists: book.lists,
            honour_minutes: book.honour_minutes,
        })
    }

    fn budget(&self, campaign: &CampaignId) -> Option<Budget> {
        self.campaigns.get(campaign).copied()
    }
}

impl Tariff {
    /// The rules for a channel, which reckons as it is told in the book, or else as `terms` say.
    pub fn rules(&self, channel: &Code, terms: impl FnOnce() -> Terms) -> Rules {
        let book = &*self.standing;
        let mut usage = self.usage.clone();
        for (campaign, budget) in &book.campaigns {
            let unused = (*budget, Counter::default());
            usage.campaigns.entry(campaign.clone()).or_insert(unused);
        }
        Rules {
            terms: book.terms.get(channel).cloned().unwrap_or_else(terms),
            prices: self.prices.clone(),
            exchange: book.exchange.clone(),
            taxes: book.taxes.clone(),
            promotions: book.promotions.clone(),
            usage,
        }
    }

    /// What an order at these prices takes of whatever is limited.
    pub fn claims(&self, priced: &Priced) -> Vec<Claim> {
        let limits = |id: &PromotionId| self.standing.promotions.get(id).map(|one| one.limits);
        let budget = |id: &CampaignId| self.standing.budget(id);
        claims(&priced.discounts, limits, budget, self.buyer.customer.as_ref())
    }

    /// Notes what a counter says.
    pub fn note(&mut self, counter: &UseCounter) {
        let book = self.standing.clone();
        self.usage.note(counter, |id| book.budget(id));
    }

    /// What is known of the buyer's terms.
    pub fn known_as(&mut self, terms: BuyerTerms) {
        self.buyer.groups = terms.groups;
        self.buyer.company = terms.company;
        self.buyer.exemption = terms.exemption;
    }
}
