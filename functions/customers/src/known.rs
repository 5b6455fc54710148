//! The record behind a profile, and the marks that follow from both.
use domain::{
    customers::{Mark, Particulars, Profile, marks},
    identity::Customer,
};
use primitives::CustomerId;
use runtime::{Cx, Done, Fault};
use std::collections::BTreeSet;
use table::{Held, keys};

/// The customer's record; 404 if there is none.
pub async fn record(cx: &Cx, customer_id: &CustomerId) -> Result<Held<Customer>, Fault> {
    let found = cx.peek(keys::identity::customer(customer_id)).await?;
    found.ok_or(Fault::missing("customer"))
}

/// The profile of a customer, if one is kept, and what it says: nothing where none is.
pub async fn profile(
    cx: &Cx,
    customer_id: &CustomerId,
) -> Result<(Option<Held<Profile>>, Profile), Fault> {
    let held = cx.find(keys::customers::profile(customer_id)).await?;
    let profile = held.as_ref().map(|held| held.value.clone());
    Ok((held, profile.unwrap_or_else(|| Profile::none(customer_id.clone()))))
}

/// By what a customer is found, as record and profile say it now.
pub fn marks_of(record: Option<&Customer>, profile: &Profile) -> BTreeSet<String> {
    let mut all = marks(Particulars {
        email: record.and_then(|one| one.email.as_ref()),
        phone: profile.phone.as_ref().map(AsRef::as_ref),
        name: record.and_then(|one| one.display_name.as_ref()).map(AsRef::as_ref),
        postal_code: None,
    });
    for known in &profile.addresses {
        all.extend(marks(Particulars {
            email: None,
            phone: known.address.phone.as_ref().map(AsRef::as_ref),
            name: Some(known.address.name.as_ref()),
            postal_code: known.address.postal_code.as_ref().map(AsRef::as_ref),
        }));
    }
    all
}

/// Adds that a profile is kept in place of another, and that its customer is found by what it says.
pub fn kept<R>(done: Done<R>, held: Option<&Held<Profile>>, next: &Profile) -> Done<R> {
    let before = held.map(|held| held.all_marks()).unwrap_or_default();
    let after = next.all_marks();
    let mark = |mark: &String| Mark { mark: mark.clone(), customer_id: next.customer_id.clone() };
    let done = before.difference(&after).fold(done.save(held, next), |done, gone| {
        done.erase(&keys::customers::mark(gone, &next.customer_id))
    });
    after.difference(&before).fold(done, |done, fresh| done.put(&mark(fresh)))
}
