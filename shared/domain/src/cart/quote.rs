//! What a cart costs now, and what is wrong with it: the one reckoning that cart and checkout share.
use super::{Cart, CartLine, CartRefusal, Facts, Finding, Unsold, basket, finding};
use crate::{
    catalog::{Kind, Offer},
    pricing::{
        self, Claim, Derivation, Discount, GiftLine, PricedLine, ShippingPrice, TaxQuestion,
        Treatment, Why,
    },
    shop::{Parcel, ShippingQuote},
    totals::{TaxShare, Totals},
};
use primitives::{Code, PromotionId, Sku, Timestamp, Title};

/// A cart, reckoned.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The lines in the cart's order.
    pub lines: Vec<QuotedLine>,
    /// What all lines that can be sold cost, with delivery.
    pub totals: Totals,
    /// Tax by rate.
    pub taxes: Vec<TaxShare>,
    /// Whether and why no tax is taken.
    pub treatment: Treatment,
    /// What each promotion took off.
    pub discounts: Vec<Discount>,
    /// What comes for nothing, as far as it can be had.
    pub gifts: Vec<GiftLine>,
    /// What would come for nothing if it were on sale, as far as nobody has looked.
    pub unseen: Vec<Sku>,
    /// The codes that were entered, and what became of them.
    pub codes: Vec<QuotedCode>,
    /// What an order at these prices takes of whatever is limited.
    pub claims: Vec<Claim>,
    /// What an outside tax service should be asked before anybody pays.
    pub asks: Option<TaxQuestion>,
    /// How all of this came to be.
    pub derivation: Derivation,
    /// The chosen way of delivery, if it is open to the cart; its price is before promotions.
    pub shipping: Option<ShippingQuote>,
    /// Every way of delivery that is open to the cart, before promotions.
    pub shipping_options: Vec<ShippingQuote>,
    /// Grams of all goods.
    pub weight_grams: u64,
    /// Units of all lines.
    pub units: u64,
    /// Whether anything has to be delivered.
    pub ships: bool,
    /// What keeps the cart from being bought.
    pub errors: Vec<Finding>,
    /// What the shopper should know.
    pub warnings: Vec<Finding>,
}

/// One line, reckoned.
#[derive(Clone, Debug)]
pub struct QuotedLine {
    /// The line.
    pub line: CartLine,
    /// Its offer, if there still is one.
    pub offer: Option<Offer>,
    /// What it costs, or why it cannot be sold.
    pub priced: Result<PricedLine, Unsold>,
}

/// A code that was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedCode {
    /// The code.
    pub code: Code,
    /// What it is for, if it leads anywhere.
    pub title: Option<Title>,
    /// Whether it did something.
    pub applied: bool,
    /// Why not, if it did not.
    pub why: Option<Why>,
}

/// Reckons a cart. Lines that cannot be sold are left out of the sums and named among the errors.
/// Tax is of where the goods go, or of the shop's own country as long as that is not known.
pub fn quote(cart: &Cart, facts: &Facts, now: Timestamp) -> Result<Quote, CartRefusal> {
    let rules = facts.rules(&cart.channel);
    let mut basket = basket::bare(cart, facts, now);
    let sold: Vec<Result<_, Unsold>> =
        cart.lines.iter().map(|line| basket::line(cart, line, facts, &basket, &rules)).collect();
    basket.lines = sold.iter().flatten().cloned().collect();
    let goods = pricing::price(&basket, &rules)?;
    let (weight_grams, units, ships) = heft(cart, facts);
    let shipping_options = if ships {
        shipping_options(cart, facts, weight_grams, &goods.totals)?
    } else {
        Vec::new()
    };
    let chosen = cart.shipping_option.as_ref();
    let shipping = chosen
        .and_then(|wanted| shipping_options.iter().find(|option| option.option_id == *wanted))
        .cloned();
    basket.shipping = shipping
        .as_ref()
        .map(|way| ShippingPrice { option: way.option_id.clone(), price: way.price });
    let priced = if shipping.is_some() { pricing::price(&basket, &rules)? } else { goods };
    let claims = facts.tariff.claims(&priced);
    let codes = codes(cart, facts, &priced);
    let mut of_lines = priced.lines.into_iter();
    let lines: Vec<QuotedLine> = cart
        .lines
        .iter()
        .zip(sold)
        .map(|(line, sold)| {
            let offer = facts.offers.get(&line.sku).cloned();
            let priced = sold.and_then(|_| of_lines.next().ok_or(Unsold::NotOnSale));
            QuotedLine { line: line.clone(), offer, priced }
        })
        .collect();
    let (mut errors, mut warnings) = finding::of_lines(cart, &lines, facts);
    warnings.extend(codes.iter().filter(|code| !code.applied).map(Finding::of_code));
    if ships && chosen.is_some() && shipping.is_none() {
        errors.push(Finding::shipping());
    }
    Ok(Quote {
        lines,
        totals: priced.totals,
        taxes: priced.taxes,
        treatment: priced.treatment,
        discounts: priced.discounts,
        unseen: unseen(&priced.gifts, facts),
        gifts: priced.gifts.into_iter().filter(|gift| facts.gives(gift)).collect(),
        codes,
        claims,
        asks: priced.asks,
        derivation: priced.derivation,
        shipping,
        shipping_options,
        weight_grams,
        units,
        ships,
        errors,
        warnings,
    })
}

/// Gifts of which nobody has looked whether they can be had.
fn unseen(gifts: &[GiftLine], facts: &Facts) -> Vec<Sku> {
    let unseen = |sku: &&Sku| !facts.gifts.contains_key(*sku);
    gifts.iter().map(|gift| &gift.sku).filter(unseen).cloned().collect()
}

/// What became of the codes that were entered.
fn codes(cart: &Cart, facts: &Facts, priced: &pricing::Priced) -> Vec<QuotedCode> {
    let title = |id: &PromotionId| {
        facts.tariff.standing.promotions.get(id).map(|promotion| promotion.title.clone())
    };
    let became = |code: &Code| {
        let lead = facts.tariff.codes.get(code);
        let applied = priced.discounts.iter().any(|one| one.code.as_ref() == Some(code));
        let passed = priced.passed_over.iter().find(|one| one.code.as_ref() == Some(code));
        let why = passed.map(|passed| passed.why.clone());
        let code = code.clone();
        QuotedCode { code, title: lead.and_then(title), applied, why: why.filter(|_| !applied) }
    };
    cart.codes.iter().map(became).collect()
}

/// Every way of delivery that is open to goods of this weight and worth.
fn shipping_options(
    cart: &Cart,
    facts: &Facts,
    weight_grams: u64,
    goods: &Totals,
) -> Result<Vec<ShippingQuote>, CartRefusal> {
    let parcel = Parcel {
        country: cart.destination().unwrap_or(&facts.settings.country).clone(),
        currency: cart.currency,
        weight_grams,
        value: goods.subtotal.minus(goods.discount).map_err(CartRefusal::money)?,
    };
    Ok(facts.settings.shipping(&parcel))
}

/// Grams, units, and whether anything is delivered.
fn heft(cart: &Cart, facts: &Facts) -> (u64, u64, bool) {
    cart.lines.iter().fold((0, 0, false), |(grams, units, ships), line| {
        let count = u64::from(line.quantity.get());
        let goods = facts.offers.get(&line.sku).filter(|offer| offer.kind == Kind::Goods);
        let weight = goods.map_or(0, |offer| facts.grams(offer) * count);
        (grams + weight, units + count, ships || goods.is_some())
    })
}
