//! A customer was erased: their record says who they were no more, and nobody signs in as them. What tokens they have end
//! within the hour.
use crate::view::changed;
use domain::identity;
use events::{Envelope, customers::CustomerErasedV1};
use runtime::{Cx, Done, Fault, Outcome};
use table::keys;

pub async fn handle(cx: Cx, event: Envelope<CustomerErasedV1>) -> Outcome<()> {
    let customer_id = &event.data.customer_id;
    // First, and as often as the event is heard: what is deleted stays so.
    if let Some(subject) = identity::subject(customer_id) {
        cx.accounts()?.delete(subject).await.map_err(Fault::Outside)?;
    }
    let Some(held) = cx.find(keys::identity::customer(customer_id)).await? else {
        return Ok(Done::new(()));
    };
    let Some(next) = identity::erase(&held, cx.now()) else { return Ok(Done::new(())) };
    let done = changed(&held, &next).reply(());
    Ok(match &held.external_key {
        Some(key) => done.erase(&keys::identity::customer_key(key)),
        None => done,
    })
}
