use crate::{door, facts};
use contract::cart::{ListShippingOptions, ShippingOptionsView};
use domain::cart::quote;
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<ListShippingOptions>) -> Outcome<ShippingOptionsView> {
    let held = door::peek(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    let mut facts = facts::about(&cx, &held, []).await?;
    tariff::settle(&cx, &held, &mut facts).await?;
    Ok(Done::new(ShippingOptionsView {
        country: held.destination().unwrap_or(&facts.settings.country).clone(),
        options: quote(&held, &facts, cx.now())?.shipping_options,
    }))
}
