//! What a rule looks at: of some SKUs, in as many round trips as there are kinds of it.
use domain::{
    catalog::Product,
    pricing::dynamic::{CompetitorPrices, Market, Repricer, SalesClock, Signal, SkuSales},
};
use primitives::{Money, ProductId, Sku, Timestamp};
use runtime::{Cx, Fault};
use std::collections::BTreeMap;
use stock::Availability;
use table::{Held, keys};
use tariff::Before;

/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;

/// What is known of some SKUs.
pub struct Known {
    /// Their prices and what the catalogue says.
    pub before: Vec<Before>,
    stock: BTreeMap<Sku, Availability>,
    sales: BTreeMap<Sku, SkuSales>,
    births: BTreeMap<ProductId, Timestamp>,
    competitors: BTreeMap<Sku, CompetitorPrices>,
}

/// What is known of one.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The price that the rule would move.
    pub price: Option<Money>,
    /// Units that can be sold now; `None` where they are not counted.
    pub stock: Option<u64>,
    /// Units sold in the last thirty days that were counted, and in the thirty before.
    pub sold: (u64, u64),
    /// What the rule goes by; `None` where it cannot say anything.
    pub market: Option<Market>,
}

impl Known {
    /// Reads what the rule looks at. Its own list's prices are as of now; what moves by itself is as
    /// it was a moment ago.
    pub async fn of(cx: &Cx, signal: &Signal, skus: &[Sku]) -> Result<Self, Fault> {
        let before = Before::of(cx, skus).await?;
        let sales: Vec<_> = skus.iter().map(keys::repricing::sku_sales).collect();
        let sales = cx.peek_many(&sales).await?;
        let competitors = if matches!(signal, Signal::Competitor { .. }) {
            let prices: Vec<_> = skus.iter().map(keys::pricing::competitor_prices).collect();
            cx.peek_many(&prices).await?
        } else {
            Vec::new()
        };
        let births = if matches!(signal, Signal::Age { .. }) {
            births(cx, &before).await?
        } else {
            BTreeMap::new()
        };
        Ok(Self {
            before,
            stock: stock::availability(cx, skus).await?,
            sales: by_sku(sales, |sales| &sales.sku),
            births,
            competitors: by_sku(competitors, |prices| &prices.sku),
        })
    }

    /// What is known of one of the SKUs.
    pub fn facts(
        &self,
        repricer: &Repricer,
        before: &Before,
        clock: Option<&SalesClock>,
        now: Timestamp,
    ) -> Facts {
        let sku = &before.sku;
        let signal = &repricer.rule.signal;
        let stock = match self.stock.get(sku) {
            Some(Availability::InStock { units }) => Some(u64::from(*units)),
            Some(Availability::Endless) | None => None,
            Some(_) => Some(0),
        };
        let sold = self.sales.get(sku).zip(clock).map(|(sales, clock)| sales.lately(clock));
        let sold = sold.unwrap_or_default();
        let price = repricer.price_of(&before.prices(), before.base().unwrap_or_default());
        let born = before.offer.as_ref().and_then(|offer| self.births.get(&offer.product_id));
        let market = Market {
            price: price.unwrap_or_else(|| Money::zero(repricer.rule.bounds.floor.currency)),
            stock: stock.unwrap_or_default(),
            sold: sold.0,
            sold_before: sold.1,
            age_days: born.map_or(0, |born| days(*born, now)),
            competitors: self
                .competitors
                .get(sku)
                .map(CompetitorPrices::quotes)
                .unwrap_or_default(),
            now,
        };
        // What is never counted neither lasts nor runs out.
        let counted = stock.is_some() || !signal.counts_stock();
        let market = (price.is_some() && counted).then_some(market);
        Facts { price, stock, sold, market }
    }
}

/// When products were made.
async fn births(cx: &Cx, before: &[Before]) -> Result<BTreeMap<ProductId, Timestamp>, Fault> {
    let offers = before.iter().filter_map(|one| one.offer.as_ref());
    let mut ids: Vec<&ProductId> = offers.map(|offer| &offer.product_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let products: Vec<_> = ids.into_iter().map(keys::catalog::product).collect();
    let found: Vec<Option<Held<Product>>> = cx.peek_many(&products).await?;
    let born = |held: Held<Product>| (held.value.product_id, held.value.created_at);
    Ok(found.into_iter().flatten().map(born).collect())
}

fn days(born: Timestamp, now: Timestamp) -> u32 {
    u32::try_from((now.seconds() - born.seconds()) / DAY_SECONDS).unwrap_or_default()
}

fn by_sku<E>(found: Vec<Option<Held<E>>>, sku: impl Fn(&E) -> &Sku) -> BTreeMap<Sku, E> {
    found.into_iter().flatten().map(|held| (sku(&held.value).clone(), held.value)).collect()
}
