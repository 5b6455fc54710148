//! The clock: checkouts that stand still are moved on, and those whose time is over are closed.
use domain::checkout::DUE_GROUPS;
use events::checkout::CheckoutDueV1;
use runtime::{Cx, Done, Outcome};
use table::keys;

/// Checkouts of one group that one tick looks after. All groups together make one outbox row of
/// some 250 KB; who is left over is next in a minute.
const PER_GROUP: u32 = 40;

/// Every saga ends, also where an event was lost or a request died.
pub async fn advance(cx: Cx) -> Outcome<()> {
    due(cx, true).await
}

/// What nobody completes is given up.
pub async fn expire(cx: Cx) -> Outcome<()> {
    due(cx, false).await
}

async fn due(cx: Cx, moving: bool) -> Outcome<()> {
    let mut done = Done::new(());
    for group in 0..DUE_GROUPS {
        let list = keys::checkout::due_checkouts(&group).up_to(cx.now());
        for due in cx.list(&list, PER_GROUP, None).await?.items {
            if due.moving == moving {
                let event = CheckoutDueV1 { checkout_id: due.checkout_id.clone() };
                // The look changes no version; a repeat is harmless.
                done = done.publish(&due.checkout_id, 0, &event);
            }
        }
    }
    Ok(done)
}
