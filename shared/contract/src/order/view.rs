//! What callers see of orders.
use domain::{
    order::{
        Cancellation, Channel, Happened, InsteadOf, LineKind, OfKit, Order, OrderLine, OrderNumber,
        OrderShipping, OrderState, PaymentStatus, TimelineEntry,
    },
    pricing::{Discount, currency::Settled},
    totals::{LineAmounts, TaxRate, Totals},
};
use events::{Actor, ActorKind};
use primitives::{
    Address, CancellationId, CartId, CheckoutId, Code, Currency, CustomerId, EditId, Email,
    EntryId, ExternalKey, Line, LineId, Money, Note, OrderId, PaymentId, ProductId, Quantity,
    ReservationId, Sku, Timestamp, Title,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An order, but for its lines.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OrderView {
    /// The order.
    pub order_id: OrderId,
    /// What people call it.
    pub number: OrderNumber,
    /// How far it is.
    pub state: OrderState,
    /// What its payments add up to.
    pub payment_status: PaymentStatus,
    /// Who buys; a guest where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// The cart it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cart_id: Option<CartId>,
    /// The checkout that placed it, or is placing it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkout_id: Option<CheckoutId>,
    /// Where it came from.
    pub channel: Channel,
    /// The merchant's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<ExternalKey>,
    /// Currency of every amount.
    pub currency: Currency,
    /// Where it was sold, as price lists and promotions know it.
    pub sold_in: Code,
    /// Codes of promotions that the staff entered for a draft; `discounts` says which applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
    /// Where news of it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// Whom the invoice names; the shipping address where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// Country of delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_country: Option<String>,
    /// How it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<OrderShipping>,
    /// What the buyer or the staff wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// What it costs.
    pub totals: Totals,
    /// What each promotion took off when it was placed, and what each took off that an edit added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<Discount>,
    /// How it is settled, where the shop keeps its books in another currency; the rate is that of the
    /// moment of the sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
    /// Lines; read them at `/orders/{order_id}/lines`.
    pub line_count: u32,
    /// Units over all lines.
    pub units: u64,
    /// Of these, units of goods; the rest are charges.
    pub goods: u64,
    /// Of the units, those that have been sent.
    pub units_fulfilled: u64,
    /// Of the units, those cancelled before they were sent.
    pub units_cancelled: u64,
    /// What has been given back for cancelled units, and shipping if nothing is sent.
    pub cancelled_amount: Money,
    /// Its payments, oldest first.
    pub payment_ids: Vec<PaymentId>,
    /// The stock put aside for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation_id: Option<ReservationId>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Timestamp>,
    /// Whether nothing may be sent for now.
    pub held: bool,
    /// Why; shown to staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldView>,
    /// An edit that is at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editing: Option<EditId>,
    /// Why the last try of placing a draft came to nothing; shown to staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// The return whose goods it is sent instead of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<InsteadOf>,
    /// When what no invoice needs of the buyer was erased; from then on finance alone sees whom the invoice names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_erased_at: Option<Timestamp>,
}

/// Why nothing may be sent for now.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HoldView {
    /// In the staff's words.
    pub reason: Line,
    /// Since when.
    pub since: Timestamp,
    /// Who said so.
    pub by: Actor,
}

impl OrderView {
    /// What the shop's staff sees.
    pub fn for_staff(order: &Order) -> Self {
        let hold = order.held.clone().map(|held| HoldView {
            reason: held.reason,
            since: held.since,
            by: held.by,
        });
        let failure = order.attempt.as_ref().and_then(|attempt| attempt.failure.clone());
        Self { hold, failure, ..Self::for_buyer(order) }
    }

    /// What the buyer sees: not why the shop hesitates.
    pub fn for_buyer(order: &Order) -> Self {
        let order = order.clone();
        Self {
            order_id: order.order_id,
            number: order.number,
            state: order.state,
            payment_status: order.payment_status,
            customer_id: order.customer_id,
            cart_id: order.cart_id,
            checkout_id: order.checkout_id,
            channel: order.channel,
            reference: order.reference,
            currency: order.currency,
            sold_in: order.sold_in,
            codes: order.codes,
            email: order.email,
            shipping_address: order.shipping_address,
            // Of who was erased the invoice alone says it.
            billing_address: order.billing_address.filter(|_| order.buyer_erased_at.is_none()),
            shipping_country: order.shipping_country.map(Into::into),
            shipping: order.shipping,
            note: order.note,
            totals: order.totals,
            discounts: order.discounts,
            settled: order.settled,
            line_count: order.line_count,
            units: order.units,
            goods: order.goods,
            units_fulfilled: order.units_fulfilled,
            units_cancelled: order.units_cancelled,
            cancelled_amount: order.cancelled_amount,
            payment_ids: order.payment_ids,
            reservation_id: order.reservation_id,
            created_at: order.created_at,
            placed_at: order.placed_at,
            held: order.held.is_some(),
            editing: order.editing,
            hold: None,
            failure: None,
            instead_of: order.instead_of,
            buyer_erased_at: order.buyer_erased_at,
        }
    }

    /// What those see who keep the books: whom the invoice names, also where they were erased.
    pub fn for_books(order: &Order) -> Self {
        Self { billing_address: order.billing_address.clone(), ..Self::for_staff(order) }
    }
}

/// One line of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OrderLineView {
    /// The line.
    pub line_id: LineId,
    /// Goods or a charge.
    pub kind: LineKind,
    /// The merchant's code; absent on charges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// The product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// As it was sold.
    pub title: Title,
    /// Units sold.
    pub quantity: Quantity,
    /// Price of one.
    pub unit_price: Money,
    /// What the whole line costs.
    pub amounts: LineAmounts,
    /// By which the tax was found.
    pub tax_category: Code,
    /// The rate of tax.
    pub tax_rate: TaxRate,
    /// Units that have been sent.
    pub fulfilled: u32,
    /// Units cancelled before they were sent.
    pub cancelled: u32,
    /// Units that were sent and came back.
    pub returned: u32,
    /// The kit that it was bought with, as one of what that is made of; its lines cost together what
    /// the kit cost, and the unit price is rounded down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kit: Option<OfKit>,
}

impl From<OrderLine> for OrderLineView {
    fn from(line: OrderLine) -> Self {
        Self {
            line_id: line.line_id,
            kind: line.kind,
            sku: line.sku,
            product_id: line.product_id,
            title: line.title,
            quantity: line.quantity,
            unit_price: line.unit_price,
            amounts: line.amounts,
            tax_category: line.tax_category,
            tax_rate: line.tax_rate,
            fulfilled: line.fulfilled,
            cancelled: line.cancelled,
            returned: line.returned,
            kit: line.kit.map(|kit| *kit),
        }
    }
}

/// A cancellation that is done.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CancellationView {
    /// The cancellation.
    pub cancellation_id: CancellationId,
    /// The order.
    pub order_id: OrderId,
    /// Why.
    pub reason: Line,
    /// Units cancelled.
    pub units: u64,
    /// What goes back to the buyer: authorised money is let go, taken money refunded.
    pub amount: Money,
    /// Who asked.
    pub by: ActorKind,
    /// When it was done.
    pub cancelled_at: Timestamp,
}

impl CancellationView {
    /// The view, once it is done.
    pub fn of(done: &Cancellation) -> Option<Self> {
        Some(Self {
            cancellation_id: done.cancellation_id.clone(),
            order_id: done.order_id.clone(),
            reason: done.reason.clone(),
            units: done.units,
            amount: done.amount,
            by: done.by.kind,
            cancelled_at: done.finished_at?,
        })
    }
}

/// Something that happened to an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TimelineEntryView {
    /// The entry.
    pub entry_id: EntryId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
    /// Who did it.
    pub actor: Actor,
    /// Runs through everything that one request caused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// The payment, cancellation, edit, reservation or checkout it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How much money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// How many units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u64>,
    /// In somebody's own words, or a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

impl From<TimelineEntry> for TimelineEntryView {
    fn from(entry: TimelineEntry) -> Self {
        Self {
            entry_id: entry.entry_id,
            at: entry.at,
            what: entry.what,
            actor: entry.actor,
            correlation_id: entry.correlation_id,
            subject: entry.subject,
            amount: entry.amount,
            units: entry.units,
            note: entry.note,
        }
    }
}
