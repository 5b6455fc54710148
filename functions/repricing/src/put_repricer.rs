use contract::repricing::{PutRepricer, RepricerBody, RepricerView};
use domain::pricing::{
    PricingRefusal, RuleRef,
    dynamic::{DynamicRule, REPRICED_SKUS_MAX, Repricer, RepricerState, SalesClock},
    selection::PriceList,
};
use primitives::Code;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys};
use tariff::Before;

pub async fn handle(cx: Cx, req: Req<PutRepricer>) -> Outcome<RepricerView> {
    let held = cx.find(keys::repricing::repricer(&req.path.rule_id)).await?;
    match &held {
        Some(held) => req.check_version(held)?,
        None if req.if_match.is_some() => return Err(Fault::Changed),
        None => {}
    }
    let before = held.as_ref().map(|held| &held.value);
    if before.is_some_and(|before| before.state == RepricerState::Ended) {
        return Err(PricingRefusal::RepricerEnded(req.path.rule_id.clone()).into());
    }
    let next = wanted(&cx, req.path.rule_id.clone(), req.body, before);
    if let Some(held) = held.as_ref().filter(|held| held.value == next) {
        return Ok(Done::new(RepricerView::of(next)).etag(held.version()));
    }
    check(&cx, &next).await?;
    let version = held.as_ref().map_or(1, Held::next_version);
    let done = Done::new(RepricerView::of(next.clone())).etag(version);
    let done = done.save(held.as_ref(), &next);
    let done = if held.is_none() { with_list(&cx, done, &next).await? } else { done };
    counting(&cx, done, &next).await
}

/// What the body says, as the next version where it says something new. A run under way begins anew,
/// for it may have been half-way through other SKUs.
fn wanted(cx: &Cx, rule_id: Code, body: RepricerBody, before: Option<&Repricer>) -> Repricer {
    let RepricerBody { title, skus, signal, bounds, rounding, scope, every_hours } = body;
    let version = before.map_or(1, |before| before.rule.rule.version);
    let rule = RuleRef { id: rule_id.clone(), version };
    let same = Repricer {
        rule_id,
        title,
        rule: DynamicRule { rule, signal, bounds, rounding },
        skus,
        scope,
        every_hours,
        state: before.map_or(RepricerState::Paused, |before| before.state),
        due_at: before.map_or_else(|| cx.now(), |before| before.due_at),
        run: before.and_then(|before| before.run.clone()),
        runs: before.map_or(0, |before| before.runs),
        last: before.and_then(|before| before.last.clone()),
    };
    if before.is_none_or(|before| *before == same) {
        return same;
    }
    let mut next = Repricer { run: None, ..same };
    next.rule.rule.version = version.saturating_add(1);
    next
}

/// Refuses what could make an absurd price of any SKU, or one beside another list's.
async fn check(cx: &Cx, next: &Repricer) -> Result<(), Fault> {
    if next.skus.len() > REPRICED_SKUS_MAX {
        return Err(PricingRefusal::TooMany(REPRICED_SKUS_MAX, "SKUs of one repricer").into());
    }
    let before = Before::of(cx, &next.skus).await?;
    let base: Vec<_> = before.iter().map(|one| one.base().map(<[_]>::to_vec)).collect();
    next.check(&base)?;
    for one in &before {
        next.check_beside(&one.prices())?;
    }
    Ok(())
}

/// With the list that it writes to. A list of that name that is there already is somebody else's.
async fn with_list<R>(cx: &Cx, done: Done<R>, next: &Repricer) -> Result<Done<R>, Fault> {
    if cx.find(keys::pricing::price_list(&next.rule_id)).await?.is_some() {
        return Err(PricingRefusal::NotItsList(next.rule_id.clone()).into());
    }
    let list = PriceList::of_repricer(next.rule_id.clone(), next.title.clone(), cx.now());
    Ok(done.create(&list))
}

/// From the first rule on that looks at sales, they are counted.
async fn counting<R>(cx: &Cx, done: Done<R>, next: &Repricer) -> Result<Done<R>, Fault> {
    let counts = next.rule.signal.counts_sales();
    if !counts || cx.find(keys::repricing::sales_clock()).await?.is_some() {
        return Ok(done);
    }
    Ok(done.create(&SalesClock::begin(cx.now())))
}
