//! The addresses that a customer keeps.
use crate::{
    known::{kept, marks_of, profile},
    united::survivor,
};
use contract::customers::{AddressesView, ReplaceMyAddresses, ViewMyAddresses};
use domain::customers::{CustomerAttributes, ProfileChange};
use runtime::{Cx, Done, Fault, Outcome, Req};
use subjects::index;
use table::keys;

/// Shows them.
pub async fn view(cx: Cx, req: Req<ViewMyAddresses>) -> Outcome<AddressesView> {
    let customer_id = req.who.customer().ok_or(Fault::Forbidden)?;
    let customer_id = survivor(&cx, customer_id).await?;
    let (held, profile) = profile(&cx, &customer_id).await?;
    let version = held.map_or(0, |held| held.version());
    Ok(Done::new(AddressesView { addresses: profile.addresses }).etag(version))
}

/// Replaces them.
pub async fn replace(cx: Cx, req: Req<ReplaceMyAddresses>) -> Outcome<AddressesView> {
    let customer_id = req.who.customer().ok_or(Fault::Forbidden)?;
    let customer_id = survivor(&cx, customer_id).await?;
    let record = cx.peek(keys::identity::customer(&customer_id)).await?;
    let (held, profile) = profile(&cx, &customer_id).await?;
    let version = held.as_ref().map_or(0, table::Held::version);
    if req.if_match.is_some_and(|wanted| wanted != version) {
        return Err(Fault::Changed);
    }
    let addresses = Some(req.body.addresses.clone());
    let change = ProfileChange { addresses, ..ProfileChange::default() };
    let Some(next) = profile.change(change, &CustomerAttributes::default(), cx.now())? else {
        return Ok(Done::new(AddressesView { addresses: profile.addresses }).etag(version));
    };
    let record = record.as_ref().map(|held| &held.value);
    let next = next.marked(marks_of(&*index(&cx).await?, record, &next)).unwrap_or(next);
    let view = AddressesView { addresses: next.addresses.clone() };
    kept(&cx, Done::new(view).etag(version + 1), held.as_ref(), &next).await
}
