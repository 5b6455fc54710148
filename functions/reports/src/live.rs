//! What was sold in the last hour and today.
use contract::reports::{LiveReport, ReportLive};
use domain::reports::{LIVE_SHARDS, LiveCount, LiveSums};
use events::{
    Envelope,
    order::OrderPlacedV1,
    refunds::{RefundCompletedV1, RefundReversedV1},
};
use primitives::{Day, Money, OrderId, Timestamp};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::collections::BTreeMap;
use table::keys::reports as keys;

/// An order that is imported counts on no clock.
const RECENT_SECONDS: i64 = 86_400;

/// Somebody bought something.
pub async fn placed(cx: Cx, event: Envelope<OrderPlacedV1>) -> Outcome<()> {
    let OrderPlacedV1 { order_id, total, placed_at, .. } = &event.data;
    let sums = LiveSums { orders: 1, ordered: total.minor, refunded: 0 };
    counted(&cx, order_id, *placed_at, *total, sums).await
}

/// Something was paid out again.
pub async fn given_back(cx: Cx, event: Envelope<RefundCompletedV1>) -> Outcome<()> {
    let payout = event.data.payout;
    let sums = LiveSums { refunded: payout.minor, ..LiveSums::default() };
    counted(&cx, &event.data.order_id, event.occurred_at, payout, sums).await
}

/// It was not, after all.
pub async fn retracted(cx: Cx, event: Envelope<RefundReversedV1>) -> Outcome<()> {
    let retracted = event.data.retracted;
    if retracted.is_zero() {
        return Ok(Done::new(()));
    }
    let sums = LiveSums { refunded: -retracted.minor, ..LiveSums::default() };
    counted(&cx, &event.data.order_id, event.occurred_at, retracted, sums).await
}

async fn counted(
    cx: &Cx,
    order_id: &OrderId,
    at: Timestamp,
    of: Money,
    sums: LiveSums,
) -> Outcome<()> {
    if at.plus_seconds(RECENT_SECONDS) < cx.now() {
        return Ok(Done::new(()));
    }
    let (day, shard) = (at.day(), LiveCount::shard_of(order_id));
    let held = cx.find(keys::live_count(&day, &shard)).await?;
    let count =
        held.as_ref().map_or_else(|| LiveCount::none(day, shard), |held| held.value.clone());
    Ok(Done::new(()).save(held.as_ref(), &count.with(at, of.currency, sums)))
}

/// Shows it. The hour may have begun yesterday.
pub async fn view(cx: Cx, _: Req<ReportLive>) -> Outcome<LiveReport> {
    let now = cx.now();
    let counts = counts(&cx, &now.day()).await?;
    let before = counts_before(&cx, now).await?;
    let (mut today, mut last_hour) = (BTreeMap::new(), BTreeMap::new());
    for count in &counts {
        added(&mut today, count.whole.clone());
    }
    for count in counts.iter().chain(&before) {
        added(&mut last_hour, count.last_hour(now));
    }
    Ok(Done::new(LiveReport { now, last_hour, today }))
}

async fn counts_before(cx: &Cx, now: Timestamp) -> Result<Vec<LiveCount>, Fault> {
    let day = now.plus_seconds(-3_600).day();
    if day == now.day() { Ok(Vec::new()) } else { counts(cx, &day).await }
}

async fn counts(cx: &Cx, day: &Day) -> Result<Vec<LiveCount>, Fault> {
    let wanted: Vec<_> = (0..LIVE_SHARDS).map(|shard| keys::live_count(day, &shard)).collect();
    Ok(cx.peek_many(&wanted).await?.into_iter().flatten().map(|held| held.value).collect())
}

fn added<K: Ord>(all: &mut BTreeMap<K, LiveSums>, more: BTreeMap<K, LiveSums>) {
    for (key, sums) in more {
        let sum = all.entry(key).or_default();
        *sum = sum.plus(sums);
    }
}
