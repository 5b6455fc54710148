//! Drafts: orders that the staff writes, at prices of their own, and has placed.
use super::{
    Channel, Command, LineKind, LinePage, Order, OrderDerivation, OrderLine, OrderNumber,
    OrderRefusal, OrderState, PaymentStatus, ShippingWish, draft_shipping, goods, into_pages,
    price::{Pricing, Worth, written},
    states, units,
};
use crate::{
    cart::{CODES_MAX, Facts},
    catalog::Offer,
    pricing::TaxQuestion,
    totals::{LineAmounts, TaxRate, Totals},
};
use primitives::{
    Address, CheckoutId, Code, CountryCode, Currency, CustomerId, Email, ExternalKey, LineId,
    Money, Note, OrderId, ProductId, Quantity, Sku, Timestamp, Title, limits,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A try of placing a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The command that asked for it: the same command, repeated, follows its own attempt.
    pub command: String,
    /// The checkout that carries it out.
    pub checkout_id: CheckoutId,
    /// Why it came to nothing, once it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// What the staff says of a draft, but for its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftHead {
    /// Currency of every price.
    pub currency: Currency,
    /// Who buys; a guest where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// Where news of it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// The merchant's own name for it, such as an invoice number; no two orders share one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<ExternalKey>,
    /// When the buyer gave it, for imported history; when it is placed where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Timestamp>,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// Whom the invoice names; the shipping address where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// Country of delivery, where there is no shipping address; it decides on tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_country: Option<CountryCode>,
    /// Where it is sold, as price lists and promotions know it; `web` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_in: Option<Code>,
    /// How it is sent, one of the shop's ways; where absent nothing is charged for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<ShippingWish>,
    /// Codes of promotions that the staff enter for the buyer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = CODES_MAX))]
    pub codes: Vec<Code>,
    /// What the staff wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

/// One line as the staff writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftLine {
    /// Goods, which need a SKU, or a charge, which has none.
    #[serde(default)]
    pub kind: LineKind,
    /// The merchant's code of the goods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// The product, where the catalogue knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// What people read; as the catalogue says where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// Units.
    pub quantity: Quantity,
    /// Price of one, in the draft's currency; nothing is allowed, less than nothing is not. No promotion
    /// takes anything off it. Where absent, the goods cost what they would in a cart of the buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Money>,
    /// Taken off the whole line, before any promotion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<Money>,
    /// By which the tax is found; as the catalogue says, or `standard`, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_category: Option<Code>,
    /// Weight of one, in grams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_grams: Option<u32>,
}

/// A draft with its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// The head, with totals.
    pub order: Order,
    /// The lines, with amounts.
    pub pages: Vec<LinePage>,
    /// How their prices came to be.
    pub derivation: OrderDerivation,
    /// What would come for nothing, if anybody had looked whether it can be had.
    pub unseen: Vec<Sku>,
    /// What an outside tax service is to be asked, where it reckons, was not asked yet, and it is known
    /// where the goods go.
    pub asks: Option<TaxQuestion>,
}

/// Begins a draft without lines.
pub fn begin_draft(
    order_id: OrderId,
    number: OrderNumber,
    head: DraftHead,
    now: Timestamp,
) -> Result<Order, OrderRefusal> {
    let zero = Money::zero(head.currency);
    let blank = Order {
        order_id,
        number,
        state: OrderState::Draft,
        payment_status: PaymentStatus::Unpaid,
        customer_id: None,
        checkout_id: None,
        cart_id: None,
        channel: Channel::Staff,
        reference: None,
        currency: head.currency,
        sold_in: Code::web(),
        codes: Vec::new(),
        claims: Vec::new(),
        email: None,
        locale: None,
        shipping_address: None,
        billing_address: None,
        shipping_country: None,
        shipping: None,
        sending: None,
        note: None,
        totals: Totals::zero(head.currency, true),
        discounts: Vec::new(),
        settled: None,
        taxed_by: crate::pricing::TaxedBy::Own,
        line_count: 0,
        page_count: 0,
        units: 0,
        goods: 0,
        units_fulfilled: 0,
        units_cancelled: 0,
        cancelled_amount: zero,
        fulfilled_amount: zero,
        written_off_amount: zero,
        reservation_id: None,
        payment_ids: Vec::new(),
        created_at: now,
        placed_at: None,
        held: None,
        cancelling: None,
        editing: None,
        edits: 0,
        instead_of: None,
        attempt: None,
        buyer_erased_at: None,
    };
    edit_draft(&blank, head, now)
}

/// Writes the head of a draft anew. Its lines have to be priced again: the country decides on tax.
pub fn edit_draft(order: &Order, head: DraftHead, now: Timestamp) -> Result<Order, OrderRefusal> {
    let state = states::next(order.state, Command::Edit)?;
    if head.placed_at.is_some_and(|at| at > now) {
        return Err(OrderRefusal::PlacedInFuture);
    }
    if head.customer_id.is_none() && head.email.is_none() {
        return Err(OrderRefusal::NoBuyer);
    }
    if order.line_count > 0 && head.currency != order.currency {
        return Err(OrderRefusal::CurrencyOfLines);
    }
    if head.codes.len() > CODES_MAX {
        return Err(OrderRefusal::TooManyCodes);
    }
    let country = head.shipping_address.as_ref().map(|address| address.country.clone());
    Ok(Order {
        state,
        customer_id: head.customer_id,
        reference: head.reference,
        currency: head.currency,
        sold_in: head.sold_in.unwrap_or_else(Code::web),
        codes: head.codes,
        email: head.email,
        shipping_country: country.or(head.shipping_country),
        sending: head.shipping,
        shipping_address: head.shipping_address,
        billing_address: head.billing_address,
        note: head.note,
        placed_at: head.placed_at,
        cancelled_amount: Money::zero(head.currency),
        fulfilled_amount: Money::zero(head.currency),
        written_off_amount: Money::zero(head.currency),
        ..order.clone()
    })
}

/// Reads the lines that the staff wrote, with what the catalogue knows of them. `new_id` names them.
pub fn draft_lines(
    order: &Order,
    lines: Vec<DraftLine>,
    offers: &BTreeMap<Sku, Offer>,
    mut new_id: impl FnMut() -> LineId,
) -> Result<Vec<OrderLine>, OrderRefusal> {
    if lines.len() > limits::LINES_MAX {
        return Err(OrderRefusal::TooManyLines);
    }
    let lines = lines.into_iter().zip(1..);
    lines.map(|(line, at)| draft_line(order, line, at, offers, new_id())).collect()
}

fn draft_line(
    order: &Order,
    line: DraftLine,
    at: usize,
    offers: &BTreeMap<Sku, Offer>,
    line_id: LineId,
) -> Result<OrderLine, OrderRefusal> {
    match line.kind {
        LineKind::Goods if line.sku.is_none() => return Err(OrderRefusal::GoodsWithoutSku(at)),
        LineKind::Charge if line.sku.is_some() || line.product_id.is_some() => {
            return Err(OrderRefusal::ChargeWithSku(at));
        }
        LineKind::Charge if line.unit_price.is_none() => return Err(OrderRefusal::NoPrice(at)),
        LineKind::Goods | LineKind::Charge => {}
    }
    let written = written(line.unit_price, line.discount, (at, order.currency))?;
    let offer = line.sku.as_ref().and_then(|sku| offers.get(sku));
    let title = line.title.or_else(|| offer.map(|offer| offer.title.clone()));
    let category = line.tax_category.or_else(|| offer.map(|offer| offer.tax_category.clone()));
    let weight = line.weight_grams.or_else(|| offer.map(|offer| offer.weight_grams));
    let zero = Money::zero(order.currency);
    Ok(OrderLine {
        line_id,
        kind: line.kind,
        sku: line.sku,
        product_id: line.product_id.or_else(|| offer.map(|offer| offer.product_id.clone())),
        title: title.ok_or(OrderRefusal::NoTitle(at))?,
        quantity: line.quantity,
        unit_price: line.unit_price.unwrap_or(zero),
        amounts: LineAmounts { subtotal: zero, discount: zero, tax: zero, total: zero },
        tax_category: category.unwrap_or_else(Code::standard),
        tax_rate: TaxRate::ZERO,
        weight_grams: weight.unwrap_or_default(),
        fulfilled: 0,
        cancelled: 0,
        returned: 0,
        written,
        kit: None,
    })
}

impl DraftLine {
    /// The SKU, where the catalogue has to be asked: for a price, or for a title.
    pub fn asks_for(&self) -> Option<&Sku> {
        let complete = self.unit_price.is_some() && self.title.is_some();
        self.sku.as_ref().filter(|_| !complete)
    }
}

/// Prices the lines of a draft as a cart of its buyer would be, and lays them into pages. `new_id`
/// names lines of what comes for nothing.
pub fn price_draft(
    order: &Order,
    lines: Vec<OrderLine>,
    facts: &Facts,
    mut new_id: impl FnMut() -> LineId,
    now: Timestamp,
) -> Result<Priced, OrderRefusal> {
    states::next(order.state, Command::Edit)?;
    if let Some(code) = order.codes.iter().find(|code| !facts.tariff.codes.contains_key(*code)) {
        return Err(OrderRefusal::UnknownCode(code.clone()));
    }
    let at = order.placed_at.unwrap_or(now);
    let pricing = |shipping| Pricing {
        order,
        facts,
        codes: &order.codes,
        at,
        inclusive: None,
        to: order.shipping_address.as_ref(),
        beside: Vec::new(),
        shipping,
    };
    let mut worth = pricing(None).price(lines.clone(), &mut new_id)?;
    // What sending costs may depend on what the goods do.
    let way = draft_shipping::chosen(order, &worth.lines, &worth.priced.totals, &facts.settings)?;
    if let Some(way) = &way {
        worth = pricing(Some(draft_shipping::priced(way))).price(lines, &mut new_id)?;
    }
    let Worth { lines, priced, claims, unseen } = worth;
    let order_id = order.order_id.clone();
    let derivation = OrderDerivation { order_id, part: 0, at: now, derivation: priced.derivation };
    let pages = into_pages(&order.order_id, &lines);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let order = Order {
        shipping: way.map(|way| draft_shipping::charged(way, priced.totals.shipping)),
        totals: priced.totals,
        discounts: priced.discounts,
        settled: facts.settled(order.currency, now),
        taxed_by: derivation.derivation.taxed_by.clone(),
        claims,
        line_count: count(lines.len()),
        page_count: count(pages.len()),
        units: units(&lines),
        goods: goods(&lines),
        ..order.clone()
    };
    let asks = priced.asks.filter(|_| order.shipping_address.is_some());
    Ok(Priced { order, pages, derivation, unseen, asks })
}

/// Whether a draft may be thrown away.
pub fn delete_draft(order: &Order) -> Result<(), OrderRefusal> {
    states::transition(order.state, Command::Delete).map(drop)
}

/// Has a draft placed by a checkout.
pub fn begin_placing(
    order: &Order,
    command: String,
    checkout_id: CheckoutId,
) -> Result<Order, OrderRefusal> {
    let state = states::next(order.state, Command::Complete)?;
    if order.line_count == 0 {
        return Err(OrderRefusal::Empty);
    }
    let attempt = Attempt { command, checkout_id: checkout_id.clone(), failure: None };
    Ok(Order { state, checkout_id: Some(checkout_id), attempt: Some(attempt), ..order.clone() })
}

/// Makes a draft of it again, after its checkout came to nothing.
pub fn give_up_placing(
    order: &Order,
    checkout_id: &CheckoutId,
    reason: &str,
) -> Result<Order, OrderRefusal> {
    let state = states::next(order.state, Command::GiveUp)?;
    if order.checkout_id.as_ref() != Some(checkout_id) {
        return Err(OrderRefusal::OtherCheckout);
    }
    let failure = Some(reason.chars().take(500).collect());
    let attempt = order.attempt.clone().map(|attempt| Attempt { failure, ..attempt });
    Ok(Order { state, checkout_id: None, attempt, ..order.clone() })
}
