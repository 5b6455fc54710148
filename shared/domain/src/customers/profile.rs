//! What is kept of a customer beside their record: attributes, tags, addresses, and by what they are found.
use super::{CustomerAttributeValue, CustomerAttributes, ProfileRefusal};
use primitives::{Address, Code, CustomerId, Line, Slug, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Addresses that a customer may keep.
pub const ADDRESSES_MAX: usize = 20;
/// Tags that a customer may have.
pub const TAGS_MAX: usize = 50;
/// Marks that are kept of what orders said; the oldest stay.
const SEEN_MAX: usize = 40;

/// An address that a customer keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownAddress {
    /// What they call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Title>,
    /// Where it is.
    pub address: Address,
    /// Whether goods go there if nothing else is said.
    #[serde(default)]
    pub default_shipping: bool,
    /// Whether invoices name it if nothing else is said.
    #[serde(default)]
    pub default_billing: bool,
}

/// What is kept, in clear: only in memory. The table holds a [`super::SealedProfile`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Of whom.
    pub customer_id: CustomerId,
    /// Where they are called.
    pub phone: Option<Line>,
    /// By name.
    pub attributes: BTreeMap<Slug, CustomerAttributeValue>,
    /// In the order of the alphabet.
    pub tags: BTreeSet<Code>,
    /// In the customer's order.
    pub addresses: Vec<KnownAddress>,
    /// By what they are found: marks of record and profile, renewed with them.
    pub marks: BTreeSet<String>,
    /// Marks of what their orders said.
    pub seen: BTreeSet<String>,
    /// When it was last changed by somebody.
    pub changed_at: Option<Timestamp>,
    /// When they were erased; nothing is kept from then on.
    pub erased_at: Option<Timestamp>,
}

/// What is to change: a field left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileChange {
    /// Where they are called, or that it be forgotten.
    pub phone: Option<Option<Line>>,
    /// Attributes by name: a value, or none to forget it. Those not named stay.
    pub attributes: BTreeMap<Slug, Option<CustomerAttributeValue>>,
    /// Tags to give.
    pub add_tags: BTreeSet<Code>,
    /// Tags to take.
    pub remove_tags: BTreeSet<Code>,
    /// All addresses, anew.
    pub addresses: Option<Vec<KnownAddress>>,
}

impl Profile {
    /// Of somebody of whom nothing is known.
    pub fn none(customer_id: CustomerId) -> Self {
        Self {
            customer_id,
            phone: None,
            attributes: BTreeMap::new(),
            tags: BTreeSet::new(),
            addresses: Vec::new(),
            marks: BTreeSet::new(),
            seen: BTreeSet::new(),
            changed_at: None,
            erased_at: None,
        }
    }

    /// The profile after a change; none if it says what the profile says already.
    pub fn change(
        &self,
        change: ProfileChange,
        book: &CustomerAttributes,
        now: Timestamp,
    ) -> Result<Option<Self>, ProfileRefusal> {
        if self.erased_at.is_some() {
            return Err(ProfileRefusal::Erased(self.customer_id.clone()));
        }
        let mut next = self.clone();
        if let Some(phone) = change.phone {
            next.phone = phone;
        }
        for (name, value) in change.attributes {
            match value {
                Some(value) => {
                    book.check(&name, &value)?;
                    next.attributes.insert(name, value);
                }
                None => {
                    next.attributes.remove(&name);
                }
            }
        }
        next.tags.extend(change.add_tags);
        next.tags.retain(|tag| !change.remove_tags.contains(tag));
        if next.tags.len() > TAGS_MAX {
            return Err(ProfileRefusal::TooMany { what: "tags", max: TAGS_MAX });
        }
        if let Some(addresses) = change.addresses {
            next.addresses = checked(addresses)?;
        }
        if next == *self {
            return Ok(None);
        }
        next.changed_at = Some(now);
        Ok(Some(next))
    }

    /// The profile with other marks of record and profile; none if they are the same. Who was erased is not found.
    pub fn marked(&self, marks: BTreeSet<String>) -> Option<Self> {
        (self.erased_at.is_none() && self.marks != marks).then(|| Self { marks, ..self.clone() })
    }

    /// The profile with marks of what an order said; none if it has them all.
    pub fn saw(&self, marks: &BTreeSet<String>) -> Option<Self> {
        if self.erased_at.is_some() {
            return None;
        }
        let fresh: Vec<_> = marks.difference(&self.seen).collect();
        let room = SEEN_MAX.saturating_sub(self.seen.len());
        let mut next = self.clone();
        next.seen.extend(fresh.into_iter().take(room).cloned());
        (next.seen != self.seen).then_some(next)
    }

    /// Everything they are found by.
    pub fn all_marks(&self) -> BTreeSet<String> {
        self.marks.union(&self.seen).cloned().collect()
    }
}

fn checked(addresses: Vec<KnownAddress>) -> Result<Vec<KnownAddress>, ProfileRefusal> {
    if addresses.len() > ADDRESSES_MAX {
        return Err(ProfileRefusal::TooMany { what: "addresses", max: ADDRESSES_MAX });
    }
    if addresses.iter().filter(|one| one.default_shipping).count() > 1 {
        return Err(ProfileRefusal::TwoDefaults("shipping"));
    }
    if addresses.iter().filter(|one| one.default_billing).count() > 1 {
        return Err(ProfileRefusal::TwoDefaults("billing"));
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;

    fn profile() -> Profile {
        Profile::none(CustomerId::example())
    }

    fn tags(names: &[&str]) -> BTreeSet<Code> {
        names.iter().map(|name| Code::parse(*name).unwrap()).collect()
    }

    #[test]
    fn the_same_again_is_no_change_and_forgetting_is_one() {
        let book = CustomerAttributes::default();
        let now = Timestamp::example();
        let change = ProfileChange { add_tags: tags(&["vip"]), ..ProfileChange::default() };
        let next = profile().change(change.clone(), &book, now).unwrap().unwrap();
        assert_eq!(next.change(change, &book, now), Ok(None));
        let change = ProfileChange { remove_tags: tags(&["vip"]), ..ProfileChange::default() };
        assert!(next.change(change, &book, now).unwrap().unwrap().tags.is_empty());
    }

    #[test]
    fn there_is_one_default_of_each_kind_at_most_and_twenty_addresses() {
        let book = CustomerAttributes::default();
        let known = KnownAddress {
            label: None,
            address: Address::example(),
            default_shipping: true,
            default_billing: false,
        };
        let change = |count: usize, known: &KnownAddress| {
            let addresses = Some(vec![known.clone(); count]);
            profile().change(
                ProfileChange { addresses, ..ProfileChange::default() },
                &book,
                Timestamp::example(),
            )
        };
        assert_eq!(change(2, &known), Err(ProfileRefusal::TwoDefaults("shipping")));
        let plain = KnownAddress { default_shipping: false, ..known };
        assert!(change(20, &plain).is_ok());
        assert_eq!(change(21, &plain), Err(ProfileRefusal::TooMany { what: "addresses", max: 20 }));
    }

    #[test]
    fn marks_of_orders_are_added_up_to_a_bound() {
        let mut held = profile();
        for at in 0..60 {
            held = held.saw(&BTreeSet::from([format!("e{at}")])).unwrap_or(held);
        }
        assert_eq!(held.seen.len(), SEEN_MAX);
        assert_eq!(held.saw(&BTreeSet::from(["e0".to_owned()])), None);
    }
}
