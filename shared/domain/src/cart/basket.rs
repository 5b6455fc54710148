//! A cart as the price engine takes it.
use super::{Cart, CartLine, Facts};
use crate::pricing::{self, Basket, BasketLine, Held, LinePrice, PricingRefusal, Rules};
use primitives::{Code, Timestamp};

/// Why a line cannot be sold.
#[derive(Clone, Debug, PartialEq)]
pub enum Unsold {
    /// Nobody sells it any more.
    NotOnSale,
    /// It has no price, or no rate of tax.
    NoPrice(PricingRefusal),
}

/// A cart's basket without its lines: who buys, where it goes, which codes were entered.
pub(super) fn bare(cart: &Cart, facts: &Facts, now: Timestamp) -> Basket {
    let address = cart.shipping_address.as_ref();
    let region = address.and_then(|address| address.region.as_ref());
    let country = cart.destination().unwrap_or(&facts.settings.country).clone();
    let entered = |code: &Code| {
        let promotion = facts.tariff.codes.get(code)?;
        Some((code.clone(), promotion.clone()))
    };
    let mut buyer = facts.tariff.buyer.clone();
    buyer.customer.clone_from(&cart.customer_id);
    Basket {
        region: region.and_then(|region| Code::parse(region.to_string()).ok()),
        buyer,
        codes: cart.codes.iter().filter_map(entered).collect(),
        ..Basket::of(cart.currency, cart.channel.clone(), country, now, Vec::new())
    }
}

/// One line, if it can be sold: the others are priced without it.
pub(super) fn line(
    cart: &Cart,
    line: &CartLine,
    facts: &Facts,
    basket: &Basket,
    rules: &Rules,
) -> Result<BasketLine, Unsold> {
    let offer = facts.on_sale(&line.sku).ok_or(Unsold::NotOnSale)?;
    let taken = BasketLine {
        quantity: line.quantity,
        price: LinePrice::Listed { base: offer.prices.clone(), held: held(cart, line) },
        ..facts.unit_of(offer, basket)
    };
    pricing::refuse_unpriceable(&taken, basket, rules).map_err(Unsold::NoPrice)?;
    Ok(taken)
}

/// The price that the shopper was shown, while it is honoured.
fn held(cart: &Cart, line: &CartLine) -> Option<Held> {
    let until = line.honoured_until.max(cart.agreed_until)?;
    Some(Held { price: cart.seen(line), until })
}
