//! Every night: does the report of the day before say what its orders do?
use crate::ask::ask;
use contract::reports::{AuditView, AuditsView, ReportAudits};
use domain::reports::{Audit, By, Per, Question};
use runtime::{
    Cx, Done, Fault, Outcome, Progress, Req, Step,
    metrics::{AUDITS, Line},
};
use table::{
    Cursor,
    keys::{order, refunds, reports as keys},
};

/// Orders of one step.
const PAGE: u32 = 500;
/// Credit notes of one step.
const NOTES: u64 = 100;
/// Days that are shown.
const SHOWN: u32 = 30;

/// Reads the orders of yesterday and what was given back, step by step, and then asks for the report.
pub async fn handle(cx: Cx) -> Progress<()> {
    let day = cx.now().plus_seconds(-86_400).day();
    let held = cx.find(keys::audit(&day)).await?;
    let audit = held.as_ref().map_or_else(|| Audit::begun(day.clone()), |held| held.value.clone());
    if audit.ended_at.is_some() {
        return Ok(Step::Finish(Done::new(())));
    }
    if held.is_none() || audit.after.is_some() {
        let after = audit.after.clone().map(Cursor::from_outside);
        let orders = order::orders_of_day(&day);
        let page = cx.list(&orders, PAGE, after.as_ref()).await?;
        let next = audit.read(&page.items, page.next.map(Into::into));
        return Ok(Step::Continue(Done::new(()).save(held.as_ref(), &next)));
    }
    if audit.note != Some(0) {
        let next = noted(&cx, &audit).await?;
        return Ok(Step::Continue(Done::new(()).save(held.as_ref(), &next)));
    }
    let question = Question::Sales(Per::Span, By::Nothing);
    let sheet = ask(&cx, &question, day.clone(), day).await?;
    let next = audit.asked(&sheet, cx.now());
    let wrong = u32::from(next.agrees() == Some(false));
    cx.measure(&Line::of(&AUDITS, "").with("ReportsWrong", wrong));
    Ok(Step::Finish(Done::new(()).save(held.as_ref(), &next)))
}

/// Reads credit notes, the last first, until one is older than the day.
async fn noted(cx: &Cx, audit: &Audit) -> Result<Audit, Fault> {
    let Some(last) = audit.note else {
        let counter = cx.find(refunds::credit_note_counter()).await?;
        return Ok(audit.noted(&[], counter.map_or(0, |held| held.last)));
    };
    let first = last.saturating_sub(NOTES - 1).max(1);
    let notes: Vec<_> = (first..=last).map(|number| refunds::credit_note(&number)).collect();
    let notes: Vec<_> = cx.load_many(&notes).await?.into_iter().flatten().collect();
    let older = notes.iter().any(|note| note.issued_at.day() < audit.day);
    let wanted = notes.iter().filter(|note| note.issued_at.day() == audit.day);
    let wanted: Vec<_> =
        wanted.map(|note| refunds::refund(&note.order_id, &note.refund_id)).collect();
    let found = cx.load_many(&wanted).await?.into_iter().flatten().map(|held| held.value);
    let found: Vec<_> = found.collect();
    Ok(audit.noted(&found, if older { 0 } else { first - 1 }))
}

/// Shows what the last audits found.
pub async fn view(cx: Cx, _: Req<ReportAudits>) -> Outcome<AuditsView> {
    let audits = cx.list(&keys::audits(), SHOWN, None).await?.items;
    let audits = audits.into_iter().map(|audit| AuditView { agrees: audit.agrees(), audit });
    Ok(Done::new(AuditsView { audits: audits.collect() }))
}
