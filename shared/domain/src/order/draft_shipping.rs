//! How a draft is sent, and what that costs: as staff write it, or as the shop asks of a cart.
use super::{EditRefusal, Order, OrderLine, OrderRefusal, OrderShipping, ShippingWish};
use crate::{
    pricing::ShippingPrice,
    shop::{Parcel, Settings},
    totals::Totals,
};
use primitives::{Money, Title};

/// The way of sending that staff wish for a draft of these lines, which come to so much without it.
pub(super) fn chosen(
    order: &Order,
    lines: &[OrderLine],
    goods: &Totals,
    shop: &Settings,
) -> Result<Option<OrderShipping>, OrderRefusal> {
    let Some(ShippingWish { option, price }) = &order.sending else { return Ok(None) };
    let unknown = || EditRefusal::NoSuchShipping(option.clone());
    let known = shop.shipping_options.iter().find(|one| one.option_id == *option);
    let title = Title::parse(known.ok_or_else(unknown)?.title.to_string())?;
    let grams = |line: &OrderLine| u64::from(line.weight_grams) * u64::from(line.quantity.get());
    let parcel = Parcel {
        country: order.shipping_country.as_ref().unwrap_or(&shop.country).clone(),
        currency: order.currency,
        weight_grams: lines.iter().map(grams).fold(0, u64::saturating_add),
        value: goods.subtotal.minus(goods.discount)?,
    };
    let listed = || shop.shipping(&parcel).into_iter().find(|one| one.option_id == *option);
    let price = match price {
        Some(price) if price.is_negative() => return Err(OrderRefusal::NegativeShipping),
        Some(price) => *price,
        None => listed().ok_or_else(unknown)?.price,
    };
    Ok(Some(OrderShipping { option: option.clone(), title, price }))
}

/// As the engine takes it.
pub(super) fn priced(way: &OrderShipping) -> ShippingPrice {
    ShippingPrice { option: way.option.clone(), price: way.price }
}

/// What is left of its price after promotions.
pub(super) fn charged(way: OrderShipping, price: Money) -> OrderShipping {
    OrderShipping { price, ..way }
}
