use contract::identity::{CustomerView, ViewMe};
use domain::identity;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ViewMe>) -> Outcome<CustomerView> {
    let customer_id = req.who.customer().cloned().ok_or(Fault::Forbidden)?;
    if let Some(held) = cx.find(keys::identity::customer(&customer_id)).await? {
        return Ok(Done::new(view(&held.value)).etag(held.version()));
    }
    let created = identity::create(customer_id, cx.now());
    Ok(Done::new(view(&created.customer)).etag(1).create(&created.customer).publish(
        &created.customer.customer_id,
        1,
        &created.event,
    ))
}

fn view(customer: &identity::Customer) -> CustomerView {
    CustomerView { customer_id: customer.customer_id.clone(), created_at: customer.created_at }
}
