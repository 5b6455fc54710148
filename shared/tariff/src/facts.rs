//! Everything about a cart that decides on its price, in one round trip for every hundred things.
use crate::book;
use domain::{
    cart::{Cart, Facts},
    catalog::Kind,
    inventory::StockItem,
    pricing::{Standing, Tariff},
};
use primitives::{Code, CustomerId, Sku};
use runtime::{Cx, Fault};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use stock::Guess;
use table::{Found, Held, Wanted, keys};

/// How it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As it was a moment ago, with what there is in stock: for who shows a cart.
    Glance,
    /// As it was a moment ago, and no stock: for who tries a price.
    Try,
    /// As of now, and stock only of what comes for nothing: for who decides by it.
    Decide,
}

/// What is to be priced, and for whom.
#[derive(Clone, Debug, Default)]
pub struct Asked<'a> {
    /// What is bought, and what may come with it.
    pub skus: BTreeSet<&'a Sku>,
    /// Codes that are entered, as they are stored.
    pub codes: BTreeSet<&'a Code>,
    /// Who buys.
    pub customer: Option<&'a CustomerId>,
    /// Whether it is their first order; looked up where nothing is said and a rule asks.
    pub first_order: Option<bool>,
}

/// What decides on the price of a cart, but for what has been used ([`crate::settle`]): of its SKUs, of these SKUs besides, and with these codes besides.
pub async fn facts<'a>(
    cx: &Cx,
    cart: &'a Cart,
    more: impl IntoIterator<Item = &'a Sku>,
    codes: &[Code],
    look: Look,
) -> Result<Facts, Fault> {
    let asked = Asked {
        skus: cart.lines.iter().map(|line| &line.sku).chain(more).collect(),
        codes: cart.codes.iter().chain(codes).collect(),
        customer: cart.customer_id.as_ref(),
        first_order: None,
    };
    facts_of(cx, &asked, look).await
}

/// What decides on the price of whatever is asked for.
pub async fn facts_of(cx: &Cx, asked: &Asked<'_>, look: Look) -> Result<Facts, Fault> {
    let Asked { skus, codes, customer, .. } = asked;
    // Whether there were price lists when this process last looked: then they are asked for at once.
    let lists = cx.recall::<Standing>().is_some_and(|kept| kept.lists);
    let mut wanted = Wanted::default()
        .and([keys::cart::settings()])
        .and([keys::pricing::book()])
        .and(skus.iter().map(|sku| keys::catalog::offer(sku)))
        .and(codes.iter().map(|code| keys::pricing::code(code)))
        .and(customer.iter().map(|id| keys::pricing::buyer_terms(id)));
    let mut guess = Guess::default();
    if look == Look::Glance {
        guess = Guess::of(cx, skus.iter().copied());
        let items = skus.iter().map(|sku| keys::inventory::stock_item(sku));
        wanted = wanted.and(items).and(guess.keys());
    }
    if lists {
        wanted = wanted.and(skus.iter().map(|sku| keys::pricing::sku_prices(sku)));
    }
    let found = read(cx, &wanted, look).await?;
    let head = get(&found, &keys::pricing::book())?.unwrap_or_default();
    let standing = book::of_head(cx, head).await?;
    let rows = if standing.lists && !lists {
        let missing = skus.iter().map(|sku| keys::pricing::sku_prices(sku));
        Some(read(cx, &Wanted::default().and(missing), look).await?)
    } else {
        None
    };
    let mut facts = Facts {
        settings: get(&found, &keys::cart::settings())?.unwrap_or_default(),
        tariff: tariff(cx, asked, standing, (&found, rows.as_ref())).await?,
        ..Facts::default()
    };
    let mut items: Vec<Held<StockItem>> = Vec::new();
    for &sku in skus {
        let offer = get(&found, &keys::catalog::offer(sku))?;
        facts.offers.extend(offer.map(|offer| ((*sku).clone(), offer)));
        items.extend(found.get(&keys::inventory::stock_item(sku)).map_err(Fault::Table)?);
    }
    items.extend(parts(cx, &mut facts, look).await?);
    if look == Look::Glance {
        let stock = stock::availability_of(cx, items, guess.levels(&found)?).await?;
        let there = stock.into_iter().map(|(sku, there)| (sku, there.units())).collect();
        facts.stock = Some(of_kits(there, &facts));
    }
    Ok(facts)
}

/// Looks up what the kits among the goods are made of: one round trip more, where there are any.
async fn parts(cx: &Cx, facts: &mut Facts, look: Look) -> Result<Vec<Held<StockItem>>, Fault> {
    let of_kits = facts.offers.values().flat_map(|offer| &offer.kit).map(|part| part.sku.clone());
    let unknown: BTreeSet<Sku> = of_kits.filter(|sku| !facts.offers.contains_key(sku)).collect();
    if unknown.is_empty() {
        return Ok(Vec::new());
    }
    let mut wanted = Wanted::default().and(unknown.iter().map(keys::catalog::offer));
    if look == Look::Glance {
        wanted = wanted.and(unknown.iter().map(keys::inventory::stock_item));
    }
    let found = read(cx, &wanted, look).await?;
    let mut items = Vec::new();
    for sku in unknown {
        items.extend(found.get(&keys::inventory::stock_item(&sku)).map_err(Fault::Table)?);
        let offer = get(&found, &keys::catalog::offer(&sku))?;
        facts.offers.extend(offer.map(|offer| (sku, offer)));
    }
    Ok(items)
}

/// Units that can be had, kits among them: as many as the scarcest component allows.
fn of_kits(mut there: BTreeMap<Sku, u32>, facts: &Facts) -> BTreeMap<Sku, u32> {
    let kits = facts.offers.values().filter(|offer| !offer.kit.is_empty());
    for kit in kits {
        let services = |sku: &Sku| facts.offers.get(sku).is_some_and(|of| of.kind == Kind::Service);
        let counted = kit.kit.iter().filter(|part| !services(&part.sku));
        let times = counted
            .map(|part| there.get(&part.sku).copied().unwrap_or(0) / part.quantity.get().max(1));
        if let Some(least) = times.min() {
            there.insert(kit.sku.clone(), least);
        }
    }
    there
}

/// What decides besides settings and offers.
async fn tariff(
    cx: &Cx,
    asked: &Asked<'_>,
    standing: Arc<Standing>,
    (found, more): (&Found, Option<&Found>),
) -> Result<Tariff, Fault> {
    let mut tariff = Tariff { standing, ..Tariff::default() };
    tariff.buyer.customer = asked.customer.cloned();
    if let Some(customer_id) = asked.customer
        && let Some(terms) = get(found, &keys::pricing::buyer_terms(customer_id))?
    {
        tariff.known_as(terms);
    }
    tariff.buyer.first_order = match (asked.first_order, asked.customer) {
        (Some(said), _) => said,
        (None, Some(customer_id)) if tariff.standing.first_orders => {
            let orders = keys::order::orders_of_customer(customer_id);
            cx.list(&orders, 1, None).await?.items.is_empty()
        }
        (None, _) => false,
    };
    for code in &asked.codes {
        let lead = get(found, &keys::pricing::code(code))?;
        tariff.codes.extend(lead.map(|lead| (lead.code, lead.promotion_id)));
    }
    if tariff.standing.lists {
        let found = more.unwrap_or(found);
        let mut rows = Vec::new();
        for sku in &asked.skus {
            let listed = get(found, &keys::pricing::sku_prices(sku))?;
            rows.extend(listed.into_iter().flat_map(|prices| prices.rows));
        }
        tariff.listed(rows);
    }
    Ok(tariff)
}

/// The things at these keys, as the look wants them.
pub(crate) async fn read(cx: &Cx, wanted: &Wanted, look: Look) -> Result<Found, Fault> {
    match look {
        Look::Glance | Look::Try => cx.gather(wanted).await,
        Look::Decide => cx.collect(wanted).await,
    }
}

/// What was found at a key.
pub fn get<E: table::Entity>(found: &Found, key: &table::Key<E>) -> Result<Option<E>, Fault> {
    Ok(found.get(key).map_err(Fault::Table)?.map(|held| held.value))
}
