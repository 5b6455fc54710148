//! A look at everybody: page by page, customers are handed out to be looked at side by side.
use crate::judge::judged;
use domain::segments::SegmentSweep;
use primitives::CustomerId;
use runtime::{Cx, Done, Fault, Progress};
use serde::{Deserialize, Serialize};
use table::{
    Cursor,
    keys::{identity, reports, segments as keys},
};

/// Customers of one page.
const PAGE: u32 = 500;
/// Customers of one message.
const AT_ONCE: usize = 25;

/// Customers to be looked at. That they are twice changes nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Look {
    customers: Vec<CustomerId>,
}

/// Looks at some of them.
pub async fn looked(cx: Cx, look: Look) -> Progress<()> {
    judged(&cx, &look.customers).await
}

/// Hands out the next page, or has everybody looked at again since the fifths are new; none if there is nothing to do.
pub async fn step(cx: &Cx) -> Result<Option<Done<()>>, Fault> {
    let held = cx.find(keys::sweep()).await?;
    let due = held.as_ref().filter(|held| held.is_due(cx.now()));
    let Some(due) = due else { return redrawn(cx, held.as_ref().map(|held| &held.value)).await };
    let after = due.after.clone().map(Cursor::from_outside);
    let page = cx.list(&identity::newest_customers(), PAGE, after.as_ref()).await?;
    let customers: Vec<_> = page.items.into_iter().map(|one| one.customer_id).collect();
    let bodies = customers.chunks(AT_ONCE).map(|some| {
        serde_json::to_string(&Look { customers: some.to_vec() })
            .map_err(|e| Fault::Internal(e.to_string()))
    });
    let bodies = bodies.collect::<Result<Vec<_>, _>>()?;
    if !bodies.is_empty() {
        cx.jobs()?.send(bodies).await.map_err(Fault::Outside)?;
    }
    let next = due.went_on(customers.len(), page.next.map(Into::into), cx.now());
    Ok(Some(Done::new(()).replace(due, &next)))
}

/// Fifths were drawn since the last look, and a rule goes by them.
async fn redrawn(cx: &Cx, last: Option<&SegmentSweep>) -> Result<Option<Done<()>>, Fault> {
    let looks = cx.peek(keys::book()).await?.is_some_and(|book| book.looks_at_scores());
    let pending = last.is_some_and(|last| last.ended_at.is_none());
    if !looks || pending {
        return Ok(None);
    }
    let drawn_at = cx.peek(reports::fifths()).await?.map(|fifths| fifths.drawn_at);
    if drawn_at.is_none() || drawn_at == last.and_then(|last| last.fifths_at) {
        return Ok(None);
    }
    wanted(cx, Done::new(())).await.map(Some)
}

/// Adds that everybody is to be looked at.
pub async fn wanted<R>(cx: &Cx, done: Done<R>) -> Result<Done<R>, Fault> {
    let held = cx.find(keys::sweep()).await?;
    let fifths_at = cx.peek(reports::fifths()).await?.map(|fifths| fifths.drawn_at);
    Ok(done.save(held.as_ref(), &SegmentSweep::wanted(cx.now(), fifths_at)))
}
