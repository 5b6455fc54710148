//! Edits. Each is made on the cart as it is now; the runtime makes it again if the cart changed
//! meanwhile, so two edits at once are two edits one after the other.
use super::{
    ADDS_MAX, Added, CODES_MAX, Cart, CartLine, CartRefusal, Facts, editable, quote, unpromised,
};
use crate::{catalog::Offer, pricing::selection::Origin};
use primitives::{
    Address, Code, CountryCode, Email, LineId, Locale, Note, Quantity, Sku, Timestamp,
    limits::LINES_MAX,
};
use std::collections::{BTreeMap, BTreeSet};

/// So many of a SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What.
    pub sku: Sku,
    /// How many; 0 is none.
    pub quantity: u32,
}

/// What happens to one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It goes.
    Empty,
    /// It is this from now on.
    To(T),
}

/// What happens to what else a cart holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Where to write to.
    pub email: Change<Email>,
    /// Where the goods go.
    pub shipping_address: Change<Address>,
    /// Who is billed.
    pub billing_address: Change<Address>,
    /// Where the goods will go, as long as there is no address.
    pub country: Change<CountryCode>,
    /// The way of delivery.
    pub shipping_option: Change<Code>,
    /// For the shop to know.
    pub note: Change<Note>,
    /// The language its owner reads.
    pub locale: Change<Locale>,
    /// Codes of promotions, all of them.
    pub codes: Change<Vec<Code>>,
    /// The shopper has seen the prices as they are now.
    pub accept_prices: bool,
}

/// Whether an add was done before: the same request, with the same body.
pub fn added_before(cart: &Cart, add: &Added) -> Option<bool> {
    let before = cart.adds.iter().find(|before| before.request == add.request)?;
    Some(before.fingerprint == add.fingerprint)
}

/// Adds units: a SKU that is in the cart already joins its line. All or none.
pub fn add(
    cart: &Cart,
    wishes: &[Wish],
    once: Added,
    facts: &Facts,
    new_line: impl FnMut() -> LineId,
    now: Timestamp,
) -> Result<Cart, CartRefusal> {
    let mut totals: BTreeMap<&Sku, u32> = BTreeMap::new();
    for wish in wishes {
        let before = || cart.line_of(&wish.sku).map_or(0, |line| line.quantity.get());
        let sum = totals.entry(&wish.sku).or_insert_with(before);
        *sum = sum.saturating_add(wish.quantity);
    }
    let mut wanted: Vec<Wish> = Vec::new();
    for wish in wishes {
        // In the order they were named, each SKU once.
        if let Some(quantity) = totals.remove(&wish.sku) {
            wanted.push(Wish { sku: wish.sku.clone(), quantity });
        }
    }
    asked(wishes)?;
    let mut next = set(cart, &wanted, facts, new_line, now)?;
    next.adds.push(once);
    let spare = next.adds.len().saturating_sub(ADDS_MAX);
    next.adds.drain(..spare);
    next.updated_at = now;
    Ok(next)
}

/// Sets quantities: other lines stay as they are, and none of a SKU removes its line. All or none;
/// doing it again changes nothing.
pub fn set(
    cart: &Cart,
    wishes: &[Wish],
    facts: &Facts,
    mut new_line: impl FnMut() -> LineId,
    now: Timestamp,
) -> Result<Cart, CartRefusal> {
    editable(cart, now)?;
    asked(wishes)?;
    let mut next = cart.clone();
    for wish in wishes {
        let at = next.lines.iter().position(|line| line.sku == wish.sku);
        if wish.quantity == 0 {
            next.lines.retain(|line| line.sku != wish.sku);
            continue;
        }
        let quantity = quantity_of(wish)?;
        let offer = offer(&wish.sku, facts)?;
        let no = |why| CartRefusal::Quantity { sku: wish.sku.clone(), why };
        offer.quantities.allow(wish.quantity).map_err(no)?;
        if let Some(line) = at.and_then(|at| next.lines.get_mut(at)) {
            if quantity < line.quantity {
                // It was promised for more units: a price of many is none for a few.
                line.honoured_until = None;
            }
            line.quantity = quantity;
        } else {
            let (line_id, sku) = (new_line(), wish.sku.clone());
            next.lines.push(CartLine { line_id, sku, quantity, seen: 0, honoured_until: None });
        }
    }
    if next.lines.len() > LINES_MAX {
        return Err(CartRefusal::TooManyLines);
    }
    let named: BTreeSet<&Sku> =
        wishes.iter().filter(|wish| wish.quantity > 0).map(|wish| &wish.sku).collect();
    if let Some(unsold) = see(cart, &mut next, &named, facts, now)? {
        return Err(unsold);
    }
    Ok(touched(cart, next, now))
}

/// Sets the quantity of a line; none removes it.
pub fn change(
    cart: &Cart,
    line_id: &LineId,
    quantity: u32,
    facts: &Facts,
    now: Timestamp,
) -> Result<Cart, CartRefusal> {
    editable(cart, now)?;
    let line = cart.lines.iter().find(|line| line.line_id == *line_id);
    let sku = line.ok_or_else(|| CartRefusal::NoLine(line_id.clone()))?.sku.clone();
    // The line exists, so none is made.
    set(cart, &[Wish { sku, quantity }], facts, || line_id.clone(), now)
}

/// Removes a line. Removing it again changes nothing.
pub fn remove(cart: &Cart, line_id: &LineId, now: Timestamp) -> Result<Cart, CartRefusal> {
    editable(cart, now)?;
    let mut next = cart.clone();
    next.lines.retain(|line| line.line_id != *line_id);
    Ok(touched(cart, next, now))
}

/// Changes what else the cart holds.
pub fn update(
    cart: &Cart,
    changes: Changes,
    facts: &Facts,
    now: Timestamp,
) -> Result<Cart, CartRefusal> {
    editable(cart, now)?;
    let mut next = cart.clone();
    let chooses = matches!(changes.shipping_option, Change::To(_));
    put(&mut next.email, changes.email);
    put(&mut next.shipping_address, changes.shipping_address);
    put(&mut next.billing_address, changes.billing_address);
    put(&mut next.country, changes.country);
    put(&mut next.shipping_option, changes.shipping_option);
    put(&mut next.note, changes.note);
    put(&mut next.locale, changes.locale);
    enter(&mut next, changes.codes, facts)?;
    if next.place() != cart.place() {
        next = unpromised(&next);
    }
    if changes.accept_prices {
        let all: Vec<Sku> = next.lines.iter().map(|line| line.sku.clone()).collect();
        see(cart, &mut next, &all.iter().collect(), facts, now)?;
    }
    if chooses && quote(&next, facts, now)?.shipping.is_none() {
        return Err(CartRefusal::ShippingOption);
    }
    Ok(touched(cart, next, now))
}

fn put<T>(field: &mut Option<T>, change: Change<T>) {
    match change {
        Change::Keep => {}
        Change::Empty => *field = None,
        Change::To(value) => *field = Some(value),
    }
}

/// An edit that changes nothing is none.
fn touched(cart: &Cart, mut next: Cart, now: Timestamp) -> Cart {
    if next != *cart {
        next.updated_at = now;
    }
    next
}

fn asked(wishes: &[Wish]) -> Result<(), CartRefusal> {
    if (1..=LINES_MAX).contains(&wishes.len()) { Ok(()) } else { Err(CartRefusal::NothingAsked) }
}

fn quantity_of(wish: &Wish) -> Result<Quantity, CartRefusal> {
    Quantity::parse(wish.quantity)
        .map_err(|why| CartRefusal::Quantity { sku: wish.sku.clone(), why: why.to_string() })
}

/// What is sold under a SKU now.
fn offer<'a>(sku: &Sku, facts: &'a Facts) -> Result<&'a Offer, CartRefusal> {
    let offer = facts.offers.get(sku).filter(|offer| offer.is_active());
    offer.ok_or_else(|| CartRefusal::NotOnSale(sku.clone()))
}

/// Writes down what the lines of these SKUs cost now, as the shopper sees it with the answer, and
/// until when that is honoured. What was promised before stays promised while it is lower. Gives
/// back why one of them cannot be sold.
pub(super) fn see(
    before: &Cart,
    next: &mut Cart,
    named: &BTreeSet<&Sku>,
    facts: &Facts,
    now: Timestamp,
) -> Result<Option<CartRefusal>, CartRefusal> {
    let quote = quote(next, facts, now)?;
    let minutes = i64::from(facts.tariff.standing.honour_minutes);
    let until = (minutes > 0).then(|| now.plus_seconds(minutes * 60));
    let mut unsold = None;
    for (line, quoted) in next.lines.iter_mut().zip(quote.lines) {
        if !named.contains(&line.sku) {
            continue;
        }
        let priced = match quoted.priced {
            Ok(priced) => priced,
            Err(why) => {
                unsold = unsold.or_else(|| Some(CartRefusal::unsold(&line.sku, before, why)));
                continue;
            }
        };
        let held = line.honoured_until.filter(|until| now <= *until);
        let kept = held.is_some() && priced.origin == Origin::Held;
        line.honoured_until = if kept { held } else { until };
        line.seen = priced.listed.minor;
    }
    Ok(unsold)
}

/// Enters codes: all of them, each once. One that leads nowhere is refused by name; one that was
/// entered before stays, whatever became of it.
fn enter(next: &mut Cart, codes: Change<Vec<Code>>, facts: &Facts) -> Result<(), CartRefusal> {
    let mut wanted = match codes {
        Change::Keep => return Ok(()),
        Change::Empty => Vec::new(),
        Change::To(codes) => codes,
    };
    wanted.sort();
    wanted.dedup();
    if wanted.len() > CODES_MAX {
        return Err(CartRefusal::TooManyCodes);
    }
    let known = |code: &&Code| facts.tariff.codes.contains_key(*code) || next.codes.contains(code);
    if let Some(unknown) = wanted.iter().find(|code| !known(code)) {
        return Err(CartRefusal::Code(unknown.clone()));
    }
    next.codes = wanted;
    Ok(())
}
