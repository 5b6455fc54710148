//! What an edit would come to, to the penny, before anything is done.
use super::{AddedLine, EDITS_MAX, EditRefusal, EditWishes, ShippingWish, kept::kept, wish};
use crate::digest;
use crate::{
    cart::Facts,
    order::{
        Command, DraftLine, LinePage, Order, OrderDerivation, OrderLine, OrderRefusal,
        OrderShipping, Sale, draft_lines, goods,
        price::{Pricing, Worth},
        reckon::sold,
        states, units,
    },
    pricing::{
        BasketLine, Claim, Discount, ShippingPrice,
        tax::{Heard, TaxQuestion},
    },
    shop::{Parcel, Settings},
    totals::{LineAmounts, Totals},
};
use primitives::{
    Address, Code, CountryCode, LineId, Money, MoneyError, Quantity, Sku, Timestamp, Title,
    limits::{EDIT_PAGES_MAX, LINES_MAX, LINES_PER_PAGE, PAYMENTS_MAX},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What an order costs, and what of that has been cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What it costs.
    pub totals: Totals,
    /// Of that, what was cancelled.
    pub cancelled: Money,
}

impl Due {
    /// Of an order as it is.
    pub fn of(order: &Order) -> Self {
        Self { totals: order.totals.clone(), cancelled: order.cancelled_amount }
    }

    /// What the buyer owes in all.
    pub fn owed(&self) -> Result<Money, MoneyError> {
        self.totals.total.minus(self.cancelled)
    }
}

/// Units to be taken off one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitsRemoved {
    /// The page that the line is on.
    pub page: u32,
    /// The line.
    pub line_id: LineId,
    /// Units.
    pub quantity: Quantity,
    /// What exactly they cost.
    pub amounts: LineAmounts,
}

/// What an edit does, but for the lines that it adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditPlan {
    /// Units to be taken off, in the order of the lines.
    pub removed: Vec<UnitsRemoved>,
    /// The first new page: as many as the order has pages now.
    pub first_page: u32,
    /// New pages.
    pub page_count: u32,
    /// New lines.
    pub line_count: u32,
    /// Units on new lines.
    pub units: u64,
    /// Of these, units of goods.
    pub goods: u64,
    /// How it is to be sent, where that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<OrderShipping>,
    /// Where it is to go, where that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// Whom the invoice is to name, where that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// Whether either address changes.
    pub address_changed: bool,
    /// What each promotion takes off what is added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<Discount>,
    /// What of whatever is limited is taken for that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// What is owed before.
    pub before: Due,
    /// What is owed after.
    pub after: Due,
    /// The difference: more than nothing is charged, less than nothing is given back.
    pub balance: Money,
}

impl EditPlan {
    /// What is charged.
    pub fn charge(&self) -> Money {
        Money::new(self.balance.minor.max(0), self.balance.currency)
    }

    /// What is given back.
    pub fn refund(&self) -> Money {
        Money::new(self.balance.minor.min(0).saturating_neg(), self.balance.currency)
    }

    /// Units taken off.
    pub fn units_removed(&self) -> u64 {
        self.removed.iter().map(|one| u64::from(one.quantity.get())).sum()
    }

    /// Pages that lose units.
    pub fn touched(&self) -> BTreeSet<u32> {
        self.removed.iter().map(|one| one.page).collect()
    }
}

/// An edit with the lines that it adds.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedEdit {
    /// What it does.
    pub plan: EditPlan,
    /// What it adds.
    pub lines: Vec<OrderLine>,
    /// How the prices of that came to be.
    pub derivation: OrderDerivation,
    /// What would come for nothing, if anybody had looked whether it can be had.
    pub unseen: Vec<Sku>,
    /// What an outside tax service is to be asked, where it reckons and was not asked yet.
    pub asks: EditAsks,
}

/// What an outside tax service is asked for an edit. Delivery is a question of its own: it is taxed with all
/// that is left to be sent, and of that what was sold keeps its tax.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EditAsks {
    /// Of what is added.
    pub goods: Option<TaxQuestion>,
    /// Of what is left to be sent, with its delivery.
    pub delivery: Option<TaxQuestion>,
}

impl EditAsks {
    /// Nothing is asked.
    pub fn is_none(&self) -> bool {
        self.goods.is_none() && self.delivery.is_none()
    }
}

impl PlannedEdit {
    /// A digest of everything that the edit does and costs: who confirms it names what they saw.
    /// The ids of new lines are not part of it.
    pub fn fingerprint(&self, order: &Order) -> Result<Code, OrderRefusal> {
        let lines: Vec<_> = self
            .lines
            .iter()
            .map(|line| {
                let goods = (line.kind, &line.sku, &line.product_id, &line.title);
                let cost = (line.quantity, line.unit_price, line.amounts);
                (goods, cost, &line.tax_category, line.tax_rate, line.weight_grams)
            })
            .collect();
        let seen = serde_json::to_vec(&(&order.order_id, &self.plan, lines))
            .map_err(|_| EditRefusal::Outdated)?;
        Ok(Code::parse(digest::hex(seen))?)
    }
}

/// Plans an edit. Refuses what cannot be done to the order as it is, and what changes nothing.
pub fn plan_edit(
    order: &Order,
    pages: &[LinePage],
    wishes: EditWishes,
    facts: &Facts,
    mut new_id: impl FnMut() -> LineId,
    now: Timestamp,
) -> Result<PlannedEdit, OrderRefusal> {
    editable(order)?;
    same_country(order, &wishes, &facts.settings)?;
    same_region(order, &wishes)?;
    turned(pages, &wishes)?;
    let wishes = wishes.without_what_stays(pages);
    let (removed, more) = turned(pages, &wishes)?;
    let EditWishes { add, shipping, shipping_address, billing_address, .. } = wishes;
    let drafts = drafts(add, more, facts)?;
    let lines = draft_lines(order, drafts, &facts.offers, &mut new_id)?;
    // The order's own codes are used up with it.
    let inclusive = Some(order.totals.prices_include_tax);
    let to = shipping_address.as_ref().or(order.shipping_address.as_ref());
    let beside = kept(pages, &removed, facts)?;
    let pricing =
        Pricing { order, facts, codes: &[], at: now, inclusive, to, beside, shipping: None };
    let added = pricing.price(lines, new_id)?;
    let goods = added.priced.asks.clone().filter(|ask| to.is_some() && !ask.lines.is_empty());
    let known = to.is_some();
    let sent = match shipping {
        Some(wish) => {
            let heard = facts.tariff.heard_delivery.clone();
            let sale = sale(order, &facts.settings, heard, now);
            let left = left(pages, &removed, &added.lines)?;
            sending(order, &sale, &wish, &left, &facts.settings)?
        }
        None => None,
    };
    let to = (shipping_address, billing_address);
    let delivery = sent.as_ref().and_then(|sent| sent.asks.clone()).filter(|_| known);
    let plan = plan(order, removed, &added, sent, to)?;
    check(order, &plan)?;
    let derivation = OrderDerivation {
        order_id: order.order_id.clone(),
        part: order.edits.saturating_add(1),
        at: now,
        derivation: added.priced.derivation,
    };
    let asks = EditAsks { goods, delivery };
    Ok(PlannedEdit { plan, lines: added.lines, derivation, unseen: added.unseen, asks })
}

/// What an edit comes to: what it takes off, what it adds, how it sends that, and where to.
fn plan(
    order: &Order,
    removed: Vec<UnitsRemoved>,
    added: &Worth,
    sent: Option<Sending>,
    (shipping_address, billing_address): (Option<Address>, Option<Address>),
) -> Result<EditPlan, OrderRefusal> {
    let before = Due::of(order);
    let lost = Money::sum(order.currency, removed.iter().map(|one| one.amounts.total))?;
    let after = Due {
        totals: after(&before.totals, &added.priced.totals, sent.as_ref())?,
        cancelled: before.cancelled.plus(lost)?,
    };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let shipping_address =
        shipping_address.filter(|to| order.shipping_address.as_ref() != Some(to));
    let billing_address = billing_address.filter(|to| order.billing_address.as_ref() != Some(to));
    let lines = &added.lines;
    Ok(EditPlan {
        first_page: order.page_count,
        page_count: count(lines.len().div_ceil(LINES_PER_PAGE)),
        line_count: count(lines.len()),
        units: units(lines),
        goods: goods(lines),
        discounts: added.priced.discounts.clone(),
        claims: added.claims.clone(),
        shipping: sent.map(|sent| sent.shipping),
        address_changed: shipping_address.is_some() || billing_address.is_some(),
        shipping_address,
        billing_address,
        balance: after.owed()?.minus(before.owed()?)?,
        removed,
        before,
        after,
    })
}

/// The circumstances in which what is sent is taxed: prices include tax or do not as they did.
fn sale(order: &Order, shop: &Settings, heard: Option<Arc<Heard>>, now: Timestamp) -> Sale {
    Sale {
        currency: order.currency,
        country: destination(order, shop).clone(),
        prices_include_tax: order.totals.prices_include_tax,
        at: now,
        taxed_by: order.reckoned_by(),
        heard,
    }
}

/// The lines to be added, as the staff would write them.
fn drafts(
    add: Vec<AddedLine>,
    more: Vec<DraftLine>,
    facts: &Facts,
) -> Result<Vec<DraftLine>, OrderRefusal> {
    let add = add.into_iter().zip(1..);
    let written = add.map(|(line, at)| line.written(at, facts).map_err(OrderRefusal::from));
    written.chain(more.into_iter().map(Ok)).collect()
}

fn editable(order: &Order) -> Result<(), OrderRefusal> {
    states::next(order.state, Command::Amend)?;
    order.idle()?;
    order.unedited()?;
    if order.edits >= EDITS_MAX { Err(EditRefusal::TooMany.into()) } else { Ok(()) }
}

/// The country decides on the tax of what was sold: it stays.
fn same_country(order: &Order, wishes: &EditWishes, shop: &Settings) -> Result<(), OrderRefusal> {
    let Some(address) = &wishes.shipping_address else { return Ok(()) };
    let from = destination(order, shop);
    if address.country == *from {
        return Ok(());
    }
    Err(EditRefusal::Country { from: from.clone(), to: address.country.clone() }.into())
}

/// Where a service says the tax, a state or province decides on it as a country does.
fn same_region(order: &Order, wishes: &EditWishes) -> Result<(), OrderRefusal> {
    let region = |address: &Address| address.region.clone();
    let (Some(from), Some(to)) = (&order.shipping_address, &wishes.shipping_address) else {
        return Ok(());
    };
    match (region(from), region(to)) {
        (Some(from), Some(to)) if from != to && !order.taxed_by.is_own() => {
            Err(EditRefusal::Region { from, to }.into())
        }
        _ => Ok(()),
    }
}

fn destination<'a>(order: &'a Order, shop: &'a Settings) -> &'a CountryCode {
    order.shipping_country.as_ref().unwrap_or(&shop.country)
}

type Turned = (Vec<UnitsRemoved>, Vec<DraftLine>);

/// What comes off the lines that the order has, and what of them is to be added.
fn turned(pages: &[LinePage], wishes: &EditWishes) -> Result<Turned, OrderRefusal> {
    let mut named = wishes.turns()?;
    let (mut removed, mut more) = (Vec::new(), Vec::new());
    for page in pages {
        for line in &page.lines {
            let Some(asked) = named.remove(&line.line_id) else { continue };
            match asked.of(line)? {
                wish::Turn::Fewer(quantity) => {
                    let before = line.cancelled;
                    let amounts =
                        line.amounts.share(before, quantity.get(), line.quantity.get())?;
                    let (page, line_id) = (page.page, line.line_id.clone());
                    removed.push(UnitsRemoved { page, line_id, quantity, amounts });
                }
                wish::Turn::More(_) if line.kit.is_some() => {
                    return Err(OrderRefusal::PartOfKit(line.line_id.clone()));
                }
                wish::Turn::More(quantity) => more.push(wish::more_of(line, quantity)),
                wish::Turn::Same => {}
            }
        }
    }
    match named.pop_first() {
        Some((line_id, _)) => Err(OrderRefusal::UnknownLine(line_id.clone())),
        None => Ok((removed, more)),
    }
}

/// What there will be to be sent, line by line, and what it weighs.
fn left(
    pages: &[LinePage],
    removed: &[UnitsRemoved],
    added: &[OrderLine],
) -> Result<(Vec<BasketLine>, u64), OrderRefusal> {
    let off: BTreeMap<&LineId, u32> =
        removed.iter().map(|one| (&one.line_id, one.quantity.get())).collect();
    let (mut list, mut grams) = (Vec::new(), 0_u64);
    for line in pages.iter().flat_map(|page| &page.lines).chain(added) {
        let gone = line.cancelled.saturating_add(off.get(&line.line_id).copied().unwrap_or(0));
        let rest = line.quantity.get().saturating_sub(gone);
        let Ok(quantity) = Quantity::parse(rest) else { continue };
        let discount = line.amounts.share(gone, rest, line.quantity.get())?.discount;
        list.push(sold(line, quantity, discount));
        grams = grams.saturating_add(u64::from(line.weight_grams) * u64::from(rest));
    }
    Ok((list, grams))
}

/// How it is to be sent, the tax on that, and what is to be asked for it.
struct Sending {
    shipping: OrderShipping,
    tax: Money,
    asks: Option<TaxQuestion>,
}

/// How it is to be sent and the tax on that; `None` where that is as it was.
fn sending(
    order: &Order,
    sale: &Sale,
    wish: &ShippingWish,
    (lines, weight_grams): &(Vec<BasketLine>, u64),
    shop: &Settings,
) -> Result<Option<Sending>, OrderRefusal> {
    if order.units_fulfilled > 0 {
        return Err(EditRefusal::ShippingEarned.into());
    }
    let unknown = || EditRefusal::NoSuchShipping(wish.option.clone());
    let mut option = shop.shipping_options.iter();
    let option = option.find(|one| one.option_id == wish.option).ok_or_else(unknown)?;
    let goods = sale.price(lines.clone(), None)?.totals;
    let parcel = Parcel {
        country: sale.country.clone(),
        currency: order.currency,
        weight_grams: *weight_grams,
        value: goods.subtotal.minus(goods.discount)?,
    };
    let listed = || shop.shipping(&parcel).into_iter().find(|one| one.option_id == wish.option);
    let price = match wish.price {
        Some(price) => price,
        None => listed().ok_or_else(unknown)?.price,
    };
    let way = ShippingPrice { option: wish.option.clone(), price };
    let sent = sale.price(lines.clone(), Some(way))?;
    let title = Title::parse(option.title.to_string())?;
    let chosen = OrderShipping { option: wish.option.clone(), title, price };
    let same = order.shipping.as_ref() == Some(&chosen);
    let (tax, asks) = (sent.totals.shipping_tax, sent.asks);
    Ok((!same).then_some(Sending { shipping: chosen, tax, asks }))
}

/// The totals with new lines, and with another price of shipping where there is one.
fn after(before: &Totals, added: &Totals, sent: Option<&Sending>) -> Result<Totals, MoneyError> {
    let (shipping, shipping_tax) =
        sent.map_or((before.shipping, before.shipping_tax), |to| (to.shipping.price, to.tax));
    let whole = |price: Money, tax: Money| {
        if before.prices_include_tax { Ok(price) } else { price.plus(tax) }
    };
    let more = whole(shipping, shipping_tax)?;
    let less = whole(before.shipping, before.shipping_tax)?;
    Ok(Totals {
        currency: before.currency,
        prices_include_tax: before.prices_include_tax,
        subtotal: before.subtotal.plus(added.subtotal)?,
        discount: before.discount.plus(added.discount)?,
        tax: before.tax.plus(added.tax)?.plus(shipping_tax)?.minus(before.shipping_tax)?,
        total: before.total.plus(added.total)?.plus(more)?.minus(less)?,
        shipping,
        shipping_tax,
    })
}

/// Refuses what changes nothing, leaves nothing, or is too large.
fn check(order: &Order, plan: &EditPlan) -> Result<(), OrderRefusal> {
    let particulars = plan.shipping.is_some() || plan.address_changed;
    let lines = usize::try_from(order.line_count.saturating_add(plan.line_count));
    let pages = plan.touched().len() + usize::try_from(plan.page_count).unwrap_or(usize::MAX);
    if plan.removed.is_empty() && plan.line_count == 0 && !particulars {
        return Err(EditRefusal::Nothing.into());
    }
    if order.units_open() + plan.units <= plan.units_removed() {
        return Err(EditRefusal::Empties.into());
    }
    if lines.is_ok_and(|lines| lines > LINES_MAX) {
        return Err(OrderRefusal::TooManyLines);
    }
    if pages > EDIT_PAGES_MAX {
        return Err(EditRefusal::TooLarge.into());
    }
    if plan.balance.minor > 0 && order.payment_ids.len() >= PAYMENTS_MAX {
        return Err(EditRefusal::TooManyPayments.into());
    }
    Ok(())
}
