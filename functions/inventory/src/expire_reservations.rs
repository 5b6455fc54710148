use crate::closed::is_over;
use domain::inventory::{Closing, ReservationDue};
use runtime::{Cx, Done, Fault, Progress, Step};
use stock::{Paged, release_page};
use table::keys::inventory::{DUE_BUCKETS, reservation, reservations_due};

/// Due pages looked at in one go.
const DUE_MAX: u32 = 100;

/// Gives back, page by page, what nobody will order any more and nobody gave back. A checkout that
/// is still open gives back by itself when it closes.
pub async fn handle(cx: Cx) -> Progress<()> {
    for bucket in 0..DUE_BUCKETS {
        let due = reservations_due(&bucket).up_to(cx.now());
        let mut after = None;
        loop {
            let page = cx.list(&due, DUE_MAX, after.as_ref()).await?;
            for due in page.items {
                if is_ours(&cx, &due).await? {
                    return give_back(&cx, &due).await;
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(Step::Finish(Done::new(())))
}

/// The list may be a moment old: what it names is looked at again.
async fn is_ours(cx: &Cx, due: &ReservationDue) -> Result<bool, Fault> {
    if !is_over(cx, &due.checkout_id).await? {
        return Ok(false);
    }
    let held = cx.find(reservation(&due.reservation_id, &due.page)).await?;
    Ok(held.is_some_and(|held| held.closes(Closing::Expired) && held.expires_at <= cx.now()))
}

async fn give_back(cx: &Cx, due: &ReservationDue) -> Progress<()> {
    let done = Done::new(());
    let given = release_page(cx, done, &due.reservation_id, due.page, Closing::Expired).await?;
    let (Paged::Part(done) | Paged::Whole(done)) = given;
    Ok(Step::Continue(done))
}
