//! Customers as the shop knows them: no more about a person than it takes to serve them.
use crate::{Kind, Refuse};
use events::identity::CustomerCreatedV1;
use primitives::{CustomerId, Email, ExternalKey, Locale, Timestamp, Title};
use serde::{Deserialize, Serialize};

/// What the user pool calls the account of a customer who signed up there: the subject of their tokens.
pub fn subject(customer_id: &CustomerId) -> Option<&str> {
    customer_id.as_ref().strip_prefix("cus_")
}

/// A customer's record. What is personal stands here, and in no key, index, event or log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// The customer.
    pub customer_id: CustomerId,
    /// What another system calls them.
    #[serde(default)]
    pub external_key: Option<ExternalKey>,
    /// Where mail goes. Of those who sign in, the user pool keeps it.
    #[serde(default)]
    pub email: Option<Email>,
    /// How they want to be called.
    #[serde(default)]
    pub display_name: Option<Title>,
    /// The language they read.
    #[serde(default)]
    pub locale: Option<Locale>,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    #[serde(default)]
    pub changed_at: Option<Timestamp>,
}

/// Says that an external key is a customer's, and which customer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerKey {
    /// The key.
    pub external_key: ExternalKey,
    /// Whose it is.
    pub customer_id: CustomerId,
}

/// What may be known of a new customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Particulars {
    /// What another system calls them.
    pub external_key: Option<ExternalKey>,
    /// Where mail goes.
    pub email: Option<Email>,
    /// How they want to be called.
    pub display_name: Option<Title>,
    /// The language they read.
    pub locale: Option<Locale>,
}

/// What is to change: of each field nothing, or its new value, or that it be forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Where mail goes.
    pub email: Option<Option<Email>>,
    /// How they want to be called.
    pub display_name: Option<Option<Title>>,
    /// The language they read.
    pub locale: Option<Option<Locale>>,
}

/// A new record, what makes its external key unique, and the news of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Created {
    /// The record.
    pub customer: Customer,
    /// The claim on the external key, where there is one.
    pub key: Option<CustomerKey>,
    /// The news.
    pub event: CustomerCreatedV1,
}

/// Why a customer's record says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustomerRefusal {
    /// The external key is somebody else's.
    #[error("the key {external_key} is already that of {customer_id}")]
    KeyTaken {
        /// The key.
        external_key: ExternalKey,
        /// Whose it is.
        customer_id: CustomerId,
    },
}

impl Refuse for CustomerRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::KeyTaken { .. } => "customer.key_taken",
        }
    }
    fn kind(&self) -> Kind {
        Kind::Conflict
    }
}

/// Makes the record of a customer who signed in for the first time, or whom staff enter.
///
/// `holder` is whoever has the external key already.
pub fn create(
    customer_id: CustomerId,
    particulars: Particulars,
    holder: Option<&CustomerKey>,
    now: Timestamp,
) -> Result<Created, CustomerRefusal> {
    if let Some(CustomerKey { external_key, customer_id }) = holder.cloned() {
        return Err(CustomerRefusal::KeyTaken { external_key, customer_id });
    }
    let Particulars { external_key, email, display_name, locale } = particulars;
    let key = external_key
        .clone()
        .map(|external_key| CustomerKey { external_key, customer_id: customer_id.clone() });
    let event = CustomerCreatedV1 { customer_id: customer_id.clone(), created_at: now };
    let customer = Customer {
        customer_id,
        external_key,
        email,
        display_name,
        locale,
        created_at: now,
        changed_at: None,
    };
    Ok(Created { customer, key, event })
}

/// The record of somebody who was erased; none if nothing personal was left in it. Another system's key is theirs, too.
pub fn erase(customer: &Customer, now: Timestamp) -> Option<Customer> {
    let mut next = customer.clone();
    (next.external_key, next.email, next.display_name, next.locale) = (None, None, None, None);
    if next == *customer {
        return None;
    }
    next.changed_at = Some(now);
    Some(next)
}

/// The record after a change; none if it says what the record says already.
pub fn change(customer: &Customer, change: Change, now: Timestamp) -> Option<Customer> {
    let mut next = customer.clone();
    let Change { email, display_name, locale } = change;
    if let Some(email) = email {
        next.email = email;
    }
    if let Some(display_name) = display_name {
        next.display_name = display_name;
    }
    if let Some(locale) = locale {
        next.locale = locale;
    }
    if next == *customer {
        return None;
    }
    next.changed_at = Some(now);
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;
    use proptest::prelude::*;

    fn ada() -> Customer {
        let particulars = Particulars {
            external_key: Some(ExternalKey::example()),
            email: Some(Email::example()),
            display_name: Some(Title::example()),
            locale: None,
        };
        create(CustomerId::example(), particulars, None, Timestamp::example()).unwrap().customer
    }

    #[test]
    fn a_key_that_is_taken_is_refused_and_names_its_holder() {
        let held = CustomerKey {
            external_key: ExternalKey::example(),
            customer_id: CustomerId::parse("cus_bob").unwrap(),
        };
        let particulars =
            Particulars { external_key: Some(ExternalKey::example()), ..Particulars::default() };
        let refused = create(CustomerId::example(), particulars, Some(&held), Timestamp::example());
        assert!(refused.unwrap_err().to_string().contains("cus_bob"));
    }

    #[test]
    fn the_same_again_is_no_change() {
        let ada = ada();
        let same = Change { email: Some(ada.email.clone()), ..Change::default() };
        assert_eq!(change(&ada, same, Timestamp::example().plus_seconds(1)), None);
        assert_eq!(change(&ada, Change::default(), Timestamp::example()), None);
    }

    proptest! {
        #[test]
        fn a_change_touches_only_what_it_names(
            email in proptest::option::of(proptest::option::of("[a-z]{1,9}@[a-z]{1,9}\\.com")),
            name in proptest::option::of(proptest::option::of("[A-Z][a-z]{1,20}")),
        ) {
            let ada = ada();
            let email = email.map(|one| one.map(|raw| Email::parse(raw).unwrap()));
            let display_name = name.map(|one| one.map(|raw| Title::parse(raw).unwrap()));
            let wanted = Change { email: email.clone(), display_name: display_name.clone(), locale: None };
            let next = change(&ada, wanted, Timestamp::example()).unwrap_or(ada.clone());
            prop_assert_eq!(&next.email, email.as_ref().unwrap_or(&ada.email));
            prop_assert_eq!(&next.display_name, display_name.as_ref().unwrap_or(&ada.display_name));
            prop_assert_eq!(&next.locale, &ada.locale);
            prop_assert_eq!(&next.customer_id, &ada.customer_id);
            prop_assert_eq!(&next.external_key, &ada.external_key);
        }
    }
}
