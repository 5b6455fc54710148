use primitives::{GiftCardId, Money, Timestamp};

/// What one card can add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funds {
    /// The card.
    pub card_id: GiftCardId,
    /// What can be spent of it; nothing, where it is stopped or expired.
    pub spendable: Money,
    /// From then on it cannot be spent; never, where absent.
    pub expires_at: Option<Timestamp>,
}

/// What one card pays of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The card.
    pub card_id: GiftCardId,
    /// So much.
    pub amount: Money,
}

/// What each of several cards pays of a total, and what is left to be paid otherwise. What expires
/// first is spent first, of two the one with less on it, so that few cards keep a rest. Cards of other
/// currencies, empty ones and a card named twice pay nothing.
pub fn split(total: Money, cards: impl IntoIterator<Item = Funds>) -> (Vec<Share>, Money) {
    let ours = |card: &Funds| card.spendable.currency == total.currency;
    let mut order: Vec<Funds> = cards.into_iter().filter(ours).collect();
    order.sort_by_key(|card| {
        let end = card.expires_at.map_or(i64::MAX, Timestamp::millis);
        (end, card.spendable, card.card_id.clone())
    });
    order.dedup_by(|one, other| one.card_id == other.card_id);
    let mut left = total;
    let mut shares = Vec::new();
    for card in order {
        let amount = card.spendable.min(left);
        if amount.minor > 0 {
            left = Money::new(left.minor - amount.minor, total.currency);
            shares.push(Share { card_id: card.card_id, amount });
        }
    }
    (shares, left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::{
        gift_card::{GiftCard, GiftCardState, Owner},
        laws::{cases, world::eur},
    };
    use primitives::{CustomerId, Example};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn shares_and_the_rest_are_the_total_and_no_card_pays_more_than_it_has(
            total in 0_i64..10_000,
            cards in prop::collection::vec((0_i64..5_000, prop::option::of(0_i64..100), any::<bool>()), 0..8),
        ) {
            let now = Timestamp::from_millis(50);
            let cards: Vec<GiftCard> = cards.into_iter().enumerate().map(|(at, (minor, end, active))| GiftCard {
                card_id: GiftCardId::parse(format!("gcd_{at}")).unwrap(),
                owner: Owner::Customer { customer: CustomerId::example() },
                state: if active { GiftCardState::Active } else { GiftCardState::Disabled },
                worth: eur(minor),
                balance: eur(minor),
                expires_at: end.map(Timestamp::from_millis),
                entries: 1,
                issued_at: Timestamp::from_millis(0),
            }).collect();
            let (shares, rest) = split(eur(total), cards.iter().map(|card| card.funds(now)));
            let paid: i64 = shares.iter().map(|share| share.amount.minor).sum();
            prop_assert_eq!(paid + rest.minor, total);
            for share in &shares {
                let card = cards.iter().find(|card| card.card_id == share.card_id).unwrap();
                prop_assert!(share.amount <= card.spendable(now));
            }
            let spendable: i64 = cards.iter().map(|card| card.spendable(now).minor).sum();
            prop_assert_eq!(rest.minor, (total - spendable).max(0));
        }
    }
}
