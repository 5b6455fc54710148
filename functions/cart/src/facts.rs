//! What a cart's view and its edits have to know.
use domain::{
    cart::{Cart, Facts},
    shop::Settings,
};
use primitives::Sku;
use runtime::{Cx, Fault};
use table::keys;
use tariff::Look;

/// Everything about a cart, and about these SKUs besides: settings, offers, stock, prices.
pub async fn about<'a>(
    cx: &Cx,
    cart: &'a Cart,
    more: impl IntoIterator<Item = &'a Sku>,
) -> Result<Facts, Fault> {
    tariff::facts(cx, cart, more, &[], Look::Glance).await
}

/// The shop's settings, or what holds until staff decide.
pub async fn settings(cx: &Cx) -> Result<Settings, Fault> {
    let held = cx.peek(keys::cart::settings()).await?;
    Ok(held.map(|held| held.value).unwrap_or_default())
}
