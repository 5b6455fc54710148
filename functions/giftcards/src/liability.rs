use contract::giftcards::{LiabilityView, ViewLiability};
use primitives::{Currency, Money};
use runtime::{Cx, Done, Outcome, Req};
use std::collections::BTreeMap;
use table::{Cursor, keys::giftcards as keys};

/// Cards of one page of the index.
const PAGE: u32 = 500;
/// Pages of one look.
const PAGES: u32 = 10;

/// What the shop owes, added up from what is left on every card. A counter would be one more write of
/// every payment by card, on an item that all of them share; finance asks once a month.
pub async fn view(cx: Cx, req: Req<ViewLiability>) -> Outcome<LiabilityView> {
    let mut owed: BTreeMap<Currency, i64> = BTreeMap::new();
    let mut cards = 0;
    let mut after = req.query.cursor.clone().map(Cursor::from_outside);
    for _ in 0..PAGES {
        let page = cx.list(&keys::cards(), PAGE, after.as_ref()).await?;
        for card in &page.items {
            let sum = owed.entry(card.balance.currency).or_default();
            *sum = sum.saturating_add(card.balance.minor);
            cards += 1;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let owed = owed.into_iter().map(|(currency, minor)| Money::new(minor, currency)).collect();
    Ok(Done::new(LiabilityView { owed, cards, next: after.map(Into::into) }))
}
