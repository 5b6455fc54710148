use crate::view::view;
use contract::identity::{CustomerView, ViewMe};
use domain::identity::{self, Particulars};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ViewMe>) -> Outcome<CustomerView> {
    let customer_id = req.who.customer().cloned().ok_or(Fault::Forbidden)?;
    if let Some(held) = cx.find(keys::identity::customer(&customer_id)).await? {
        return Ok(Done::new(view(&held)).etag(held.version()));
    }
    let created = identity::create(customer_id, Particulars::default(), None, cx.now())?;
    Ok(Done::new(view(&created.customer)).etag(1).create(&created.customer).publish(
        &created.customer.customer_id,
        1,
        &created.event,
    ))
}
