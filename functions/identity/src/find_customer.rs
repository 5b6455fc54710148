use crate::view::view;
use contract::identity::{CustomerView, FindCustomer};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<FindCustomer>) -> Outcome<CustomerView> {
    let key = cx.load(keys::identity::customer_key(&req.path.external_key)).await?;
    let held = cx.load(keys::identity::customer(&key.customer_id)).await?;
    Ok(Done::new(view(&held)).etag(held.version()))
}
