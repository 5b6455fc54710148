use domain::pricing::gift_card::{CardEntry, Cause, GiftCard};
use events::giftcards::{CardMove, GiftCardBookedV1};
use runtime::Done;
use table::Held;

/// Adds a new card with the first entry of its ledger.
pub fn issued<R>(done: Done<R>, card: &GiftCard, entry: &CardEntry) -> Done<R> {
    done.create(card).create(entry).publish(&card.card_id, 1, &news(entry))
}

/// Adds a card as it is after a movement, and the entry of it.
pub fn booked<R>(
    done: Done<R>,
    held: &Held<GiftCard>,
    next: &GiftCard,
    entry: &CardEntry,
) -> Done<R> {
    let version = held.next_version();
    done.replace(held, next).create(entry).publish(&next.card_id, version, &news(entry))
}

fn news(entry: &CardEntry) -> GiftCardBookedV1 {
    let (cause, order_id) = match &entry.cause {
        Cause::Issued => (CardMove::Issued, None),
        Cause::Spent { order } => (CardMove::Spent, Some(order.clone())),
        Cause::Refunded { order } => (CardMove::Refunded, Some(order.clone())),
        Cause::Expired => (CardMove::Expired, None),
        Cause::Adjusted { .. } => (CardMove::Adjusted, None),
    };
    GiftCardBookedV1 {
        card_id: entry.card_id.clone(),
        number: entry.number,
        cause,
        order_id,
        amount: entry.amount,
        balance: entry.balance,
    }
}
