//! Sales of days that are over are counted, order by order, each once.
//!
//! What was sold and how far the counting is are one transaction, under the clock's version. No order
//! pays for it: the counting reads the list of the day's orders and their lines.
use domain::{
    order::OrderSummary,
    pricing::dynamic::{SALES_STEP_SKUS, SalesClock, SkuSales, tally},
};
use primitives::{OrderId, Sku};
use runtime::{Cx, Done, Fault, Progress, Step};
use std::collections::BTreeMap;
use table::{Cursor, List, keys};

/// Orders of one step.
const ORDERS_MAX: u32 = 25;

pub async fn handle(cx: Cx) -> Progress<()> {
    let clock = cx.find(keys::repricing::sales_clock()).await?;
    // Nobody asks for sales, or all days that are over have been counted.
    let Some(clock) = clock.filter(|clock| clock.is_behind(cx.now())) else {
        return Ok(Step::Finish(Done::new(())));
    };
    let Counted { units, next } = count(&cx, &clock).await?;
    let places: Vec<_> = units.keys().map(keys::repricing::sku_sales).collect();
    let found = cx.load_many(&places).await?;
    let mut done = Done::new(()).replace(&clock, &next);
    for ((sku, units), held) in units.into_iter().zip(found) {
        let sales = held.as_ref().map_or_else(|| SkuSales::none(sku), |held| held.value.clone());
        done = done.save(held.as_ref(), &sales.with(clock.day, units));
    }
    Ok(Step::Continue(done))
}

/// What one step counted, and where the clock stands then.
struct Counted {
    units: BTreeMap<Sku, u64>,
    next: SalesClock,
}

/// Counts whole orders, as many as a transaction has room for; or, of one that is larger, some pages.
async fn count(cx: &Cx, clock: &SalesClock) -> Result<Counted, Fault> {
    let orders = keys::order::orders_of_day(&clock.stands_at());
    let after = clock.after.clone().map(Cursor::from_outside);
    let page = cx.list(&orders, ORDERS_MAX, after.as_ref()).await?;
    let mut units = BTreeMap::new();
    let mut whole = 0;
    for order in &page.items {
        let passed = if whole == 0 { clock.pages } else { 0 };
        let with = count_order(cx, &order.order_id, passed, &units).await?;
        match with {
            OrderCount::Whole(with) => units = with,
            OrderCount::Pages(part, pages) if whole == 0 => {
                let next = clock.at(clock.after.clone(), pages);
                return Ok(Counted { units: part, next });
            }
            OrderCount::Pages(..) => break,
        }
        whole += 1;
    }
    let all = whole == page.items.len();
    let next = if all { page.next } else { cursor(cx, &orders, whole, after.as_ref()).await? };
    let next = match next {
        Some(next) => clock.at(Some(next.into()), 0),
        None if all => clock.next_day(),
        None => return Err(Fault::Internal("a list of orders has grown shorter".into())),
    };
    Ok(Counted { units, next })
}

/// Where the list goes on after so many orders.
async fn cursor(
    cx: &Cx,
    orders: &List<OrderSummary>,
    count: usize,
    after: Option<&Cursor>,
) -> Result<Option<Cursor>, Fault> {
    let count = u32::try_from(count).unwrap_or(ORDERS_MAX);
    Ok(cx.list(orders, count, after).await?.next)
}

/// An order, counted beside what was counted before.
enum OrderCount {
    /// All of it.
    Whole(BTreeMap<Sku, u64>),
    /// Up to so many of its pages: with the next there would be too many SKUs.
    Pages(BTreeMap<Sku, u64>, u32),
}

async fn count_order(
    cx: &Cx,
    order_id: &OrderId,
    passed: u32,
    before: &BTreeMap<Sku, u64>,
) -> Result<OrderCount, Fault> {
    let mut units = before.clone();
    let pages = cx.list_all(&keys::order::line_pages(order_id)).await?;
    for page in pages.iter().filter(|page| page.page >= passed) {
        let mut with = units.clone();
        tally(&mut with, &page.lines);
        if with.len() > SALES_STEP_SKUS {
            return Ok(OrderCount::Pages(units, page.page));
        }
        units = with;
    }
    Ok(OrderCount::Whole(units))
}
