//! What the table holds of a profile and a note: what is personal is sealed under the customer's own key.
use super::{
    CustomerAttributeValue, CustomerNote, KnownAddress, Profile, Term,
    marks::{country_term, tag_term},
};
use events::Actor;
use primitives::{Code, CustomerId, EntryId, Line, Slug, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A profile in the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedProfile {
    /// Of whom.
    pub customer_id: CustomerId,
    /// A [`Personal`], sealed; none where nothing is kept.
    #[serde(default)]
    pub sealed: Option<String>,
    /// Digests: see [`Profile::marks`].
    #[serde(default)]
    pub marks: BTreeSet<String>,
    /// Digests: see [`Profile::seen`].
    #[serde(default)]
    pub seen: BTreeSet<String>,
    /// Digests of what rules ask for: of the tags, and of the country that goods go to if nothing else is said.
    #[serde(default)]
    pub traits: BTreeSet<String>,
    /// When it was last changed by somebody.
    #[serde(default)]
    pub changed_at: Option<Timestamp>,
    /// When they were erased.
    #[serde(default)]
    pub erased_at: Option<Timestamp>,
}

/// What is personal of a profile, all of it: what staff call somebody is, too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal {
    #[serde(default)]
    phone: Option<Line>,
    #[serde(default)]
    attributes: BTreeMap<Slug, CustomerAttributeValue>,
    #[serde(default)]
    tags: BTreeSet<Code>,
    #[serde(default)]
    addresses: Vec<KnownAddress>,
}

impl Profile {
    /// What has to be sealed; none where nothing is kept.
    pub fn personal(&self) -> Option<Personal> {
        let personal = Personal {
            phone: self.phone.clone(),
            attributes: self.attributes.clone(),
            tags: self.tags.clone(),
            addresses: self.addresses.clone(),
        };
        (personal != Personal::default()).then_some(personal)
    }

    /// What rules ask for.
    pub fn traits(&self) -> BTreeSet<Term> {
        let first = self.addresses.iter().find(|known| known.default_shipping);
        let country = first.or(self.addresses.first()).map(|known| &known.address.country);
        self.tags.iter().map(tag_term).chain(country.map(country_term)).collect()
    }

    /// What the table holds of it, once what is personal is sealed and what rules ask for is digested.
    pub fn sealed(&self, sealed: Option<String>, traits: BTreeSet<String>) -> SealedProfile {
        SealedProfile {
            customer_id: self.customer_id.clone(),
            sealed,
            traits,
            marks: self.marks.clone(),
            seen: self.seen.clone(),
            changed_at: self.changed_at,
            erased_at: self.erased_at,
        }
    }
}

impl SealedProfile {
    /// The profile, with what was sealed in it; nothing personal where that is gone.
    pub fn opened(&self, personal: Option<Personal>) -> Profile {
        let Personal { phone, attributes, tags, addresses } = personal.unwrap_or_default();
        Profile {
            customer_id: self.customer_id.clone(),
            phone,
            attributes,
            tags,
            addresses,
            marks: self.marks.clone(),
            seen: self.seen.clone(),
            changed_at: self.changed_at,
            erased_at: self.erased_at,
        }
    }

    /// Everything they are found by.
    pub fn all_marks(&self) -> BTreeSet<String> {
        self.marks.union(&self.seen).cloned().collect()
    }
}

/// A note in the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedNote {
    /// About whom.
    pub customer_id: CustomerId,
    /// The note.
    pub entry_id: EntryId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What was written, sealed.
    pub sealed: String,
}

impl SealedNote {
    /// The note, with what was sealed in it.
    pub fn opened(self, text: primitives::Note) -> CustomerNote {
        let Self { customer_id, entry_id, at, actor, .. } = self;
        CustomerNote { customer_id, entry_id, at, actor, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;

    #[test]
    fn a_profile_is_what_was_sealed_of_it_and_what_was_not() {
        let mut profile = Profile::none(CustomerId::example());
        assert_eq!(profile.personal(), None, "nothing needs no key");
        profile.phone = Some(Line::example());
        profile.marks = BTreeSet::from(["e1".to_owned()]);
        let sealed = profile.sealed(Some("sealed".into()), BTreeSet::new());
        assert_eq!(sealed.opened(profile.personal()), profile);
        let text = serde_json::to_string(&sealed).unwrap();
        assert!(!text.contains(Line::example().as_ref()), "{text}");
        assert_eq!(sealed.opened(None).phone, None);
    }
}
