//! A customer was erased: their record says who they were no more.
use crate::view::changed;
use domain::identity;
use events::{Envelope, customers::CustomerErasedV1};
use runtime::{Cx, Done, Outcome};
use table::keys;

pub async fn handle(cx: Cx, event: Envelope<CustomerErasedV1>) -> Outcome<()> {
    let Some(held) = cx.find(keys::identity::customer(&event.data.customer_id)).await? else {
        return Ok(Done::new(()));
    };
    let Some(next) = identity::erase(&held, cx.now()) else { return Ok(Done::new(())) };
    let done = changed(&held, &next).reply(());
    Ok(match &held.external_key {
        Some(key) => done.erase(&keys::identity::customer_key(key)),
        None => done,
    })
}
