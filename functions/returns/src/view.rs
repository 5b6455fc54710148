use crate::books;
use contract::returns::{ReturnView, ViewReturn};
use domain::returns::Return;
use runtime::{Cx, Done, Outcome, Req, Who};

/// Shows a return.
pub async fn handle(cx: Cx, req: Req<ViewReturn>) -> Outcome<ReturnView> {
    let held = books::one(&cx, &req.path).await?;
    Ok(Done::new(of(&held, &req.who)))
}

/// What this caller sees of it.
pub fn of(one: &Return, who: &Who) -> ReturnView {
    if who.is_shop() { ReturnView::for_staff(one) } else { ReturnView::for_buyer(one) }
}
