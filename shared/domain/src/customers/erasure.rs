//! A customer is erased: what is gone then, what stays, and by which law.
use super::{Profile, Union};
use events::Actor;
use primitives::{CustomerId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// That a customer was erased. It holds nothing personal, and stays as the proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Whom it was done for.
    pub customer_id: CustomerId,
    /// Everybody who was that customer: themselves first, then whom they had taken in.
    pub all: Vec<CustomerId>,
    /// When it was decided: nothing personal was kept from then on.
    pub erased_at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// When all keys were destroyed and nobody was found any more.
    #[serde(default)]
    pub completed_at: Option<Timestamp>,
    /// What `order` told of the orders of each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub orders: BTreeMap<CustomerId, OrdersGone>,
}

/// Orders from which everything went that no invoice needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrdersGone {
    /// Orders.
    pub orders: u64,
    /// Whether these are all: none is still to be sent, brought back or mended.
    pub all: bool,
}

/// Something that is gone, of everybody who was the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    /// Telephone number, attributes, tags, addresses: their key was destroyed.
    Profile,
    /// What staff wrote down: its key was destroyed.
    Notes,
    /// By what they were found.
    Marks,
    /// Name, e-mail address, language and the key of another system: gone once `identity` has heard of it.
    Record,
    /// What they signed in with: gone once `identity` has heard of it; tokens that were given out end within the hour.
    Account,
    /// E-mail address, addresses and note of carts, of which the current one ended: gone once `cart` has heard of it.
    Carts,
    /// E-mail address, telephone, address of delivery and note of orders, with whatever was written, sent or photographed
    /// about them in checkouts, messages, returns, repairs and disputes: gone as each is over.
    Orders,
}

/// Something that stays, why, and by which law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stays {
    /// What.
    pub what: &'static str,
    /// Why.
    pub why: &'static str,
    /// Where that is written.
    pub source: &'static str,
}

/// What goes.
pub const GONE: [Gone; 7] = [
    Gone::Profile,
    Gone::Notes,
    Gone::Marks,
    Gone::Record,
    Gone::Account,
    Gone::Carts,
    Gone::Orders,
];

/// What stays.
pub const STAYS: [Stays; 3] = [
    Stays {
        what: "orders, invoices, credit notes and their payments",
        why: "invoices have to be stored as they were issued, for the period that the member state sets",
        source: "Directive 2006/112/EC, articles 244 to 247; Regulation (EU) 2016/679, article 17(3)(b)",
    },
    Stays {
        what: "statements on what was agreed to, without a name or an address",
        why: "the shop has to be able to show that it was agreed to, and defends itself by them",
        source: "Regulation (EU) 2016/679, articles 7(1) and 17(3)(e)",
    },
    Stays {
        what: "that something happened and what orders came to, by id, without a name or an address",
        why: "the books have to agree with the invoices that are stored",
        source: "Regulation (EU) 2016/679, article 17(3)(b)",
    },
];

impl Erasure {
    /// Of everybody who is this customer.
    pub fn of(union: &Union, actor: Actor, now: Timestamp) -> Self {
        Self {
            customer_id: union.customer_id.clone(),
            all: union.all().cloned().collect(),
            erased_at: now,
            actor,
            completed_at: None,
            orders: BTreeMap::new(),
        }
    }

    /// Once nothing is left to be done. It is done once.
    #[must_use]
    pub fn completed(&self, now: Timestamp) -> Self {
        Self { completed_at: self.completed_at.or(Some(now)), ..self.clone() }
    }
}

impl Erasure {
    /// What was told of the orders of one of them, in whatever order it came; `None` where it is known.
    pub fn told(&self, customer_id: &CustomerId, gone: OrdersGone) -> Option<Self> {
        let known = self.orders.get(customer_id).copied();
        let so_far = known.unwrap_or_default();
        let sum =
            OrdersGone { orders: so_far.orders.max(gone.orders), all: so_far.all || gone.all };
        let mut next = self.clone();
        next.orders.insert(customer_id.clone(), sum);
        (known != Some(sum)).then_some(next)
    }
}

impl Profile {
    /// The profile of somebody who is erased: it says nothing any more. Marks stay until they are taken away, for they
    /// may be many.
    #[must_use]
    pub fn erased(&self, now: Timestamp) -> Self {
        let erased_at = self.erased_at.or(Some(now));
        let none = Self::none(self.customer_id.clone());
        Self { marks: self.marks.clone(), seen: self.seen.clone(), erased_at, ..none }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::{CustomerAttributes, ProfileChange, ProfileRefusal};
    use primitives::{Example, Line};
    use std::collections::BTreeSet;

    #[test]
    fn who_was_erased_says_nothing_is_not_found_anew_and_is_nobodys_double() {
        let now = Timestamp::example();
        let mut profile = Profile::none(CustomerId::example());
        profile.phone = Some(Line::example());
        profile.marks = BTreeSet::from(["e1".to_owned()]);
        let erased = profile.erased(now);
        assert_eq!((erased.personal(), erased.all_marks().len()), (None, 1));
        assert_eq!(erased.erased(now.plus_seconds(9)), erased, "once");
        let gone = Err(ProfileRefusal::Erased(CustomerId::example()));
        let change = ProfileChange { phone: Some(None), ..ProfileChange::default() };
        assert_eq!(erased.change(change, &CustomerAttributes::default(), now), gone);
        assert_eq!(erased.marked(BTreeSet::from(["e2".to_owned()])), None);
        assert_eq!(erased.saw(&BTreeSet::from(["e2".to_owned()])), None);
        assert_eq!(erased.inherits(&BTreeSet::from(["e2".to_owned()])), erased);
        let other = Profile::none(CustomerId::parse("cus_other").unwrap());
        assert!(erased.united(&other, now).is_err() && other.united(&erased, now).is_err());
    }
}
