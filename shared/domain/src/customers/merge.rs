//! Two customers who are one person become one customer.
//!
//! Nothing is moved that need not be: what happened, notes, statements and each order's figures stay where they were
//! written and are read through the survivor. Only what one may have once is united: profile, consents and sums.
use super::{
    ADDRESSES_MAX, Consent, Consents, CustomerAttributeValue, Figures, Profile, ProfileRefusal,
    TAGS_MAX,
};
use primitives::{CustomerId, Line, Slug, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Customers that one may have taken in, and so the longest way from an old id to who it is now.
pub const MERGED_MAX: usize = 20;

/// Whom a customer has taken in, and who has taken them in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Union {
    /// Whose.
    pub customer_id: CustomerId,
    /// Who stands for them since they were merged; none while they stand for themselves.
    #[serde(default)]
    pub into: Option<CustomerId>,
    /// Whom they took in and when, directly or with those.
    #[serde(default)]
    pub merged: BTreeMap<CustomerId, Timestamp>,
}

impl Union {
    /// Of somebody who was never merged.
    pub fn none(customer_id: CustomerId) -> Self {
        Self { customer_id, into: None, merged: BTreeMap::new() }
    }

    /// The survivor's and the merged one's, once the survivor has taken the other in.
    pub fn merge(&self, merged: &Self, now: Timestamp) -> Result<(Self, Self), ProfileRefusal> {
        if self.customer_id == merged.customer_id {
            return Err(ProfileRefusal::MergeWithItself);
        }
        for one in [self, merged] {
            if let Some(into) = &one.into {
                let customer_id = one.customer_id.clone();
                return Err(ProfileRefusal::MergedAlready { customer_id, into: into.clone() });
            }
        }
        let mut survivor = self.clone();
        survivor.merged.insert(merged.customer_id.clone(), now);
        survivor.merged.extend(merged.merged.clone());
        if survivor.merged.len() > MERGED_MAX {
            return Err(ProfileRefusal::TooMany { what: "merged customers", max: MERGED_MAX });
        }
        let gone = Self { into: Some(self.customer_id.clone()), ..merged.clone() };
        Ok((survivor, gone))
    }

    /// Everybody who is this customer: themselves first.
    pub fn all(&self) -> impl Iterator<Item = &CustomerId> {
        std::iter::once(&self.customer_id).chain(self.merged.keys())
    }
}

/// What a merged customer's profile says otherwise than the survivor's. It stays there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MergeConflicts {
    /// Where they were called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Line>,
    /// By name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<Slug, CustomerAttributeValue>,
}

impl Profile {
    /// What both say. Where they differ the survivor's holds; see [`Profile::conflicts`]. Marks are not united here.
    pub fn united(&self, merged: &Self, now: Timestamp) -> Result<Self, ProfileRefusal> {
        for one in [self, merged] {
            if one.erased_at.is_some() {
                return Err(ProfileRefusal::Erased(one.customer_id.clone()));
            }
        }
        let mut next = self.clone();
        next.phone = next.phone.or_else(|| merged.phone.clone());
        for (name, value) in &merged.attributes {
            next.attributes.entry(name.clone()).or_insert_with(|| value.clone());
        }
        next.tags.extend(merged.tags.iter().cloned());
        if next.tags.len() > TAGS_MAX {
            return Err(ProfileRefusal::TooMany { what: "tags", max: TAGS_MAX });
        }
        for known in &merged.addresses {
            if next.addresses.iter().any(|own| own.address == known.address) {
                continue;
            }
            let mut known = known.clone();
            known.default_shipping &= !next.addresses.iter().any(|own| own.default_shipping);
            known.default_billing &= !next.addresses.iter().any(|own| own.default_billing);
            next.addresses.push(known);
        }
        if next.addresses.len() > ADDRESSES_MAX {
            return Err(ProfileRefusal::TooMany { what: "addresses", max: ADDRESSES_MAX });
        }
        next.changed_at = Some(now);
        Ok(next)
    }

    /// What the other's profile says otherwise.
    pub fn conflicts(&self, merged: &Self) -> MergeConflicts {
        let phone = merged.phone.clone().filter(|phone| self.phone.as_ref() != Some(phone));
        let differs = merged.attributes.iter();
        let differs = differs.filter(|(name, value)| self.attributes.get(*name) != Some(*value));
        let attributes = differs.map(|(name, value)| (name.clone(), value.clone())).collect();
        MergeConflicts { phone, attributes }
    }

    /// Takes over marks of somebody who was merged: all of them, for they are as many as that one had. Who
    /// was erased is not found.
    #[must_use]
    pub fn inherits(&self, marks: &BTreeSet<String>) -> Self {
        let mut next = self.clone();
        if self.erased_at.is_none() {
            next.seen.extend(marks.iter().cloned());
        }
        next
    }

    /// Without these marks.
    #[must_use]
    pub fn without_marks(&self, marks: &BTreeSet<String>) -> Self {
        let mut next = self.clone();
        next.marks.retain(|mark| !marks.contains(mark));
        next.seen.retain(|mark| !marks.contains(mark));
        next
    }
}

impl Figures {
    /// What the orders of both come to.
    #[must_use]
    pub fn united(&self, merged: &Self) -> Self {
        let mut next = self.clone();
        for (currency, worth) in &merged.worth {
            let sum = next.worth.entry(*currency).or_default();
            sum.orders = sum.orders.saturating_add(worth.orders);
            sum.ordered = sum.ordered.saturating_add(worth.ordered);
            sum.captured = sum.captured.saturating_add(worth.captured);
            sum.refunded = sum.refunded.saturating_add(worth.refunded);
        }
        let firsts = [self.first_order_at, merged.first_order_at];
        next.first_order_at = firsts.into_iter().flatten().min();
        let last = |of: &Self| (of.last_order_at, of.last_order_id.clone());
        (next.last_order_at, next.last_order_id) = last(self).max(last(merged));
        next
    }
}

impl Consents {
    /// What both agree to. What either no longer agrees to is not agreed to: a doubt is no consent, and they may say
    /// so again.
    #[must_use]
    pub fn united(&self, merged: &Self) -> Self {
        let mut held: BTreeMap<_, Consent> = BTreeMap::new();
        for one in self.consents.iter().chain(&merged.consents) {
            let entry = held.entry((one.channel, one.purpose.clone()));
            entry
                .and_modify(|kept| {
                    if weight(one) < weight(kept) {
                        *kept = one.clone();
                    }
                })
                .or_insert_with(|| one.clone());
        }
        Self { customer_id: self.customer_id.clone(), consents: held.into_values().collect() }
    }
}

/// A withdrawal comes before an agreement, and what was said first before what was said again.
fn weight(one: &Consent) -> (bool, Timestamp, &primitives::EntryId) {
    (one.granted, one.since, &one.entry_id)
}
