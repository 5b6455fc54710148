//! What decides on the prices of one cart besides its goods: the book, laid out for use, and what is
//! known of the buyer, the codes and what has been used.
use super::{
    Buyer, Discount, Priced, PricingRefusal, Rules, Terms,
    book::Book,
    currency::Exchange,
    promotion::{
        Budget, Claim, Condition, Counter, Promotion, Promotions, Usage, UseCounter, claims,
    },
    selection::{PriceBook, PriceRow},
    tax::{Exemption, Heard, TaxTable},
};
use primitives::{CampaignId, Code, CustomerId, PromotionId, Slug};
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
    /// Price lists by which nothing is sold any more.
    pub ended_lists: BTreeSet<Code>,
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
    /// What an outside tax service said, where it was asked.
    pub heard: Option<Arc<Heard>>,
    /// What it said of another delivery of an order, where that was asked by itself.
    pub heard_delivery: Option<Arc<Heard>>,
}

/// What staff know of a customer that decides on prices and tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BuyerTerms {
    /// The customer.
    pub customer_id: CustomerId,
    /// Groups.
    #[serde(default)]
    #[schemars(length(max = GROUPS_MAX))]
    pub groups: BTreeSet<Code>,
    /// The segments that they are in: price lists and promotions know each as the group `segment:` and this. `segments`
    /// alone writes them, in the transaction in which the customer comes or goes.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schemars(length(max = crate::segments::SEGMENTS_MAX))]
    pub segments: BTreeSet<Slug>,
    /// The tier that they have earned: price lists and promotions know it as the group `tier:` and this. The loyalty
    /// programme alone writes it, here, so that a cart reads one thing of its buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Slug>,
    /// The company they buy for. `customers` alone writes it, in the transaction in which they come to buy for it or leave it.
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
        Self {
            customer_id,
            groups: BTreeSet::new(),
            segments: BTreeSet::new(),
            tier: None,
            company: None,
            exemption: None,
        }
    }

    /// With what staff have said of somebody else who is the same person: the groups of both, and why either pays no
    /// tax, where they say otherwise as these terms do.
    #[must_use]
    pub fn united(&self, other: &Self) -> Self {
        let groups = &self.groups | &other.groups;
        let exemption = self.exemption.clone().or_else(|| other.exemption.clone());
        Self { groups, exemption, ..self.clone() }
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
        let firsts = |promotion: &Promotion| {
            promotion.conditions.iter().any(|one| matches!(one, Condition::FirstOrder))
        };
        let campaigns = book.campaigns.into_iter().map(|one| (one.campaign_id, one.budget));
        Ok(Self {
            edition,
            terms: book.terms.into_iter().map(|one| (one.channel, one.terms)).collect(),
            taxes: TaxTable::of(book.zones)?,
            exchange: book.exchange,
            limited: book.promotions.iter().any(Promotion::is_limited),
            first_orders: book.promotions.iter().any(firsts),
            promotions: Promotions::of(book.promotions)?,
            campaigns: campaigns.collect(),
            lists: book.lists,
            ended_lists: book.ended_lists.into_iter().collect(),
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
            heard: self.heard.clone(),
        }
    }

    /// Lays out the rows of price lists that were read, without those of lists that are over.
    pub fn listed(&mut self, rows: impl IntoIterator<Item = PriceRow>) {
        let over = &self.standing.ended_lists;
        self.prices = PriceBook::of(rows.into_iter().filter(|row| !over.contains(&row.rule.id)));
    }

    /// What an order at these prices takes of whatever is limited.
    pub fn claims(&self, priced: &Priced) -> Vec<Claim> {
        let limits = |id: &PromotionId| self.standing.promotions.get(id).map(|one| one.limits);
        let budget = |id: &CampaignId| self.standing.budget(id);
        let own = &self.usage.own;
        claims(&priced.discounts, limits, budget, self.buyer.customer.as_ref(), own)
    }

    /// What is priced belongs to an order that was bought with these discounts: what it has used counts
    /// for this as well.
    pub fn continues(&mut self, discounts: &[Discount]) {
        self.usage.own = discounts.iter().map(|discount| discount.promotion.clone()).collect();
    }

    /// Notes what a counter says.
    pub fn note(&mut self, counter: &UseCounter) {
        let book = self.standing.clone();
        self.usage.note(counter, |id| book.budget(id));
    }

    /// What is known of the buyer's terms.
    pub fn known_as(&mut self, terms: BuyerTerms) {
        self.buyer.groups = terms.groups;
        // A tier's word is short enough to be a group's, with the prefix.
        let tier = terms.tier.and_then(|tier| Code::parse(format!("tier:{tier}")).ok());
        self.buyer.groups.extend(tier);
        let segment = |id: Slug| Code::parse(format!("segment:{id}")).ok();
        self.buyer.groups.extend(terms.segments.into_iter().filter_map(segment));
        self.buyer.company = terms.company;
        self.buyer.exemption = terms.exemption;
    }
}
