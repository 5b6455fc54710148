use crate::facts;
use contract::cart::{ShopOption, ShopView, ViewShop};
use domain::shop::ShippingOption;
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, _: Req<ViewShop>) -> Outcome<ShopView> {
    let settings = facts::settings(&cx).await?;
    Ok(Done::new(ShopView {
        currencies: settings.currencies,
        country: settings.country,
        prices_include_tax: settings.prices_include_tax,
        shipping_options: settings.shipping_options.into_iter().map(option).collect(),
    }))
}

fn option(option: ShippingOption) -> ShopOption {
    ShopOption {
        option_id: option.option_id,
        title: option.title,
        countries: option.countries,
        prices: option.prices.into_iter().map(|one| one.price).collect(),
    }
}
