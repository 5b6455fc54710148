use crate::view::{changed, view};
use contract::identity::{ChangeCustomer, CustomerView};
use domain::identity::{self, Change};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ChangeCustomer>) -> Outcome<CustomerView> {
    let held = cx.load(keys::identity::customer(&req.path.customer_id)).await?;
    req.check_version(&held)?;
    let body = req.body;
    let change = Change { email: body.email, display_name: body.display_name, locale: body.locale };
    Ok(match identity::change(&held, change, cx.now()) {
        Some(next) => changed(&held, &next),
        None => Done::new(view(&held)).etag(held.version()),
    })
}
