//! How a book is kept: a small head that every cart reads, and pages that never change.
use super::{Book, bytes};
use crate::pricing::PricingRefusal;
use serde::{Deserialize, Serialize};

/// Bytes of one page, as JSON: an item has to hold it with room to spare.
const PAGE_BYTES_MAX: usize = 250 * 1_024;
/// Pages of one edition: they are written in one transaction, whose limit is 4 MB.
pub const BOOK_PAGES_MAX: usize = 12;

/// What a cart reads of the book, always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookHead {
    /// Grows with every change.
    pub edition: u64,
    /// Pages of it.
    pub page_count: u32,
    /// Whether any price list has a row.
    pub lists: bool,
    /// Pages of the edition before, which stay for who has just read the head of it.
    #[serde(default)]
    pub before_count: u32,
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
    ///
    /// How many pages the edition before has, whoever puts this one in its place says.
    pub fn print(&self, edition: u64) -> Result<(BookHead, Vec<BookPage>), PricingRefusal> {
        self.check()?;
        let mut parts = vec![Self { promotions: Vec::new(), ..self.clone() }];
        let first = bytes(&parts);
        if first > PAGE_BYTES_MAX {
            return Err(PricingRefusal::TooMany(PAGE_BYTES_MAX / 1_024, "KB of terms and zones"));
        }
        let mut room = PAGE_BYTES_MAX.saturating_sub(first);
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
        let head = BookHead { edition, page_count, lists: self.lists, before_count: 0 };
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::{
        laws::{cases, world},
        promotion::Promotion,
    };
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
