//! What staff have decided on prices and is at work: one book, printed anew with every change.
//!
//! Carts read its head, which is small; who has that edition in memory reads nothing else. Pages are
//! of one edition and never change, so nobody ever prices with half of a change.
use super::{
    PricingRefusal, Terms,
    currency::Exchange,
    promotion::{Budget, Promotion},
    tax::TaxZone,
};
use primitives::{CampaignId, Code, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bytes of one page, as JSON: an item has to hold it with room to spare.
const PAGE_BYTES_MAX: usize = 250 * 1_024;
/// Pages of one edition: they are written in one transaction, whose limit is 4 MB.
pub const BOOK_PAGES_MAX: usize = 12;
/// Channels with terms of their own.
pub const CHANNELS_MAX: usize = 50;
/// Campaigns at work.
pub const CAMPAIGNS_MAX: usize = 500;

/// Everything that staff have decided on prices and that is at work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Book {
    /// How single channels reckon; the others do as the shop's settings say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<ChannelTerms>,
    /// Rates of tax, zone by zone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<TaxZone>,
    /// How prices are made in currencies that have none of their own.
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

/// What a cart reads of the book, always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookHead {
    /// Grows with every change.
    pub edition: u64,
    /// Pages of it.
    pub page_count: u32,
    /// Whether any price list has a row.
    pub lists: bool,
}

/// A part of one edition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BookPage {
    /// Of which edition.
    pub edition: u64,
    /// From 0.
    pub page: u32,
    /// The part.
    pub part: Book,
}

impl Book {
    /// The head and the pages of an edition.
    pub fn print(&self, edition: u64) -> Result<(BookHead, Vec<BookPage>), PricingRefusal> {
        self.check()?;
        let mut parts = vec![Self { promotions: Vec::new(), ..self.clone() }];
        let mut room = PAGE_BYTES_MAX.saturating_sub(bytes(&parts));
        for promotion in &self.promotions {
            let size = bytes(promotion);
            if size > room {
                parts.push(Self::default());
                room = PAGE_BYTES_MAX;
            }
            room = room.saturating_sub(size);
            if let Some(part) = parts.last_mut() {
                part.promotions.push(promotion.clone());
            }
        }
        if parts.len() > BOOK_PAGES_MAX {
            let most = BOOK_PAGES_MAX * PAGE_BYTES_MAX / 1_024;
            return Err(PricingRefusal::TooMany(most, "KB of active promotions"));
        }
        let page_count = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        let head = BookHead { edition, page_count, lists: self.lists };
        let pages = (0..).zip(parts).map(|(page, part)| BookPage { edition, page, part }).collect();
        Ok((head, pages))
    }

    /// The book of the pages of one edition.
    pub fn bind(pages: impl IntoIterator<Item = BookPage>) -> Self {
        let mut parts = pages.into_iter().map(|page| page.part);
        let first = parts.next().unwrap_or_default();
        parts.fold(first, |mut book, part| {
            book.promotions.extend(part.promotions);
            book
        })
    }

    fn check(&self) -> Result<(), PricingRefusal> {
        if self.terms.len() > CHANNELS_MAX {
            return Err(PricingRefusal::TooMany(CHANNELS_MAX, "channels"));
        }
        if self.campaigns.len() > CAMPAIGNS_MAX {
            return Err(PricingRefusal::TooMany(CAMPAIGNS_MAX, "campaigns"));
        }
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
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn a_book_that_is_printed_and_bound_is_the_same_book(
            promotions in world::promotions(), often in 1_usize..400,
        ) {
            // Enough of them for several pages.
            let promotions = promotions.iter().cycle().take(promotions.len() * often);
            let promotions: Vec<Promotion> = promotions.cloned().collect();
            let book = Book { promotions, honour_minutes: 30, lists: true, ..Book::default() };
            let Ok((head, pages)) = book.print(7) else { return Ok(()) };
            for page in &pages {
                prop_assert!(bytes(page) < 300 * 1_024);
            }
            prop_assert_eq!(usize::try_from(head.page_count).unwrap(), pages.len());
            prop_assert_eq!(Book::bind(pages), book);
        }
    }
}
