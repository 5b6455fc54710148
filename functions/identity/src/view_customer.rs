use crate::view::view;
use contract::identity::{CustomerView, ViewCustomer};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ViewCustomer>) -> Outcome<CustomerView> {
    req.who.may_see(Some(&req.path.customer_id), "customer")?;
    let held = cx.load(keys::identity::customer(&req.path.customer_id)).await?;
    Ok(Done::new(view(&held)).etag(held.version()))
}
