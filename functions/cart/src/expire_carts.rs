//! Closes carts that were left alone for too long, so many to a transaction until none is left.
use domain::cart::{Cart, expire};
use primitives::Timestamp;
use runtime::{Cx, Done, Progress, Step};
use table::{Held, keys};

/// Carts of one transaction; fewer where they have many lines.
const CARTS_MAX: u32 = 25;
/// Lines of one transaction: 10,000 of 200 bytes are half of what DynamoDB takes.
const LINES_MAX: usize = 10_000;
const DAY_SECONDS: i64 = 86_400;

pub async fn handle(cx: Cx) -> Progress<()> {
    let now = cx.now();
    // Carts stand under the day they expire. Today's are not all due yet, so they wait for tomorrow:
    // meanwhile nobody can edit them, whatever their state says.
    let yesterday = now.plus_seconds(-DAY_SECONDS).day();
    for bucket in 0..keys::cart::DUE_BUCKETS {
        let list = keys::cart::carts_due(&bucket).up_to(&yesterday);
        let mut after = None;
        loop {
            let page = cx.list(&list, CARTS_MAX, after.as_ref()).await?;
            let due: Vec<_> = page.items.iter().map(|due| keys::cart::cart(&due.cart_id)).collect();
            let carts = cx.load_many(&due).await?;
            let done = closed(carts.into_iter().flatten(), now);
            if !done.is_read_only() {
                return Ok(Step::Continue(done));
            }
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
    }
    Ok(Step::Finish(Done::new(())))
}

/// Closes those that are due. The index may lag behind: what is closed already is left out.
fn closed(carts: impl Iterator<Item = Held<Cart>>, now: Timestamp) -> Done<()> {
    let mut lines = 0;
    carts
        .filter_map(|held| expire(&held, now).map(|expired| (held, expired)))
        .take_while(|(held, _)| {
            lines += held.lines.len();
            lines <= LINES_MAX
        })
        .fold(Done::new(()), |done, (held, expired)| {
            done.replace(&held, &expired.cart).publish(
                &expired.cart.cart_id,
                held.next_version(),
                &expired.event,
            )
        })
}
