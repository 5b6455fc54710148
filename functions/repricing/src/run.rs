//! Repricers that are due move their prices, some SKUs at a time.
//!
//! The rows, the entry of each move in the log, and how far the run is are one transaction: cut off
//! anywhere, a run goes on where it stopped, and two ticks at once meet on the repricer's version.
use crate::known::Known;
use domain::pricing::{
    dynamic::{PriceMove, Repricer, RepricerState, Run, SalesClock},
    selection::ListWriter,
};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::{Held, keys};
use tariff::Listing;

/// Repricers that are looked at.
const DUE_MAX: u32 = 200;

pub async fn handle(cx: Cx) -> Progress<()> {
    let due = keys::repricing::repricers_due().up_to(cx.now());
    let due = cx.list(&due, DUE_MAX, None).await?.items;
    if due.is_empty() {
        return Ok(Step::Finish(Done::new(())));
    }
    let clock = cx.peek(keys::repricing::sales_clock()).await?.map(|held| held.value);
    for card in due {
        // The list may be a moment old.
        let held = cx.find(keys::repricing::repricer(&card.rule_id)).await?;
        let Some(held) = held.filter(|held| held.is_due(cx.now())) else { continue };
        // Nothing counted is not nothing sold.
        let fresh = clock.as_ref().is_some_and(|clock| clock.is_fresh(cx.now()));
        if held.rule.signal.counts_sales() && !fresh {
            continue;
        }
        return match step(&cx, &held, clock.as_ref()).await {
            // What is refused as a whole would be so again: people have to look at it.
            Err(Fault::Refused { message, .. }) => {
                let next = stopped(&cx, &held, message)?;
                Ok(Step::Continue(Done::new(()).replace(&held, &next)))
            }
            done => Ok(Step::Continue(done?)),
        };
    }
    Ok(Step::Finish(Done::new(())))
}

/// The next step of its run.
async fn step(
    cx: &Cx,
    held: &Held<Repricer>,
    clock: Option<&SalesClock>,
) -> Result<Done<()>, Fault> {
    let mut run = held.run_at(cx.now());
    let skus = held.next_skus(&run).to_vec();
    let known = Known::of(cx, &held.rule.signal, &skus).await?;
    let mut listing = Listing::open(cx, &held.rule_id, ListWriter::Repricer).await?;
    let mut done = Done::new(());
    for before in &known.before {
        if listing.is_full() {
            break;
        }
        run.next += 1;
        let facts = known.facts(held, before, clock, cx.now());
        let change = facts.market.map(|market| held.rule.propose(&market)).transpose()?;
        let Some(change) = change.flatten() else { continue };
        match listing.set(before, vec![held.row(&before.sku, change.to)]) {
            Ok(_) => {
                run.moved += 1;
                let (rule_id, sku, at) = (held.rule_id.clone(), before.sku.clone(), cx.now());
                done = done.create(&PriceMove { rule_id, run: run.number, sku, at, change });
            }
            Err(why) => {
                run.refused += 1;
                run.refusal = Some(format!("{}: {why}", before.sku));
            }
        }
    }
    let done = done.replace(held, &held.after(run, cx.now()));
    Ok(listing.close(cx, done).await?.reply(()))
}

/// Paused, with what was refused for people to read.
fn stopped(cx: &Cx, held: &Repricer, refusal: String) -> Result<Repricer, Fault> {
    let run = held.run_at(cx.now());
    let run = Run { next: held.skus.len(), refusal: Some(refusal), ..run };
    Ok(held.after(run, cx.now()).put_to(RepricerState::Paused, cx.now())?)
}
