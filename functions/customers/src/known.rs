//! The record behind a profile, and the marks that follow from both.
use domain::{
    customers::{Mark, Particulars, Profile, SealedProfile, beginnings, terms},
    identity::Customer,
};
use events::customers::CustomerFactsChangedV1;
use primitives::CustomerId;
use runtime::{Cx, Done, Fault};
use std::collections::BTreeSet;
use subjects::{Index, index};
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
) -> Result<(Option<Held<SealedProfile>>, Profile), Fault> {
    let held = cx.find(keys::customers::profile(customer_id)).await?;
    let profile = match &held {
        Some(held) => opened(cx, &held.value).await?,
        None => Profile::none(customer_id.clone()),
    };
    Ok((held, profile))
}

/// What a profile says. Where the key was destroyed, it says nothing.
pub async fn opened(cx: &Cx, profile: &SealedProfile) -> Result<Profile, Fault> {
    let Some(sealed) = &profile.sealed else { return Ok(profile.opened(None)) };
    let Some(key) = subjects::key(cx, &profile.customer_id).await? else {
        return Ok(profile.opened(None));
    };
    let place = keys::customers::profile(&profile.customer_id);
    let personal = key.open_text(subjects::at(place.place()), sealed).map_err(subjects::broken)?;
    Ok(profile.opened(Some(personal)))
}

/// By what a customer is found, as record and profile say it now.
pub fn marks_of(index: &Index, record: Option<&Customer>, profile: &Profile) -> BTreeSet<String> {
    let mut all = terms(Particulars {
        email: record.and_then(|one| one.email.as_ref()),
        phone: profile.phone.as_ref().map(AsRef::as_ref),
        name: record.and_then(|one| one.display_name.as_ref()).map(AsRef::as_ref),
        postal_code: None,
    });
    // Whoever types on looks for what people are called, not for whom they had something sent to.
    let name = record.and_then(|one| one.display_name.as_ref());
    all.extend(name.map(|name| beginnings(name.as_ref())).unwrap_or_default());
    for known in &profile.addresses {
        all.extend(terms(Particulars {
            email: None,
            phone: known.address.phone.as_ref().map(AsRef::as_ref),
            name: Some(known.address.name.as_ref()),
            postal_code: known.address.postal_code.as_ref().map(AsRef::as_ref),
        }));
    }
    index.marks(&all)
}

/// Adds that a profile is kept in place of another, sealed, and that its customer is found by what it says.
pub async fn kept<R>(
    cx: &Cx,
    done: Done<R>,
    held: Option<&Held<SealedProfile>>,
    next: &Profile,
) -> Result<Done<R>, Fault> {
    let sealed = match next.personal() {
        Some(personal) => {
            let key = subjects::own_key(cx, &next.customer_id).await?;
            let place = keys::customers::profile(&next.customer_id);
            Some(key.seal_text(subjects::at(place.place()), &personal).map_err(subjects::broken)?)
        }
        None => None,
    };
    let before = held.map(|held| held.all_marks()).unwrap_or_default();
    let after = next.all_marks();
    let mark = |mark: &String| Mark { mark: mark.clone(), customer_id: next.customer_id.clone() };
    let traits = index(cx).await?.marks(&next.traits());
    let known = held.map(|held| held.traits.clone()).unwrap_or_default();
    let done = if known == traits {
        done
    } else {
        let customer_id = next.customer_id.clone();
        let event = CustomerFactsChangedV1 { customer_id, changed_at: cx.now() };
        done.publish(&next.customer_id, held.map_or(1, Held::next_version), &event)
    };
    let done = done.save(held, &next.sealed(sealed, traits));
    let done = before
        .difference(&after)
        .fold(done, |done, gone| done.erase(&keys::customers::mark(gone, &next.customer_id)));
    Ok(after.difference(&before).fold(done, |done, fresh| done.put(&mark(fresh))))
}
