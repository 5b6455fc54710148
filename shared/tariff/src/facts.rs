//! Everything about a cart that decides on its price, in one round trip for every hundred things.
use crate::book;
use domain::{
    cart::{Cart, Facts},
    inventory::StockItem,
    pricing::{Standing, Tariff, selection::PriceBook},
};
use primitives::{Code, Sku};
use runtime::{Cx, Fault};
use std::{collections::BTreeSet, sync::Arc};
use table::{Found, Held, Wanted, keys};

/// How it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As it was a moment ago, with what there is in stock: for who shows a cart.
    Glance,
    /// As of now, and stock only of what comes for nothing: for who decides by it.
    Decide,
}

/// What decides on the price of a cart, but for what has been used ([`crate::settle`]): of its SKUs, of these SKUs besides, and with these codes besides.
pub async fn facts<'a>(
    cx: &Cx,
    cart: &'a Cart,
    more: impl IntoIterator<Item = &'a Sku>,
    codes: &[Code],
    look: Look,
) -> Result<Facts, Fault> {
    let skus: BTreeSet<&Sku> = cart.lines.iter().map(|line| &line.sku).chain(more).collect();
    let codes: BTreeSet<&Code> = cart.codes.iter().chain(codes).collect();
    // Whether there were price lists when this process last looked: then they are asked for at once.
    let lists = cx.recall::<Standing>().is_some_and(|kept| kept.lists);
    let mut wanted = Wanted::default()
        .and([keys::cart::settings()])
        .and([keys::pricing::book()])
        .and(skus.iter().map(|sku| keys::catalog::offer(sku)))
        .and(codes.iter().map(|code| keys::pricing::code(code)))
        .and(cart.customer_id.iter().map(keys::pricing::buyer_terms));
    if look == Look::Glance {
        wanted = wanted.and(skus.iter().map(|sku| keys::inventory::stock_item(sku)));
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
        tariff: tariff(cx, cart, standing, &codes, &skus, (&found, rows.as_ref())).await?,
        ..Facts::default()
    };
    let mut items: Vec<Held<StockItem>> = Vec::new();
    for sku in skus {
        let offer = get(&found, &keys::catalog::offer(sku))?;
        facts.offers.extend(offer.map(|offer| (sku.clone(), offer)));
        items.extend(found.get(&keys::inventory::stock_item(sku)).map_err(Fault::Table)?);
    }
    if look == Look::Glance {
        let stock = stock::availability_of(cx, items).await?;
        facts.stock = Some(stock.into_iter().map(|(sku, there)| (sku, there.units())).collect());
    }
    Ok(facts)
}

/// What decides besides settings and offers.
async fn tariff(
    cx: &Cx,
    cart: &Cart,
    standing: Arc<Standing>,
    codes: &BTreeSet<&Code>,
    skus: &BTreeSet<&Sku>,
    (found, more): (&Found, Option<&Found>),
) -> Result<Tariff, Fault> {
    let mut tariff = Tariff { standing, ..Tariff::default() };
    tariff.buyer.customer.clone_from(&cart.customer_id);
    if let Some(customer_id) = &cart.customer_id {
        if let Some(terms) = get(found, &keys::pricing::buyer_terms(customer_id))? {
            tariff.known_as(terms);
        }
        if tariff.standing.first_orders {
            let orders = keys::order::orders_of_customer(customer_id);
            tariff.buyer.first_order = cx.list(&orders, 1, None).await?.items.is_empty();
        }
    }
    for code in codes {
        let lead = get(found, &keys::pricing::code(code))?;
        tariff.codes.extend(lead.map(|lead| (lead.code, lead.promotion_id)));
    }
    if tariff.standing.lists {
        let found = more.unwrap_or(found);
        let mut rows = Vec::new();
        for sku in skus {
            let listed = get(found, &keys::pricing::sku_prices(sku))?;
            rows.extend(listed.into_iter().flat_map(|prices| prices.rows));
        }
        tariff.prices = PriceBook::of(rows);
    }
    Ok(tariff)
}

/// The things at these keys, as the look wants them.
pub(crate) async fn read(cx: &Cx, wanted: &Wanted, look: Look) -> Result<Found, Fault> {
    match look {
        Look::Glance => cx.gather(wanted).await,
        Look::Decide => cx.collect(wanted).await,
    }
}

pub(crate) fn get<E: table::Entity>(
    found: &Found,
    key: &table::Key<E>,
) -> Result<Option<E>, Fault> {
    Ok(found.get(key).map_err(Fault::Table)?.map(|held| held.value))
}
