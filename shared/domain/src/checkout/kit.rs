//! A kit that is bought becomes lines of what it is made of, each with its part of what the kit costs:
//! so stock, parcels, cancellations and refunds know nothing but lines, and any part can go back.
use super::Refusal;
use crate::{
    cart::{CartLine, Facts},
    catalog::Offer,
    order::{OfKit, OrderLine},
    pricing::{KitPart, PricedLine, kit},
};
use primitives::{Currency, LineId, Money, Quantity, Sku};

/// The lines of a kit, in the order of its components. In every amount they sum to what the kit costs.
pub(super) fn lines(
    line: &CartLine,
    offer: &Offer,
    priced: &PricedLine,
    facts: &Facts,
    mut new_line: impl FnMut() -> LineId,
) -> Result<Vec<OrderLine>, Refusal> {
    let currency = priced.unit_price.currency;
    let amounts = kit(&priced.amounts, &weights(offer, facts, currency))?;
    let whole = OfKit {
        line_id: line.line_id.clone(),
        sku: offer.sku.clone(),
        title: offer.title.clone(),
        kits: line.quantity,
    };
    let parts = offer.kit.iter().zip(amounts).map(|(part, amounts)| {
        let gone = || Refusal::Unavailable(format!("{} is not on sale any more", offer.sku));
        let component = facts.offers.get(&part.sku).ok_or_else(gone)?;
        let many = || Refusal::Unavailable(format!("{} is more than one order holds", offer.sku));
        let units = part.quantity.get().checked_mul(line.quantity.get()).ok_or_else(many)?;
        let quantity = Quantity::parse(units).map_err(|_| many())?;
        // What one costs is told, rounded down; what all cost is exact.
        let each = amounts.subtotal.minor / i64::from(units.max(1));
        let base = OrderLine::of_offer(new_line(), component, Money::new(each, currency));
        Ok(OrderLine {
            quantity,
            amounts,
            tax_category: offer.tax_category.clone(),
            tax_rate: priced.tax_rate,
            kit: Some(Box::new(whole.clone())),
            ..base
        })
    });
    parts.collect()
}

/// By what the price is laid over the components: by their shares; or by what they cost by themselves;
/// or, where one has no price in the currency, by units.
fn weights(offer: &Offer, facts: &Facts, currency: Currency) -> Vec<KitPart> {
    let shared = offer.kit.iter().all(|part| part.share.is_some());
    let alone = |sku: &Sku| facts.offers.get(sku).and_then(|offer| offer.price(currency));
    let priced = offer.kit.iter().all(|part| alone(&part.sku).is_some());
    let weigh = |part: &crate::catalog::KitComponent| {
        let one = Money::new(1, currency);
        let (units, alone) = match part.share {
            Some(share) if shared => (1, Money::new(i64::from(share), currency)),
            _ if priced => (part.quantity.get(), alone(&part.sku).unwrap_or(one)),
            _ => (part.quantity.get(), one),
        };
        KitPart { sku: part.sku.clone(), units, alone }
    };
    offer.kit.iter().map(weigh).collect()
}
