//! What staff see of segments.
use crate::news::survivor;
use contract::{
    Page,
    segments::{
        CustomerSegmentsView, ListSegmentMembers, ListSegments, SegmentMemberView, SegmentView,
        SegmentsView, SweepView, ViewCustomerSegments, ViewSegment,
    },
};
use domain::segments::{DUE_GROUPS, Segment, SegmentBook};
use primitives::Slug;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys::segments as keys;

/// All of them.
pub async fn list(cx: Cx, _: Req<ListSegments>) -> Outcome<SegmentsView> {
    let book = book(&cx).await?;
    Ok(Done::new(SegmentsView { segments: book.segments, looking: looking(&cx).await? }))
}

/// One of them.
pub async fn one(cx: Cx, req: Req<ViewSegment>) -> Outcome<SegmentView> {
    let segment = req.path.segment.clone();
    let written = book(&cx).await?.segments.remove(&segment).ok_or(Fault::missing("segment"))?;
    seen(&cx, segment, written).await.map(Done::new)
}

/// How a segment looks.
pub async fn seen(cx: &Cx, segment: Slug, written: Segment) -> Result<SegmentView, Fault> {
    let counts: Vec<_> = (0..DUE_GROUPS).map(|group| keys::count(&segment, &group)).collect();
    let counts = cx.peek_many(&counts).await?;
    let members = counts.into_iter().flatten().map(|held| held.members).sum();
    Ok(SegmentView { segment, written, members, looking: looking(cx).await? })
}

/// Who is in one.
pub async fn members(cx: Cx, req: Req<ListSegmentMembers>) -> Outcome<Page<SegmentMemberView>> {
    let page = cx.page(&keys::members(&req.path.segment), &req.query).await?;
    let items = page.items.into_iter().map(Into::into).collect();
    Ok(Done::new(Page { items, next: page.next }))
}

/// Where a customer stands.
pub async fn of_customer(cx: Cx, req: Req<ViewCustomerSegments>) -> Outcome<CustomerSegmentsView> {
    let customer_id = survivor(&cx, &req.path.customer_id).await?;
    let held = cx.peek(keys::standing(&customer_id)).await?;
    let segments = held.map(|held| held.value.segments).unwrap_or_default();
    Ok(Done::new(CustomerSegmentsView { customer_id, segments }))
}

/// The look at everybody, if one is under way.
pub async fn looking(cx: &Cx) -> Result<Option<SweepView>, Fault> {
    let held = cx.peek(keys::sweep()).await?.filter(|held| held.ended_at.is_none());
    Ok(held.map(|held| SweepView { begins_at: held.begins_at, customers: held.customers }))
}

async fn book(cx: &Cx) -> Result<SegmentBook, Fault> {
    Ok(cx.peek(keys::book()).await?.map(|held| held.value).unwrap_or_default())
}
