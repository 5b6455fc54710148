use super::{Funds, GiftCardRefusal, GiftCode};
use primitives::{Code, CustomerId, GiftCardId, Money, OrderId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Seconds for which money that comes back can be spent at least: ninety days.
pub const REFUND_SECONDS: i64 = 90 * 24 * 3_600;
/// Minor units that may be put on one card at once: far more than anybody gives away, and little enough
/// that a slip of the keys is noticed.
pub const WORTH_MAX: i64 = 100_000_000;
/// Groups that the index of cards that expire is spread over, so that none gets hot.
pub const DUE_GROUPS: u8 = 8;

/// What the shop owes to whoever has the code, or to one customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftCard {
    /// Which.
    pub card_id: GiftCardId,
    /// Who may spend it.
    pub owner: Owner,
    /// Whether it may be spent.
    pub state: GiftCardState,
    /// What it was issued with.
    pub worth: Money,
    /// What is left: always the sum of its entries.
    pub balance: Money,
    /// From then on it cannot be spent; never, where absent.
    pub expires_at: Option<Timestamp>,
    /// Entries of its ledger: the next has this number.
    pub entries: u64,
    /// When it was issued.
    pub issued_at: Timestamp,
}

/// Who may spend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Owner {
    /// Whoever has the code.
    Bearer {
        /// What is kept of it; absent until one was made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<CodeMark>,
    },
    /// One customer: store credit.
    Customer {
        /// Whose.
        customer: CustomerId,
    },
}

/// What is kept of a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CodeMark {
    /// Its digest: what the card is found by.
    pub digest: String,
    /// Its last characters.
    pub ending: String,
}

/// Where a code leads. That it exists makes the code unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftCodeLead {
    /// Digest of the code.
    pub digest: String,
    /// The card.
    pub card_id: GiftCardId,
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
pub struct CardEntry {
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
type Booked = Result<(GiftCard, CardEntry), GiftCardRefusal>;

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
        positive(worth)?;
        if worth.minor > WORTH_MAX {
            return Err(GiftCardRefusal::TooMuch(Money::new(WORTH_MAX, worth.currency)));
        }
        let (entries, issued_at) = (0, now);
        let card = Self { card_id, owner, state, worth, balance, expires_at, entries, issued_at };
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

    /// What it can add to a payment.
    pub fn funds(&self, now: Timestamp) -> Funds {
        let (card_id, expires_at) = (self.card_id.clone(), self.expires_at);
        Funds { card_id, spendable: self.spendable(now), expires_at }
    }

    /// Refuses a card of which nothing can be spent.
    pub fn usable(&self, now: Timestamp) -> Result<(), GiftCardRefusal> {
        if self.state == GiftCardState::Disabled {
            Err(GiftCardRefusal::Disabled)
        } else if self.is_expired(now) {
            Err(GiftCardRefusal::Expired)
        } else if self.balance.minor <= 0 {
            Err(GiftCardRefusal::Insufficient(self.balance))
        } else {
            Ok(())
        }
    }

    /// When what is left has to be written off; never, where nothing is.
    pub fn due_at(&self) -> Option<Timestamp> {
        self.expires_at.filter(|_| self.balance.minor > 0)
    }

    /// The group of the index of cards that expire: by the id's last hexadecimal digit.
    pub fn due_group(&self) -> u8 {
        self.card_id.as_ref().bytes().last().unwrap_or_default() % DUE_GROUPS
    }

    /// Whose store credit it is.
    pub fn customer(&self) -> Option<&CustomerId> {
        match &self.owner {
            Owner::Bearer { .. } => None,
            Owner::Customer { customer } => Some(customer),
        }
    }

    /// What is kept of its code, where it has one.
    pub fn code(&self) -> Option<&CodeMark> {
        match &self.owner {
            Owner::Bearer { code } => code.as_ref(),
            Owner::Customer { .. } => None,
        }
    }

    /// The card with another code, and where that leads. The code before it opens nothing any more.
    pub fn coded(&self, code: &GiftCode) -> Result<(Self, GiftCodeLead), GiftCardRefusal> {
        if self.customer().is_some() {
            return Err(GiftCardRefusal::NoCode);
        }
        let mark = CodeMark { digest: code.digest(), ending: code.ending() };
        let lead = GiftCodeLead { digest: mark.digest.clone(), card_id: self.card_id.clone() };
        Ok((Self { owner: Owner::Bearer { code: Some(mark) }, ..self.clone() }, lead))
    }

    /// The card as store credit of a customer: what comes back to it is theirs to spend.
    #[must_use]
    pub fn owned_by(&self, customer: CustomerId) -> Self {
        Self { owner: Owner::Customer { customer }, ..self.clone() }
    }

    /// The card in another state.
    #[must_use]
    pub fn in_state(&self, state: GiftCardState) -> Self {
        Self { state, ..self.clone() }
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

    /// Puts back what an order paid with it, or part of it; `spent` is what that was and has not been
    /// put back yet. A card that has expired meanwhile, or is about to, can be spent for ninety days more.
    pub fn refund(&self, order: OrderId, amount: Money, spent: Money, now: Timestamp) -> Booked {
        self.same(amount)?;
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
        if by.minor > WORTH_MAX {
            return Err(GiftCardRefusal::TooMuch(Money::new(WORTH_MAX, by.currency)));
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
        let entry = CardEntry { card_id, number, cause, amount, balance, at };
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

    fn card(worth: i64, expires: i64) -> (GiftCard, CardEntry) {
        let owner = Owner::Bearer { code: None };
        let (end, now) = (Timestamp::from_millis(expires), Timestamp::from_millis(0));
        GiftCard::issue(GiftCardId::example(), owner, eur(worth), Some(end), now).unwrap()
    }

    /// What an order has spent of it and not got back.
    fn spent_by(ledger: &[CardEntry], which: u8) -> Money {
        let own = ledger.iter().filter(|entry| match &entry.cause {
            Cause::Spent { order: of } | Cause::Refunded { order: of } => *of == order(which),
            _ => false,
        });
        eur(-own.map(|entry| entry.amount.minor).sum::<i64>())
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
                    1 => card.refund(order(which), amount, spent_by(&ledger, which), now),
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
                for which in 0..3 {
                    prop_assert!(spent_by(&ledger, which).minor >= 0);
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
        let paid = spent_by(&ledger, 1);
        let over = card.refund(order(1), eur(20_01), paid, late);
        assert_eq!(over, Err(GiftCardRefusal::MoreThanSpent(eur(20_00))));
        let (card, _) = card.refund(order(1), eur(20_00), paid, late).unwrap();
        assert_eq!(card.spendable(late), eur(50_00));
        let stopped = GiftCard { state: GiftCardState::Disabled, ..card };
        assert_eq!(stopped.spendable(late), eur(0));
        assert_eq!(stopped.spend(order(2), eur(1), late), Err(GiftCardRefusal::Disabled));
    }
}
