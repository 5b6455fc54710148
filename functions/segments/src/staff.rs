//! What staff do with segments.
use crate::{book, facts, sweep::wanted, view};
use contract::segments::{
    DeleteSegment, PutSegment, SegmentTrialView, SegmentView, SegmentsView, SweepSegments,
    SweepView, TrySegment,
};
use domain::segments::{DUE_GROUPS, SegmentBook, SegmentCount, SegmentSweep};
use primitives::{CustomerId, Slug, Title};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{
    Held,
    keys::{identity, segments as keys},
};

/// Customers whom a rule is tried on.
const TRIED: u32 = 100;

/// Writes one down. The same again changes nothing.
pub async fn put(cx: Cx, req: Req<PutSegment>) -> Outcome<SegmentView> {
    let (held, book) = book_of(&cx).await?;
    let segment = req.path.segment.clone();
    let (name, rule) = (req.body.name.clone(), req.body.rule.clone());
    let next = book.put(&segment, name, rule, cx.now())?;
    let shown = next.as_ref().unwrap_or(&book).segments.get(&segment).cloned();
    let shown = shown.ok_or(Fault::missing("segment"))?;
    let mut view = view::seen(&cx, segment.clone(), shown).await?;
    let Some(next) = next else { return Ok(Done::new(view)) };
    view.looking = Some(begins(&cx));
    let done = counted(&cx, Done::new(view), &segment).await?;
    wanted(&cx, done.save(held.as_ref(), &next)).await
}

/// The counts of a segment, where there are none yet: nothing is counted on what is not there.
async fn counted<R>(cx: &Cx, done: Done<R>, segment: &Slug) -> Result<Done<R>, Fault> {
    let wanted: Vec<_> = (0..DUE_GROUPS).map(|group| keys::count(segment, &group)).collect();
    let found = cx.load_many(&wanted).await?;
    let missing = (0..DUE_GROUPS).zip(found).filter(|(_, held)| held.is_none());
    Ok(missing
        .fold(done, |done, (group, _)| done.create(&SegmentCount::none(segment.clone(), group))))
}

/// Deletes one.
pub async fn delete(cx: Cx, req: Req<DeleteSegment>) -> Outcome<SegmentsView> {
    let (held, book) = book_of(&cx).await?;
    let Some(next) = book.without(&req.path.segment) else {
        let looking = view::looking(&cx).await?;
        return Ok(Done::new(SegmentsView { segments: book.segments, looking }));
    };
    let view = SegmentsView { segments: next.segments.clone(), looking: Some(begins(&cx)) };
    wanted(&cx, Done::new(view).save(held.as_ref(), &next)).await
}

/// Has everybody looked at.
pub async fn sweep(cx: Cx, _: Req<SweepSegments>) -> Outcome<SweepView> {
    wanted(&cx, Done::new(begins(&cx))).await
}

/// Tries a rule, and writes nothing.
pub async fn attempt(cx: Cx, req: Req<TrySegment>) -> Outcome<SegmentTrialView> {
    let (id, name) = (Slug::parse("tried")?, Title::parse("tried")?);
    let rule = req.body.rule.clone();
    let book = SegmentBook::default().put(&id, name, rule.clone(), cx.now())?;
    let rules = book::of(&cx, book.unwrap_or_default()).await?;
    let page = cx.list(&identity::newest_customers(), TRIED, None).await?;
    let all: Vec<CustomerId> = page.items.into_iter().map(|one| one.customer_id).collect();
    let known = facts::of(&cx, &all, &rules).await?;
    let looked_at = u32::try_from(all.len()).unwrap_or(TRIED);
    let described = all.into_iter().zip(known).filter_map(|(customer, facts)| {
        facts.is_some_and(|facts| rule.holds(&facts, cx.now())).then_some(customer)
    });
    Ok(Done::new(SegmentTrialView { looked_at, customers: described.collect() }))
}

async fn book_of(cx: &Cx) -> Result<(Option<Held<SegmentBook>>, SegmentBook), Fault> {
    let held = cx.find(keys::book()).await?;
    let book = held.as_ref().map(|held| held.value.clone()).unwrap_or_default();
    Ok((held, book))
}

fn begins(cx: &Cx) -> SweepView {
    SweepView { begins_at: SegmentSweep::wanted(cx.now(), None).begins_at, customers: 0 }
}
