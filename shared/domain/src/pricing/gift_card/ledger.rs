use super::GiftCardRefusal;
use primitives::{Code, CustomerId, GiftCardId, Money, OrderId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Seconds for which money that comes back can be spent at least: ninety days.
pub const REFUND_SECONDS: i64 = 90 * 24 * 3_600;

/// What the shop owes to whoever has the code, or to one customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftCard {
    /// Which.
    pub card_id: GiftCardId,
    /// Who may spend it.
    pub owner: Owner,
    /// Whether it may be spent.
    pub state: GiftCardState,
    /// What is left: always the sum of its entries.
    pub balance: Money,
    /// From then on it cannot be spent; never, where absent.
    pub expires_at: Option<Timestamp>,
    /// Entries of its ledger: the next has this number.
    pub entries: u64,
}

/// Who may spend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Owner {
    /// Whoever has the code.
    Bearer {
        /// Its digest.
        digest: String,
        /// Its last characters.
        ending: String,
    },
    /// One customer: store credit.
    Customer {
        /// Whose.
        customer: CustomerId,
    },
}

/// Whether a card may be spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GiftCardState {
    /// It may.
    Active,
    /// Staff stopped it.
    Disabled,
}

/// One entry of a card's ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// The card.
    pub card_id: GiftCardId,
    /// From 0, without a gap.
    pub number: u64,
    /// Why.
    pub cause: Cause,
    /// What the shop owes more; below nothing, less.
    pub amount: Money,
    /// What is left after it.
    pub balance: Money,
    /// When.
    pub at: Timestamp,
}

/// Why the balance changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// It was issued.
    Issued,
    /// An order was paid with it.
    Spent {
        /// The order.
        order: OrderId,
    },
    /// Something of an order was given back.
    Refunded {
        /// The order.
        order: OrderId,
    },
    /// It expired with something left.
    Expired,
    /// Staff changed it.
    Adjusted {
        /// Why.
        reason: Code,
    },
}

/// A card after a change, and the entry of it.
type Booked = Result<(GiftCard, Entry), GiftCardRefusal>;

impl GiftCard {
    /// A new card.
    pub fn issue(
        card_id: GiftCardId,
        owner: Owner,
        worth: Money,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Booked {
        let balance = Money::zero(worth.currency);
        let state = GiftCardState::Active;
        let card = Self { card_id, owner, state, balance, expires_at, entries: 0 };
        positive(worth)?;
        if card.is_expired(now) {
            return Err(GiftCardRefusal::Expired);
        }
        card.book(Cause::Issued, worth, now)
    }

    /// Whether it is past its day.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// What can be spent of it.
    pub fn spendable(&self, now: Timestamp) -> Money {
        if self.state == GiftCardState::Active && !self.is_expired(now) {
            self.balance
        } else {
            Money::zero(self.balance.currency)
        }
    }

    /// Pays for an order with part of it.
    pub fn spend(&self, order: OrderId, amount: Money, now: Timestamp) -> Booked {
        self.same(amount)?;
        if self.state == GiftCardState::Disabled {
            return Err(GiftCardRefusal::Disabled);
        }
        if self.is_expired(now) {
            return Err(GiftCardRefusal::Expired);
        }
        if amount > self.balance {
            return Err(GiftCardRefusal::Insufficient(self.balance));
        }
        self.book(Cause::Spent { order }, negative(amount), now)
    }

    /// Puts back what an order paid with it, or part of it; `entries` are its own of that order. A
    /// card that has expired meanwhile, or is about to, can be spent for ninety days more.
    pub fn refund(
        &self,
        order: OrderId,
        amount: Money,
        entries: &[Entry],
        now: Timestamp,
    ) -> Booked {
        self.same(amount)?;
        let own = entries.iter().filter(|entry| match &entry.cause {
            Cause::Spent { order: of } | Cause::Refunded { order: of } => *of == order,
            _ => false,
        });
        let spent = negative(Money::sum(self.balance.currency, own.map(|entry| entry.amount))?);
        if amount > spent {
            return Err(GiftCardRefusal::MoreThanSpent(spent));
        }
        let (mut next, entry) = self.book(Cause::Refunded { order }, amount, now)?;
        let least = now.plus_seconds(REFUND_SECONDS);
        next.expires_at = self.expires_at.map(|end| end.max(least));
        Ok((next, entry))
    }

    /// Writes off what is left on the day that it expires.
    pub fn expire(&self, now: Timestamp) -> Booked {
        positive(self.balance)?;
        if !self.is_expired(now) {
            return Err(GiftCardRefusal::Insufficient(self.balance));
        }
        self.book(Cause::Expired, negative(self.balance), now)
    }

    /// Changes the balance by hand, upwards or downwards, never below nothing.
    pub fn adjust(&self, by: Money, reason: Code, now: Timestamp) -> Booked {
        if by.currency != self.balance.currency {
            return Err(GiftCardRefusal::Currency(self.balance.currency));
        }
        if by.is_zero() {
            return Err(GiftCardRefusal::Nothing);
        }
        self.book(Cause::Adjusted { reason }, by, now)
    }

    fn same(&self, amount: Money) -> Result<(), GiftCardRefusal> {
        if amount.currency != self.balance.currency {
            return Err(GiftCardRefusal::Currency(self.balance.currency));
        }
        positive(amount)
    }

    fn book(&self, cause: Cause, amount: Money, at: Timestamp) -> Booked {
        let balance = self.balance.plus(amount)?;
        if balance.is_negative() {
            return Err(GiftCardRefusal::Insufficient(self.balance));
        }
        let (card_id, number) = (self.card_id.clone(), self.entries);
        let entry = Entry { card_id, number, cause, amount, balance, at };
        Ok((Self { balance, entries: number + 1, ..self.clone() }, entry))
    }
}

fn positive(amount: Money) -> Result<(), GiftCardRefusal> {
    if amount.minor > 0 { Ok(()) } else { Err(GiftCardRefusal::Nothing) }
}

fn negative(amount: Money) -> Money {
    Money::new(amount.minor.saturating_neg(), amount.currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::laws::{cases, world::eur};
    use primitives::Example;
    use proptest::prelude::*;

    fn order(at: u8) -> OrderId {
        OrderId::parse(format!("ord_{at}")).unwrap()
    }

    fn card(worth: i64, expires: i64) -> (GiftCard, Entry) {
        let owner = Owner::Bearer { digest: "d".into(), ending: "E".into() };
        let (end, now) = (Timestamp::from_millis(expires), Timestamp::from_millis(0));
        GiftCard::issue(GiftCardId::example(), owner, eur(worth), Some(end), now).unwrap()
    }

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn the_ledger_sums_to_the_balance_and_no_order_gets_back_more_than_it_paid(
            worth in 1_i64..10_000,
            moves in prop::collection::vec((0_u8..4, 0_u8..3, -200_i64..5_000, 0_i64..2_000), 0..40),
        ) {
            let (mut card, first) = card(worth, 1_500);
            let mut ledger = vec![first];
            for (what, which, minor, at) in moves {
                let (amount, now) = (eur(minor), Timestamp::from_millis(at));
                let booked = match what {
                    0 => card.spend(order(which), amount, now),
                    1 => card.refund(order(which), amount, &ledger, now),
                    2 => card.expire(now),
                    _ => card.adjust(amount, Code::parse("goodwill").unwrap(), now),
                };
                if let Ok((next, entry)) = booked {
                    prop_assert_eq!(entry.number, card.entries);
                    card = next;
                    ledger.push(entry);
                }
                let sum: i64 = ledger.iter().map(|entry| entry.amount.minor).sum();
                prop_assert_eq!(sum, card.balance.minor);
                prop_assert!(card.balance.minor >= 0);
                for at in 0..3 {
                    let of: i64 = ledger.iter().filter(|entry| match &entry.cause {
                        Cause::Spent { order: of } | Cause::Refunded { order: of } => *of == order(at),
                        _ => false,
                    }).map(|entry| entry.amount.minor).sum();
                    prop_assert!(of <= 0);
                }
            }
        }
    }

    #[test]
    fn what_comes_back_to_an_expired_card_can_be_spent_again() {
        let (card, first) = card(50_00, 1_000);
        let (card, spent) = card.spend(order(1), eur(20_00), Timestamp::from_millis(0)).unwrap();
        let late = Timestamp::from_millis(5_000);
        assert_eq!(card.spend(order(2), eur(1), late), Err(GiftCardRefusal::Expired));
        let ledger = [first, spent];
        let over = card.refund(order(1), eur(20_01), &ledger, late);
        assert_eq!(over, Err(GiftCardRefusal::MoreThanSpent(eur(20_00))));
        let (card, _) = card.refund(order(1), eur(20_00), &ledger, late).unwrap();
        assert_eq!(card.spendable(late), eur(50_00));
        let stopped = GiftCard { state: GiftCardState::Disabled, ..card };
        assert_eq!(stopped.spendable(late), eur(0));
        assert_eq!(stopped.spend(order(2), eur(1), late), Err(GiftCardRefusal::Disabled));
    }
}
