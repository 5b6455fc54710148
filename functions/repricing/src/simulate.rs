use crate::known::{Facts, Known};
use contract::repricing::{SimulateRepricer, SimulatedView, SimulationView};
use domain::pricing::dynamic::{Repricer, SalesClock};
use primitives::Sku;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys};
use tariff::{Before, Listing};

/// SKUs of one page.
const SIMULATED_MAX: usize = 50;

pub async fn handle(cx: Cx, req: Req<SimulateRepricer>) -> Outcome<SimulationView> {
    let repricer = cx.load(keys::repricing::repricer(&req.path.rule_id)).await?.value;
    let from = req.query.from.unwrap_or_default();
    let at = usize::try_from(from).unwrap_or(usize::MAX);
    let rest = repricer.skus.get(at..).unwrap_or_default();
    let skus: &[Sku] = rest.get(..SIMULATED_MAX).unwrap_or(rest);
    let known = Known::of(&cx, &repricer.rule.signal, skus).await?;
    let clock = cx.peek(keys::repricing::sales_clock()).await?.map(|held| held.value);
    let list = cx.load(keys::pricing::price_list(&repricer.rule_id)).await;
    // The list of a repricer that is over may be gone.
    let listing = list.ok().map(|held: Held<_>| Listing::of(&cx, held));
    let mut items = Vec::with_capacity(skus.len());
    for before in &known.before {
        let facts = known.facts(&repricer, before, clock.as_ref(), cx.now());
        items.push(simulated(&repricer, listing.as_ref(), before, facts)?);
    }
    let counts = repricer.rule.signal.counts_sales();
    let stale = clock.as_ref().is_none_or(|clock| !clock.is_fresh(cx.now()));
    let next = u32::try_from(at.saturating_add(skus.len())).unwrap_or(u32::MAX);
    Ok(Done::new(SimulationView {
        items,
        next: (rest.len() > skus.len()).then_some(next),
        sales_until: clock.as_ref().filter(|_| counts).map(SalesClock::stands_at),
        waits_for_sales: counts && stale,
    }))
}

fn simulated(
    repricer: &Repricer,
    listing: Option<&Listing>,
    before: &Before,
    facts: Facts,
) -> Result<SimulatedView, Fault> {
    let change = facts.market.as_ref().map(|market| repricer.rule.propose(market)).transpose()?;
    let change = change.flatten();
    let refused = |to| {
        let rows = vec![repricer.row(&before.sku, to)];
        listing.and_then(|listing| listing.check(before, rows).err())
    };
    let refusal = change.as_ref().and_then(|change| refused(change.to));
    Ok(SimulatedView {
        sku: before.sku.clone(),
        price: facts.price,
        change,
        refusal: refusal.map(|why| why.to_string()),
        stock: facts.stock,
        sold: facts.sold.0,
        sold_before: facts.sold.1,
    })
}
