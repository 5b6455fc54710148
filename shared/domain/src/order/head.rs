//! The head of an order: everything but its lines.
use super::{
    Attempt, EditRefusal, Hold, OrderNumber, OrderRefusal, OrderState, PaymentStatus, ShippingWish,
};
use crate::{
    pricing::{Claim, Discount, TaxBy, TaxedBy, currency::Settled},
    totals::Totals,
};
use primitives::{
    Address, CancellationId, CartId, CheckoutId, Code, CountryCode, Currency, CustomerId, EditId,
    Email, ExternalKey, Locale, Money, Note, OrderId, PaymentId, ReservationId, ReturnId,
    Timestamp, Title,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How it is sent, as it was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderShipping {
    /// The shop's shipping option.
    pub option: Code,
    /// What people read.
    pub title: Title,
    /// What it costs, before tax is added where prices do not include it.
    pub price: Money,
}

/// Where an order came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A cart of the web shop.
    Web,
    /// The staff entered it.
    Staff,
}

/// What an order is sent instead of: units of another that go back, or came wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InsteadOf {
    /// The other order.
    pub order_id: OrderId,
    /// Its return.
    pub return_id: ReturnId,
}

/// An order, but for its lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The order.
    pub order_id: OrderId,
    /// What people call it.
    pub number: OrderNumber,
    /// How far it is.
    pub state: OrderState,
    /// What its payments add up to.
    pub payment_status: PaymentStatus,
    /// Who buys; a guest where absent.
    pub customer_id: Option<CustomerId>,
    /// The checkout that placed it, or is placing it.
    pub checkout_id: Option<CheckoutId>,
    /// The cart it was.
    pub cart_id: Option<CartId>,
    /// Where it came from.
    pub channel: Channel,
    /// The merchant's own name for it, such as an invoice number; unique.
    pub reference: Option<ExternalKey>,
    /// Currency of every amount.
    pub currency: Currency,
    /// Where it is sold, as price lists and promotions know it.
    #[serde(default = "Code::web", skip_serializing_if = "is_web")]
    pub sold_in: Code,
    /// Codes that the staff entered for a draft.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
    /// What of whatever is limited a draft takes when it is placed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// Where news of it goes.
    pub email: Option<Email>,
    /// The language its buyer reads, where the cart knew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// Where it goes.
    pub shipping_address: Option<Address>,
    /// Whom the invoice names; the shipping address where absent.
    pub billing_address: Option<Address>,
    /// Country of delivery, kept apart for lists that must not show addresses.
    pub shipping_country: Option<CountryCode>,
    /// How it is sent; absent where nothing is.
    pub shipping: Option<OrderShipping>,
    /// What the buyer or the staff wrote.
    pub note: Option<Note>,
    /// What it costs.
    pub totals: Totals,
    /// What each promotion took off when it was placed, and what each took off that an edit added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<Discount>,
    /// How it is settled, where the shop keeps its books in another currency: at the rate of the moment
    /// in which it was first priced for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
    /// Who reckoned its tax when it was bought.
    #[serde(default, skip_serializing_if = "TaxedBy::is_own")]
    pub taxed_by: TaxedBy,
    /// Lines.
    pub line_count: u32,
    /// Pages they are stored in.
    pub page_count: u32,
    /// Units over all lines.
    pub units: u64,
    /// Of these, units of goods: what stock is put aside for. The rest are charges.
    pub goods: u64,
    /// Of the units, those that have left.
    pub units_fulfilled: u64,
    /// Of the units, those cancelled before they left.
    pub units_cancelled: u64,
    /// What has been given back for cancelled units, and shipping if nothing is sent.
    pub cancelled_amount: Money,
    /// What was due for the units that have left, shipping included.
    pub fulfilled_amount: Money,
    /// Of that, what was given back for parcels that never arrived.
    pub written_off_amount: Money,
    /// The stock that is put aside for it.
    pub reservation_id: Option<ReservationId>,
    /// Its payments, oldest first.
    pub payment_ids: Vec<PaymentId>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When the buyer gave it; of imported history, when they gave it then. A draft's is what it
    /// will have once placed, where the staff dated it.
    pub placed_at: Option<Timestamp>,
    /// Why nothing may be sent for now.
    pub held: Option<Hold>,
    /// A cancellation that is at work page by page.
    pub cancelling: Option<CancellationId>,
    /// An edit that is at work: until its end no other begins, and nothing is cancelled. What leaves
    /// meanwhile leaves; an edit that this makes impossible comes to nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editing: Option<EditId>,
    /// Edits so far, those that came to nothing included.
    #[serde(default)]
    pub edits: u32,
    /// The return whose goods it is sent instead of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<InsteadOf>,
    /// How a draft is to be sent, as staff wish it: what it costs is found anew with its lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sending: Option<ShippingWish>,
    /// The last try of placing a draft.
    pub attempt: Option<Attempt>,
    /// When what no invoice needs of the buyer was erased: they had asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_erased_at: Option<Timestamp>,
}

fn is_web(channel: &Code) -> bool {
    *channel == Code::web()
}

/// The most payments one order may have seen.
pub const PAYMENTS_MAX: usize = primitives::limits::PAYMENTS_MAX;

impl Order {
    /// Units that have neither left nor been cancelled.
    pub fn units_open(&self) -> u64 {
        self.units.saturating_sub(self.units_fulfilled).saturating_sub(self.units_cancelled)
    }

    /// The moment by which lists sort it.
    pub fn dated(&self) -> Timestamp {
        self.placed_at.unwrap_or(self.created_at)
    }

    /// Whether customers know of it: drafts are the staff's own.
    pub fn is_public(&self) -> bool {
        !matches!(self.state, OrderState::Draft | OrderState::Placing)
    }

    /// Who reckons the tax of what is added to it: whoever reckoned what was bought, or should have.
    pub fn reckoned_by(&self) -> TaxBy {
        if self.taxed_by.is_own() { TaxBy::Own } else { TaxBy::Outside }
    }

    /// Refuses what staff do to drafts of their own: what comes instead of what goes back was agreed to as it is.
    pub fn by_hand(&self) -> Result<(), OrderRefusal> {
        match &self.instead_of {
            Some(of) if !self.is_public() => Err(OrderRefusal::Instead(of.return_id.clone())),
            _ => Ok(()),
        }
    }

    /// Refuses while a cancellation is at work: its plan would no longer hold.
    pub fn idle(&self) -> Result<(), OrderRefusal> {
        if self.cancelling.is_some() { Err(OrderRefusal::Busy) } else { Ok(()) }
    }

    /// Refuses while an edit is at work: it was previewed over the order as it is.
    pub fn unedited(&self) -> Result<(), OrderRefusal> {
        if self.editing.is_some() { Err(EditRefusal::AtWork.into()) } else { Ok(()) }
    }
}

/// What lists show of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderSummary {
    /// The order.
    pub order_id: OrderId,
    /// What people call it.
    pub number: OrderNumber,
    /// The merchant's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<ExternalKey>,
    /// How far it is.
    pub state: OrderState,
    /// Whether it is held.
    pub held: bool,
    /// What its payments add up to.
    pub payment_status: PaymentStatus,
    /// Who buys; a guest where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// Where it came from.
    pub channel: Channel,
    /// What it costs.
    pub total: Money,
    /// Of which is tax.
    pub tax: Money,
    /// Of which has been cancelled.
    pub cancelled: Money,
    /// Lines.
    pub line_count: u32,
    /// Units over all lines.
    pub units: u64,
    /// Country of delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_country: Option<CountryCode>,
    /// When it was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Timestamp>,
    /// When it was begun.
    pub created_at: Timestamp,
}

impl From<&Order> for OrderSummary {
    fn from(order: &Order) -> Self {
        Self {
            order_id: order.order_id.clone(),
            number: order.number.clone(),
            reference: order.reference.clone(),
            state: order.state,
            held: order.held.is_some(),
            payment_status: order.payment_status,
            customer_id: order.customer_id.clone(),
            channel: order.channel,
            total: order.totals.total,
            tax: order.totals.tax,
            cancelled: order.cancelled_amount,
            line_count: order.line_count,
            units: order.units,
            shipping_country: order.shipping_country.clone(),
            placed_at: order.placed_at,
            created_at: order.created_at,
        }
    }
}
