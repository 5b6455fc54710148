//! Rows of a file of competitors' prices are taken notice of, some SKUs at a time.
use crate::{
    advance_jobs::finish_file,
    read_rows::{Piece, Taken, columns},
};
use contract::pricing::ViewCompetitorPrices;
use domain::pricing::{
    PricingRefusal,
    dynamic::CompetitorPrices,
    work::{CompetitorRow, PriceJob, TaskKind, read_competitor_row},
};
use primitives::Sku;
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::collections::{BTreeMap, BTreeSet};
use table::{Held, keys};

/// Rows of one step.
const ROWS_MAX: usize = 300;
/// SKUs of one step.
const SKUS_MAX: usize = 80;

pub async fn view(cx: Cx, req: Req<ViewCompetitorPrices>) -> Outcome<CompetitorPrices> {
    let offer = cx.load(keys::catalog::offer(&req.path.sku)).await?;
    let held = cx.find(keys::pricing::competitor_prices(&offer.sku)).await?;
    let none = || CompetitorPrices::none(offer.sku.clone());
    Ok(Done::new(held.map_or_else(none, |held| held.value)))
}

pub async fn step(cx: &Cx, job: &Held<PriceJob>) -> Result<Done<()>, Fault> {
    if job.columns.is_empty() {
        return columns(cx, job, TaskKind::Competitors).await;
    }
    let rows = Piece::of(cx, job).await?;
    if rows.rows.is_empty() {
        return finish_file(cx, job).await;
    }
    let (told, mut taken) = told(job, &rows, cx);
    let skus: Vec<Sku> = told.iter().map(|(_, row)| row.sku.clone()).collect();
    let mut known = Known::of(cx, skus.into_iter().collect()).await?;
    for (at, row) in told {
        let sku = row.sku.to_string();
        match known.note(row) {
            Ok(changed) => taken.changed += u64::from(changed),
            Err(why) => {
                if let Some(row) = rows.rows.get(at) {
                    taken.reject(at, row, Some(sku), &why);
                }
            }
        }
    }
    Ok(known.save(taken.keep(Done::new(()), job, &rows)))
}

/// What the next rows say, each with its place.
fn told(job: &PriceJob, rows: &Piece, cx: &Cx) -> (Vec<(usize, CompetitorRow)>, Taken) {
    let (mut told, mut taken) = (Vec::new(), Taken::default());
    let mut skus: BTreeSet<Sku> = BTreeSet::new();
    for (at, row) in rows.rows.iter().enumerate().take(ROWS_MAX) {
        match row.read(|bytes| read_competitor_row(&job.columns, bytes, cx.now())) {
            Ok(read) if skus.len() >= SKUS_MAX && !skus.contains(&read.sku) => break,
            Ok(read) => {
                skus.insert(read.sku.clone());
                told.push((at, read));
            }
            Err(why) => taken.reject(at, row, None, &why),
        }
        taken.rows = at + 1;
    }
    (told, taken)
}

/// What is known of some SKUs, and what became of it.
struct Known {
    sold: BTreeSet<Sku>,
    held: BTreeMap<Sku, Held<CompetitorPrices>>,
    next: BTreeMap<Sku, CompetitorPrices>,
}

impl Known {
    async fn of(cx: &Cx, skus: BTreeSet<Sku>) -> Result<Self, Fault> {
        let offers: Vec<_> = skus.iter().map(keys::catalog::offer).collect();
        let prices: Vec<_> = skus.iter().map(keys::pricing::competitor_prices).collect();
        let offers = cx.peek_many(&offers).await?;
        let held = cx.load_many(&prices).await?;
        let sold = offers.into_iter().flatten().map(|offer| offer.value.sku).collect();
        let held = held.into_iter().flatten().map(|held| (held.value.sku.clone(), held));
        Ok(Self { sold, held: held.collect(), next: BTreeMap::new() })
    }

    fn note(&mut self, row: CompetitorRow) -> Result<bool, PricingRefusal> {
        let CompetitorRow { sku, seen } = row;
        if !self.sold.contains(&sku) {
            return Err(PricingRefusal::UnknownSku(sku));
        }
        let known = self.next.get(&sku).or_else(|| self.held.get(&sku).map(|held| &held.value));
        let mut prices = known.cloned().unwrap_or_else(|| CompetitorPrices::none(sku.clone()));
        let changed = prices.note(seen)?;
        if changed {
            self.next.insert(sku, prices);
        }
        Ok(changed)
    }

    fn save(self, done: Done<()>) -> Done<()> {
        let Self { held, next, .. } = self;
        next.iter().fold(done, |done, (sku, prices)| done.save(held.get(sku), prices))
    }
}
