use contract::pricing::{PriceRowBody, PutPriceRows, RowsView, SkuRowsBody};
use domain::pricing::{
    PricingRefusal, RuleRef,
    selection::{ListWriter, PriceRow},
};
use events::pricing::CHANGED_SKUS_MAX;
use primitives::{Invalid, Sku};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::collections::BTreeSet;
use tariff::{Before, Listing};

pub async fn handle(cx: Cx, req: Req<PutPriceRows>) -> Outcome<RowsView> {
    let wanted = req.body.skus.clone();
    check(&wanted)?;
    let mut listing = Listing::open(&cx, &req.path.list_id, ListWriter::Staff).await?;
    req.check_version(listing.held())?;
    let rule = RuleRef { id: req.path.list_id.clone(), version: listing.revision() };
    let skus: Vec<Sku> = wanted.iter().map(|one| one.sku.clone()).collect();
    for (wanted, before) in wanted.into_iter().zip(Before::of(&cx, &skus).await?) {
        listing.set(&before, rows(&rule, &wanted.sku, wanted.rows))?;
    }
    let changed = listing.changed().to_vec();
    let done = listing.close(&cx, Done::new(())).await?;
    Ok(done.map(|((), list)| RowsView { list, changed }))
}

fn check(wanted: &[SkuRowsBody]) -> Result<(), Fault> {
    if wanted.len() > CHANGED_SKUS_MAX {
        return Err(PricingRefusal::TooMany(CHANGED_SKUS_MAX, "SKUs in one request").into());
    }
    let once: BTreeSet<&Sku> = wanted.iter().map(|one| &one.sku).collect();
    if once.is_empty() || once.len() < wanted.len() {
        return Err(Invalid::new("skus", "must name one SKU at least, and each once").into());
    }
    Ok(())
}

fn rows(rule: &RuleRef, sku: &Sku, rows: Vec<PriceRowBody>) -> Vec<PriceRow> {
    let row = |PriceRowBody { scope, window, tiers, compare_at }| PriceRow {
        rule: rule.clone(),
        sku: sku.clone(),
        scope,
        window,
        tiers,
        compare_at,
    };
    rows.into_iter().map(row).collect()
}
