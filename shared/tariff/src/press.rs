//! Prints the book: the only place where an edition comes from.
use domain::pricing::{
    PricingRefusal, Standing,
    book::{Book, BookHead, BookPage},
};
use runtime::{Cx, Done, Fault};
use table::{Held, TableError, keys::pricing as keys};

/// The edition in force, ready to be changed. Whoever prints from an edition that somebody else has
/// replaced meanwhile meets the version of its head, and is run again on the new one.
pub struct Press {
    head: Option<Held<BookHead>>,
    book: Book,
}

impl Press {
    /// The edition in force now.
    pub async fn load(cx: &Cx) -> Result<Self, Fault> {
        let Some(head) = cx.find(keys::book()).await? else {
            return Ok(Self { head: None, book: Book::default() });
        };
        let pages = (0..head.page_count).map(|page| keys::book_page(&head.edition, &page));
        let found = cx.load_many(&pages.collect::<Vec<_>>()).await?;
        let pages: Option<Vec<BookPage>> =
            found.into_iter().map(|page| page.map(|held| held.value)).collect();
        // Two editions were printed between the head and its pages: look again.
        let pages = pages.ok_or(Fault::Table(TableError::Stale { entity: "BookHead" }))?;
        Ok(Self { head: Some(head), book: Book::bind(pages) })
    }

    /// The book as it is.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Its edition, which is the version of its head; 0 if none was ever printed.
    pub fn edition(&self) -> u64 {
        self.head.as_ref().map_or(0, |head| head.edition)
    }

    /// The edition once this is the book.
    pub fn edition_with(&self, next: &Book) -> u64 {
        self.edition() + u64::from(self.book != *next)
    }

    /// Adds the printing of `next` to what is done. A book that is as it was is not printed.
    pub fn print<R>(self, done: Done<R>, next: Book) -> Result<Done<R>, Fault> {
        if self.book == next {
            return Ok(done);
        }
        let edition = self.edition() + 1;
        let (mut head, pages) = next.print(edition)?;
        // What carts could not lay out would keep all of them from being priced.
        Standing::of(next, edition)?;
        let before = self.head.as_ref().map(|held| &held.value);
        head.before_count = before.map_or(0, |before| before.page_count);
        let mut done = done.save(self.head.as_ref(), &head);
        // The edition before stays for whoever has read its head and not yet its pages.
        if let Some(before) = before {
            let gone = before.edition.saturating_sub(1);
            let gone = (0..before.before_count).map(|page| keys::book_page(&gone, &page));
            done = gone.fold(done, |done, key| done.erase(&key));
        }
        Ok(pages.iter().fold(done, Done::create))
    }
}

/// What is done, with the book changed in the same transaction.
pub async fn printed<R>(
    cx: &Cx,
    done: Done<R>,
    change: impl FnOnce(&mut Book) -> Result<(), PricingRefusal>,
) -> Result<Done<R>, Fault> {
    let press = Press::load(cx).await?;
    let mut next = press.book().clone();
    change(&mut next)?;
    press.print(done, next)
}
