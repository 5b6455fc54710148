//! The book in force, from memory where this process has its edition.
use domain::pricing::{
    Standing,
    book::{Book, BookHead, BookPage},
};
use runtime::{Cx, Fault};
use std::sync::Arc;
use table::keys;

/// Looks for a head whose pages are all there: an edition that was replaced while it was read is gone.
const LOOKS: u32 = 3;

/// The book in force now.
pub async fn in_force(cx: &Cx) -> Result<Arc<Standing>, Fault> {
    let head = cx.peek(keys::pricing::book()).await?.map(|held| held.value);
    of_head(cx, head.unwrap_or_default()).await
}

/// The book of a head that was just read.
pub async fn of_head(cx: &Cx, mut head: BookHead) -> Result<Arc<Standing>, Fault> {
    if head.edition == 0 {
        return Ok(Arc::default());
    }
    for _ in 0..LOOKS {
        if let Some(kept) = cx.recall::<Standing>().filter(|kept| kept.edition == head.edition) {
            return Ok(kept);
        }
        if let Some(pages) = pages(cx, &head).await? {
            let standing = Arc::new(Standing::of(Book::bind(pages), head.edition)?);
            cx.keep(standing.clone());
            return Ok(standing);
        }
        head = cx.load(keys::pricing::book()).await?.value;
    }
    Err(Fault::Internal("the book changes faster than it can be read".into()))
}

/// All pages of an edition, if they are there.
async fn pages(cx: &Cx, head: &BookHead) -> Result<Option<Vec<BookPage>>, Fault> {
    let keys: Vec<_> =
        (0..head.page_count).map(|page| keys::pricing::book_page(&head.edition, &page)).collect();
    let found = cx.load_many(&keys).await?;
    Ok(found.into_iter().map(|page| page.map(|held| held.value)).collect())
}
