//! Notes that units came: on the return, and on the order's lines, in one transaction.
use crate::{books, view};
use contract::returns::{ReceiveReturn, ReturnView};
use domain::{
    order::LinePage,
    returns::{ReturnState, receive},
};
use events::returns::ReturnReceivedV1;
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<ReceiveReturn>) -> Outcome<ReturnView> {
    let held = books::one(&cx, &req.path).await?;
    let pages = books::own_pages(&cx, &held).await?;
    let lines: Vec<LinePage> = pages.iter().map(|page| page.value.clone()).collect();
    let (next, changed) = receive(&held, &lines, &req.body.lines)?;
    let event = ReturnReceivedV1 {
        return_id: next.return_id.clone(),
        order_id: next.order_id.clone(),
        received: next.lines.iter().map(|line| line.received).fold(0, u32::saturating_add),
        all: next.state == ReturnState::Received,
    };
    let mut done = Done::new(view::of(&next, &req.who)).replace(&held, &next);
    for page in &changed {
        if let Some(before) = pages.iter().find(|before| before.page == page.page) {
            done = done.replace(before, page);
        }
    }
    Ok(done.publish(&next.return_id, held.next_version(), &event))
}
