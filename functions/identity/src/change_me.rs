use crate::view::{changed, view};
use contract::identity::{ChangeMe, CustomerView};
use domain::identity::{self, Change, Particulars};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ChangeMe>) -> Outcome<CustomerView> {
    let customer_id = req.who.customer().cloned().ok_or(Fault::Forbidden)?;
    let display_name = req.body.display_name.clone();
    let locale = req.body.locale.clone();
    if let Some(held) = cx.find(keys::identity::customer(&customer_id)).await? {
        req.check_version(&held)?;
        let change = Change { email: None, display_name, locale };
        return Ok(match identity::change(&held, change, cx.now()) {
            Some(next) => changed(&held, &next),
            None => Done::new(view(&held)).etag(held.version()),
        });
    }
    if req.if_match.is_some() {
        return Err(Fault::Changed);
    }
    // Whoever changes their record before they ever looked at it has it made.
    let particulars = Particulars {
        display_name: display_name.flatten(),
        locale: locale.flatten(),
        ..Particulars::default()
    };
    let created = identity::create(customer_id, particulars, None, cx.now())?;
    Ok(Done::new(view(&created.customer)).etag(1).create(&created.customer).publish(
        &created.customer.customer_id,
        1,
        &created.event,
    ))
}
