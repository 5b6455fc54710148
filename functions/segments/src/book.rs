//! The rules, as this process keeps them.
use domain::segments::{Asked, SegmentBook};
use primitives::Timestamp;
use runtime::{Cx, Fault};
use std::sync::Arc;
use table::keys::segments as keys;

/// How old rules may be. Whoever writes them has everybody looked at, and waits until no process goes by older ones.
const FRESH_SECONDS: i64 = 30;

/// The rules, and what they ask for.
pub struct Rules {
    /// The rules.
    pub book: SegmentBook,
    /// Tags and countries, as they are known of a customer.
    pub asked: Asked,
    /// Whether these are known, where any are asked for.
    marked: bool,
    read_at: Timestamp,
}

/// The rules: from memory, but for one read every half minute.
pub async fn rules(cx: &Cx) -> Result<Arc<Rules>, Fault> {
    let fresh = |kept: &Arc<Rules>| cx.now() < kept.read_at.plus_seconds(FRESH_SECONDS);
    if let Some(kept) = cx.recall::<Rules>().filter(fresh) {
        return Ok(kept);
    }
    let held = cx.find(keys::book()).await?;
    let book = held.map(|held| held.value).unwrap_or_default();
    let rules = Arc::new(of(cx, book).await?);
    // The first mark of all may be made at any moment: until then nothing is kept that goes without.
    if rules.marked {
        cx.keep(Arc::clone(&rules));
    }
    Ok(rules)
}

/// Rules with what they ask for. Where no customer was ever marked, nobody has a mark.
pub async fn of(cx: &Cx, book: SegmentBook) -> Result<Rules, Fault> {
    let asks = book.asks_for_marks();
    let index = if asks { subjects::known_index(cx).await? } else { None };
    let digest = |term: &_| index.as_ref().map(|index| index.mark(term)).unwrap_or_default();
    let asked = book.asked(digest);
    Ok(Rules { book, asked, marked: !asks || index.is_some(), read_at: cx.now() })
}
