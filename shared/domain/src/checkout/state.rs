//! One checkout.
use super::Refusal;
use crate::{
    order::{OrderNumber, OrderShipping},
    payment::Method,
    pricing::{
        Claim, Discount, TaxedBy,
        currency::Settled,
        gift_card::{GiftCode, Share, Tender, split},
    },
    totals::Totals,
};
use events::checkout::CloseReason;
use primitives::{
    Address, CartId, CheckoutId, CustomerId, EditId, Email, Money, OrderId, PaymentId,
    ReservationId, Timestamp,
};
use serde::{Deserialize, Serialize};

/// Minutes a checkout may take. Its stock is not kept for longer.
pub const CHECKOUT_MINUTES: i64 = 30;
/// Minutes a checkout is kept open beyond its time while the provider has not said yes or no.
pub const OUTCOME_MINUTES: i64 = 30;
/// Seconds after which a checkout that should be moving counts as standing still.
pub const STILL_SECONDS: i64 = 60;
/// Groups that the index of due checkouts is spread over, so that none gets hot.
pub const DUE_GROUPS: u8 = 16;

/// What is turned into an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A shopper's cart. It is frozen, and names the checkout.
    Cart(CartId),
    /// A draft of the staff's. Its head and lines are there already.
    Draft(OrderId),
    /// An edit of an order that was placed. Its lines are added to the order's, on pages from
    /// `first_page` on; its total is what the edit charges.
    Edit {
        /// The order.
        order_id: OrderId,
        /// The edit.
        edit_id: EditId,
        /// The page of the order, and of its reservation, that the first page becomes.
        first_page: u32,
    },
}

/// How far a checkout is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckoutState {
    /// The shopper chooses; nothing is held.
    Open,
    /// Completion was asked for: stock is being put aside, page by page.
    Reserving,
    /// All stock is put aside and money was asked for: the provider's turn.
    Paying,
    /// The shopper has to confirm the payment with their bank.
    ActionRequired,
    /// There was no money. The stock stays put aside; another payment may be tried.
    Declined,
    /// The order exists. Final.
    Placed,
    /// No order will come of it: stock is being given back, page by page.
    Closing,
    /// Nothing is held any more. Final.
    Closed,
}

impl CheckoutState {
    /// Whether nothing happens any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Placed | Self::Closed)
    }

    /// Whether it moves without the shopper.
    pub const fn is_moving(self) -> bool {
        matches!(self, Self::Reserving | Self::Paying | Self::Closing)
    }
}

/// What the shopper says about themselves. A draft's are on the draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Where news of the order goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// Whom the invoice names; the shipping address where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// How it is sent, at the price it was chosen at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping: Option<OrderShipping>,
}

/// How it is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    /// The method.
    pub method: Method,
    /// Whether staff asked: only they may say that money came in some other way.
    pub by_staff: bool,
}

/// Why there is no order, or not yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of reason.
    pub reason: CloseReason,
    /// Stable code of the first cause, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// For a person: which SKUs, what the provider said. No personal data.
    pub message: String,
}

/// One way from a cart or a draft to an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checkout {
    /// The checkout.
    pub checkout_id: CheckoutId,
    /// What is turned into an order.
    pub source: Source,
    /// How far it is.
    pub state: CheckoutState,
    /// The order it becomes.
    pub order_id: OrderId,
    /// The stock that is put aside for it.
    pub reservation_id: ReservationId,
    /// Payments that were asked for, oldest first; the last is the current one.
    #[serde(default)]
    pub payment_ids: Vec<PaymentId>,
    /// Gift cards and store credit that pay before anything else does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenders: Vec<Tender>,
    /// Their payments, once they have been debited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub card_payments: Vec<PaymentId>,
    /// How the current one is to be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Instruction>,
    /// Who buys; a guest where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// What the shopper says about themselves.
    #[serde(default)]
    pub details: Details,
    /// What it costs.
    pub totals: Totals,
    /// Lines.
    pub line_count: u32,
    /// Pages of lines.
    pub page_count: u32,
    /// Units over all lines.
    pub units: u64,
    /// Grams of everything that is sent.
    pub weight_grams: u64,
    /// Whether anything is sent, so that an address and a shipping option are needed.
    pub ships: bool,
    /// What each promotion took off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<Discount>,
    /// What of whatever is limited is taken with the stock of the first page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// How it is settled, where the shop keeps its books in another currency: at the rate of the moment
    /// in which it was first priced for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
    /// Who reckoned the tax that was agreed to.
    #[serde(default, skip_serializing_if = "TaxedBy::is_own")]
    pub taxed_by: TaxedBy,
    /// Whether it has been taken, and not given back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub claimed: bool,
    /// Pages from the first on for which all stock is put aside.
    pub reserved_pages: u32,
    /// Pages from the first on for which any stock may be put aside: a page of kits can take
    /// several transactions.
    pub held_pages: u32,
    /// Why there is no order, or not yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it last moved.
    pub changed_at: Timestamp,
    /// When it is over unless the order is placed.
    pub expires_at: Timestamp,
    /// When the order was placed: what the order says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<Timestamp>,
    /// What people call the order, once it is placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<OrderNumber>,
}

impl Checkout {
    /// The current payment.
    pub fn payment_id(&self) -> Option<&PaymentId> {
        self.payment_ids.last()
    }

    /// Whether its time is over.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }

    /// Whether nobody waits at a screen: what cannot be mended by a shopper closes it.
    pub const fn is_unattended(&self) -> bool {
        matches!(self.source, Source::Draft(_))
    }

    /// Whether one payment is all that is tried: nobody is there to name another.
    pub const fn tries_once(&self) -> bool {
        matches!(self.source, Source::Draft(_) | Source::Edit { .. })
    }

    /// Whether nothing is to be paid and nobody is asked: an edit that makes nothing dearer.
    pub fn asks_for_nothing(&self) -> bool {
        matches!(self.source, Source::Edit { .. }) && self.totals.total.is_zero()
    }

    /// What each gift card pays, and what is left to be paid otherwise.
    pub fn shares(&self) -> (Vec<Share>, Money) {
        split(self.totals.total, self.tenders.iter().map(Tender::funds))
    }

    /// What is to be paid by other means than gift cards.
    pub fn rest(&self) -> Money {
        self.shares().1
    }

    /// Whether cards of such codes are all among what pays, by their last characters, or may still be put on.
    pub fn takes_cards(&self, codes: &[&str]) -> bool {
        let on = |code: &GiftCode| {
            let mut endings = self.tenders.iter().filter_map(|tender| tender.ending.as_ref());
            endings.any(|ending| *ending == code.ending())
        };
        let known = |code: &&str| GiftCode::parse(code).is_ok_and(|code| on(&code));
        self.state == CheckoutState::Open || codes.iter().all(known)
    }

    /// Whether gift cards are still to be debited.
    pub fn owes_cards(&self) -> bool {
        self.card_payments.is_empty() && !self.shares().0.is_empty()
    }

    /// Whether gift cards have paid for everything, and nobody else is asked.
    pub fn is_covered(&self) -> bool {
        !self.card_payments.is_empty() && self.rest().is_zero()
    }

    /// Every payment of the order: gift cards first, then the current one.
    pub fn order_payments(&self) -> Vec<PaymentId> {
        self.card_payments.iter().chain(self.payment_id()).cloned().collect()
    }

    /// The page of the reservation that its first page of lines is.
    pub const fn first_page(&self) -> u32 {
        match self.source {
            Source::Edit { first_page, .. } => first_page,
            Source::Cart(_) | Source::Draft(_) => 0,
        }
    }

    /// When somebody has to look after it; never again once it is over.
    pub fn due_at(&self) -> Option<Timestamp> {
        if self.state.is_final() {
            None
        } else if self.state.is_moving() {
            Some(self.changed_at.plus_seconds(STILL_SECONDS))
        } else {
            Some(self.expires_at)
        }
    }

    /// The group of the index of due checkouts it is in: the id's last hexadecimal digit.
    pub fn due_group(&self) -> u8 {
        let last = self.checkout_id.as_ref().bytes().last().unwrap_or_default();
        last % DUE_GROUPS
    }

    /// Why there is no order, as a refusal; none while one may still come without further ado.
    pub fn refusal(&self) -> Option<Refusal> {
        match (self.state, &self.failure) {
            (CheckoutState::Declined | CheckoutState::Closing | CheckoutState::Closed, failure) => {
                Some(failure.as_ref().map_or(Refusal::NotOpen, Refusal::from))
            }
            _ => None,
        }
    }
}
