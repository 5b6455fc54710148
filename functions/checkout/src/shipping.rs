use crate::access;
use contract::checkout::{ListCheckoutShipping, ShippingOffer, ShippingOffers};
use domain::{checkout::parcel, shop::ShippingQuote};
use primitives::Title;
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ListCheckoutShipping>) -> Outcome<ShippingOffers> {
    let held = access::checkout(&cx, &req.path.checkout_id, req.secret.as_ref()).await?;
    let Some(address) = held.details.shipping_address.as_ref().filter(|_| held.ships) else {
        return Ok(Done::new(ShippingOffers { options: Vec::new() }));
    };
    let settings =
        cx.find(keys::cart::settings()).await?.map(|held| held.value).unwrap_or_default();
    let parcel = parcel(&address.country, held.weight_grams, &held.totals)?;
    let mut quotes = settings.shipping(&parcel);
    quotes.sort_by_key(|quote| quote.price.minor);
    Ok(Done::new(ShippingOffers { options: quotes.into_iter().filter_map(offer).collect() }))
}

fn offer(quote: ShippingQuote) -> Option<ShippingOffer> {
    let title = Title::parse(quote.title.to_string()).ok()?;
    Some(ShippingOffer { shipping_option: quote.option_id, title, price: quote.price })
}
