//! What is kept of a customer beside their record.
use crate::{
    known::{kept, marks_of, profile, record},
    united::survivor,
};
use contract::customers::{ChangeCustomerProfile, ProfileView, ViewCustomerProfile};
use domain::customers::{Profile, ProfileChange};
use runtime::{Cx, Done, Fault, Outcome, Req};
use subjects::index;
use table::keys;

/// Shows it.
pub async fn view(cx: Cx, req: Req<ViewCustomerProfile>) -> Outcome<ProfileView> {
    record(&cx, &req.path.customer_id).await?;
    let customer_id = survivor(&cx, &req.path.customer_id).await?;
    let (held, profile) = profile(&cx, &customer_id).await?;
    Ok(Done::new(seen(profile)).etag(held.map_or(0, |held| held.version())))
}

/// Changes it.
pub async fn change(cx: Cx, req: Req<ChangeCustomerProfile>) -> Outcome<ProfileView> {
    let customer_id = survivor(&cx, &req.path.customer_id).await?;
    let record = record(&cx, &customer_id).await?;
    let (held, profile) = profile(&cx, &customer_id).await?;
    let version = held.as_ref().map_or(0, table::Held::version);
    if req.if_match.is_some_and(|wanted| wanted != version) {
        return Err(Fault::Changed);
    }
    let book = cx.peek(keys::customers::attribute_book()).await?;
    let book = book.map(|held| held.value).unwrap_or_default();
    let body = req.body.clone();
    let change = ProfileChange {
        phone: body.phone,
        attributes: body.attributes,
        add_tags: body.add_tags,
        remove_tags: body.remove_tags,
        addresses: body.addresses,
    };
    let Some(next) = profile.change(change, &book, cx.now())? else {
        return Ok(Done::new(seen(profile)).etag(version));
    };
    let next = next.marked(marks_of(&*index(&cx).await?, Some(&record), &next)).unwrap_or(next);
    kept(&cx, Done::new(seen(next.clone())).etag(version + 1), held.as_ref(), &next).await
}

/// How it looks.
pub fn seen(profile: Profile) -> ProfileView {
    let Profile { customer_id, phone, attributes, tags, addresses, changed_at, .. } = profile;
    ProfileView { customer_id, phone, attributes, tags, addresses, changed_at }
}
