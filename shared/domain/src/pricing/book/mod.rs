//! What staff have decided on prices and is at work: one book, printed anew with every change.
//!
//! Carts read its head, which is small; who has that edition in memory reads nothing else. Pages are
//! of one edition and never change, so nobody ever prices with half of a change.
mod edition;

pub use edition::{BOOK_PAGES_MAX, BookHead, BookPage};

use super::{
    PricingRefusal, Terms,
    currency::{Exchange, ExchangeTerms},
    promotion::{Budget, Promotion, PromotionState},
    tax::TaxZone,
};
use primitives::{CampaignId, Code, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Channels with terms of their own.
pub const CHANNELS_MAX: usize = 50;
/// Campaigns at work.
pub const CAMPAIGNS_MAX: usize = 500;
/// Price lists that are being taken away at once.
pub const ENDED_LISTS_MAX: usize = 100;
/// Places with rates of tax.
pub const ZONES_MAX: usize = 500;
/// Minutes for which a price may be honoured: a day.
pub const HONOUR_MINUTES_MAX: u32 = 1_440;
/// Bytes of one promotion, as JSON: it is kept whole, and as a summary of itself, in one item.
pub const PROMOTION_BYTES_MAX: usize = 100 * 1_024;

/// Everything that staff have decided on prices and that is at work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Book {
    /// How single channels reckon; the others do as the shop's settings say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<ChannelTerms>,
    /// Rates of tax, zone by zone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<TaxZone>,
    /// How prices are to be made in currencies that have none of their own, once there is a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversion: Option<ExchangeTerms>,
    /// How they are made: the same with the table in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<Exchange>,
    /// Campaigns that promotions draw on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<Campaign>,
    /// Active promotions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promotions: Vec<Promotion>,
    /// Whether any price list has a row: if not, carts need not look for them.
    #[serde(default)]
    pub lists: bool,
    /// Price lists that are over, while their rows are still being taken away: nothing is sold by them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ended_lists: Vec<Code>,
    /// Minutes for which a price that a shopper was shown is honoured in the cart.
    #[serde(default)]
    pub honour_minutes: u32,
}

/// How one channel reckons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelTerms {
    /// The channel, such as `web` or `wholesale`.
    pub channel: Code,
    /// How it reckons.
    pub terms: Terms,
}

/// Promotions that share a budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Campaign {
    /// Which.
    pub campaign_id: CampaignId,
    /// What people read.
    pub title: Title,
    /// What it may give away.
    pub budget: Budget,
}

impl Book {
    fn check(&self) -> Result<(), PricingRefusal> {
        if self.terms.len() > CHANNELS_MAX {
            return Err(PricingRefusal::TooMany(CHANNELS_MAX, "channels"));
        }
        if self.campaigns.len() > CAMPAIGNS_MAX {
            return Err(PricingRefusal::TooMany(CAMPAIGNS_MAX, "campaigns"));
        }
        if self.zones.len() > ZONES_MAX {
            return Err(PricingRefusal::TooMany(ZONES_MAX, "tax zones"));
        }
        if self.ended_lists.len() > ENDED_LISTS_MAX {
            return Err(PricingRefusal::TooMany(ENDED_LISTS_MAX, "price lists ended at once"));
        }
        if self.honour_minutes > HONOUR_MINUTES_MAX {
            let most = usize::try_from(HONOUR_MINUTES_MAX).unwrap_or_default();
            return Err(PricingRefusal::TooMany(most, "minutes for which a price is honoured"));
        }
        let twice = |at: usize, one: &ChannelTerms| {
            self.terms.iter().take(at).any(|other| other.channel == one.channel)
        };
        if let Some((_, one)) = self.terms.iter().enumerate().find(|(at, one)| twice(*at, one)) {
            return Err(PricingRefusal::rule(&one.channel, "the channel is there twice"));
        }
        Ok(())
    }

    /// Puts a promotion to work, takes it from work, or lets its new version work, by its state.
    /// Refuses one that draws on a campaign which there is not.
    pub fn enter(&mut self, promotion: &Promotion) -> Result<(), PricingRefusal> {
        if bytes(promotion) > PROMOTION_BYTES_MAX {
            return Err(PricingRefusal::TooMany(
                PROMOTION_BYTES_MAX / 1_024,
                "KB of one promotion",
            ));
        }
        let at = self.promotions.iter().position(|one| one.id == promotion.id);
        if promotion.state != PromotionState::Active {
            at.map(|at| self.promotions.remove(at));
            return Ok(());
        }
        if let Some(campaign) = &promotion.campaign
            && !self.campaigns.iter().any(|one| one.campaign_id == *campaign)
        {
            return Err(PricingRefusal::NoCampaign(campaign.clone()));
        }
        match at.and_then(|at| self.promotions.get_mut(at)) {
            Some(working) => working.clone_from(promotion),
            None => self.promotions.push(promotion.clone()),
        }
        Ok(())
    }

    /// From now on nothing is sold by a price list, whatever rows of it there still are.
    pub fn end_list(&mut self, list: &Code) {
        if !self.ended_lists.contains(list) {
            self.ended_lists.push(list.clone());
        }
    }

    /// A list that was ended has no row left.
    pub fn forget_list(&mut self, list: &Code) {
        self.ended_lists.retain(|one| one != list);
    }

    /// Makes a campaign, or makes it what is said. What has been given away is counted in the minor
    /// units of its budget, so the budget stays in its currency.
    pub fn run(&mut self, campaign: Campaign) -> Result<(), PricingRefusal> {
        if let Some(money) = campaign.budget.money.filter(|money| money.is_negative()) {
            let rule = Code::parse(campaign.campaign_id.to_string())?;
            return Err(PricingRefusal::rule(&rule, format!("{money} is below nothing")));
        }
        let known = self.campaigns.iter_mut().find(|one| one.campaign_id == campaign.campaign_id);
        let Some(known) = known else {
            self.campaigns.push(campaign);
            return Ok(());
        };
        let pair = known.budget.money.zip(campaign.budget.money);
        if let Some((was, is)) = pair.filter(|(was, is)| was.currency != is.currency) {
            return Err(PricingRefusal::Currency { expected: was.currency, found: is.currency });
        }
        *known = campaign;
        Ok(())
    }
}

/// Bytes as JSON; DynamoDB counts about as many.
fn bytes(part: &impl Serialize) -> usize {
    serde_json::to_vec(part).map_or(usize::MAX, |json| json.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::laws::{cases, world};
    use primitives::{Currency, Money};
    use proptest::prelude::*;

    #[test]
    fn what_would_not_fit_or_would_be_there_twice_is_not_printed() {
        let terms = Terms {
            home: primitives::CountryCode::gb(),
            prices_include_tax: true,
            rounding: crate::pricing::RoundingMode::default(),
            tax: crate::pricing::tax::TaxRounding::default(),
            taxed_by: crate::pricing::TaxBy::Own,
        };
        let web = ChannelTerms { channel: Code::web(), terms };
        let twice = Book { terms: vec![web.clone(), web], ..Book::default() };
        assert!(matches!(twice.print(1), Err(PricingRefusal::Rule { .. })));
        let title = Title::parse("x".repeat(255)).unwrap();
        let budget = Budget::default();
        let campaigns = (0..CAMPAIGNS_MAX).map(|n| {
            let campaign_id = CampaignId::parse(format!("cpg_{n}")).unwrap();
            Campaign { campaign_id, title: title.clone(), budget }
        });
        let mut book = Book { campaigns: campaigns.collect(), ..Book::default() };
        assert!(book.print(1).is_ok());
        book.campaigns.extend(book.campaigns.clone());
        assert!(matches!(book.print(1), Err(PricingRefusal::TooMany(..))));
    }

    #[test]
    fn a_budget_stays_in_its_currency() {
        let campaign = |money| Campaign {
            campaign_id: CampaignId::parse("cpg_1").unwrap(),
            title: Title::parse("Summer").unwrap(),
            budget: Budget { money: Some(money), uses: None },
        };
        let mut book = Book::default();
        book.run(campaign(Money::new(100, Currency::GBP))).unwrap();
        book.run(campaign(Money::new(200, Currency::GBP))).unwrap();
        assert_eq!(book.campaigns, vec![campaign(Money::new(200, Currency::GBP))]);
        let other = book.run(campaign(Money::new(200, Currency::EUR)));
        assert!(matches!(other, Err(PricingRefusal::Currency { .. })));
        let below = book.run(campaign(Money::new(-1, Currency::GBP)));
        assert!(matches!(below, Err(PricingRefusal::Rule { .. })));
    }

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn what_is_active_is_in_the_book_and_nothing_else(
            promotions in world::promotions(), turns in prop::collection::vec((0_usize..50, 0_u8..4), 0..40),
        ) {
            let mut book = Book::default();
            let mut last = std::collections::BTreeMap::new();
            for (at, state) in turns {
                let Some(promotion) = promotions.get(at) else { continue };
                let state = match state {
                    0 => PromotionState::Draft,
                    1 => PromotionState::Paused,
                    2 => PromotionState::Ended,
                    _ => PromotionState::Active,
                };
                let promotion = Promotion { state, campaign: None, ..promotion.clone() };
                book.enter(&promotion).unwrap();
                last.insert(promotion.id.clone(), promotion);
            }
            let active: Vec<&Promotion> =
                last.values().filter(|one| one.state == PromotionState::Active).collect();
            let mut there: Vec<&Promotion> = book.promotions.iter().collect();
            there.sort_by(|one, other| one.id.cmp(&other.id));
            prop_assert_eq!(there, active);
        }

    }
}
