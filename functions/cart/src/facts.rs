//! What a cart's view and its edits have to know: settings, offers, stock.
use domain::{cart::Facts, inventory::StockItem, shop::Settings};
use primitives::Sku;
use runtime::{Cx, Fault};
use std::collections::BTreeSet;
use table::{Held, Wanted, keys};

/// Everything about these SKUs: settings, offers and stock items in one go, then the levels.
pub async fn about(cx: &Cx, skus: impl IntoIterator<Item = &Sku>) -> Result<Facts, Fault> {
    let skus: BTreeSet<&Sku> = skus.into_iter().collect();
    let wanted = Wanted::default()
        .and([keys::cart::settings()])
        .and(skus.iter().map(|sku| keys::catalog::offer(sku)))
        .and(skus.iter().map(|sku| keys::inventory::stock_item(sku)));
    let found = cx.gather(&wanted).await?;
    let mut facts = Facts { stock: None, ..Facts::default() };
    if let Some(settings) = found.get(&keys::cart::settings()).map_err(Fault::Table)? {
        facts.settings = settings.value;
    }
    let mut items: Vec<Held<StockItem>> = Vec::new();
    for sku in skus {
        let offer = found.get(&keys::catalog::offer(sku)).map_err(Fault::Table)?;
        if let Some(offer) = offer {
            facts.offers.insert(sku.clone(), offer.value);
        }
        items.extend(found.get(&keys::inventory::stock_item(sku)).map_err(Fault::Table)?);
    }
    let stock = stock::availability_of(cx, items).await?;
    facts.stock = Some(stock.into_iter().map(|(sku, there)| (sku, there.units())).collect());
    Ok(facts)
}

/// The shop's settings, or what holds until staff decide.
pub async fn settings(cx: &Cx) -> Result<Settings, Fault> {
    let held = cx.peek(keys::cart::settings()).await?;
    Ok(held.map(|held| held.value).unwrap_or_default())
}
