use crate::view::view;
use contract::identity::{CreateCustomer, CustomerView};
use domain::identity::{self, Particulars};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<CreateCustomer>) -> Outcome<CustomerView> {
    let holder = match &req.body.external_key {
        Some(key) => cx.find(keys::identity::customer_key(key)).await?,
        None => None,
    };
    let body = req.body;
    let particulars = Particulars {
        external_key: body.external_key,
        email: body.email,
        display_name: body.display_name,
        locale: body.locale,
    };
    let holder = holder.as_ref().map(|held| &held.value);
    let created = identity::create(cx.new_id(), particulars, holder, cx.now())?;
    let mut done = Done::new(view(&created.customer)).etag(1).create(&created.customer);
    if let Some(key) = &created.key {
        // Of two who claim one key at once, one finds it taken when it runs again.
        done = done.create(key);
    }
    Ok(done.publish(&created.customer.customer_id, 1, &created.event))
}
