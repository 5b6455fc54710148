//! The moves of a checkout. Each gives the checkout as it is afterwards.
use super::{Checkout, CheckoutState, Details, Failure, Instruction, Refusal};
use crate::{
    order::OrderNumber,
    pricing::gift_card::{GiftCardRefusal, TENDERS_MAX, Tender},
};
use events::checkout::{CheckoutClosedV1, CloseReason};
use primitives::{GiftCardId, PaymentId, Timestamp, limits::CHECKOUT_PAYMENTS_MAX};

impl Checkout {
    /// Somebody asks for the order, and says how they pay. Asking again the same way changes
    /// nothing: it follows what is under way. A method that was just declined is not tried again:
    /// the same request may have been sent twice.
    pub fn complete(&self, payment: Instruction, now: Timestamp) -> Result<Self, Refusal> {
        let same = self.payment.as_ref() == Some(&payment);
        match self.state {
            CheckoutState::Placed => Ok(self.clone()),
            CheckoutState::Open if self.is_overdue(now) => Err(Refusal::Expired),
            CheckoutState::Declined if !same && self.is_overdue(now) => Err(Refusal::Expired),
            CheckoutState::Declined if !same && self.payment_ids.len() >= CHECKOUT_PAYMENTS_MAX => {
                Err(Refusal::TooManyPayments)
            }
            CheckoutState::Open => Ok(self.paying_by(payment, now)),
            CheckoutState::Declined if !same => Ok(self.paying_by(payment, now)),
            CheckoutState::Reserving | CheckoutState::Paying | CheckoutState::ActionRequired
                if same =>
            {
                Ok(self.clone())
            }
            CheckoutState::Reserving | CheckoutState::Paying | CheckoutState::ActionRequired => {
                Err(Refusal::PaymentPending)
            }
            CheckoutState::Declined | CheckoutState::Closing | CheckoutState::Closed => {
                Err(self.refusal().unwrap_or(Refusal::NotOpen))
            }
        }
    }

    fn paying_by(&self, payment: Instruction, now: Timestamp) -> Self {
        Self { payment: Some(payment), failure: None, ..self.at(CheckoutState::Reserving, now) }
    }

    /// The shopper gives it up. Money that the provider puts aside from now on is let go.
    pub fn cancel(&self, now: Timestamp) -> Result<Self, Refusal> {
        match self.state {
            CheckoutState::Placed => Err(Refusal::Placed),
            CheckoutState::Closing | CheckoutState::Closed => Ok(self.clone()),
            CheckoutState::Open
            | CheckoutState::Reserving
            | CheckoutState::Paying
            | CheckoutState::ActionRequired
            | CheckoutState::Declined => Ok(self.give_up(cancelled(), now)),
        }
    }

    /// Some stock of a page was put aside; `whole` if all of it.
    #[must_use]
    pub fn reserved(&self, page: u32, whole: bool, now: Timestamp) -> Self {
        Self {
            reserved_pages: if whole { page + 1 } else { self.reserved_pages },
            held_pages: self.held_pages.max(page + 1),
            ..self.at(self.state, now)
        }
    }

    /// What is limited was taken, or given back.
    #[must_use]
    pub fn claiming(&self, claimed: bool, now: Timestamp) -> Self {
        Self { claimed, ..self.at(self.state, now) }
    }

    /// A gift card or store credit is to pay for some of it. The same again is looked at anew.
    pub fn with_tender(&self, tender: Tender, now: Timestamp) -> Result<Self, Refusal> {
        self.changeable(now)?;
        let mut next = self.at(self.state, now);
        next.tenders.retain(|known| known.card_id != tender.card_id);
        if next.tenders.len() >= TENDERS_MAX {
            return Err(GiftCardRefusal::TooManyCards.into());
        }
        next.tenders.push(tender);
        Ok(next)
    }

    /// A gift card or store credit is not to pay after all.
    pub fn without_tender(&self, card_id: &GiftCardId, now: Timestamp) -> Result<Self, Refusal> {
        self.changeable(now)?;
        let mut next = self.at(self.state, now);
        next.tenders.retain(|known| known.card_id != *card_id);
        Ok(next)
    }

    /// Its gift cards were debited, by these payments.
    #[must_use]
    pub fn debited(&self, card_payments: Vec<PaymentId>, now: Timestamp) -> Self {
        Self { card_payments, ..self.at(self.state, now) }
    }

    /// Money was asked for.
    #[must_use]
    pub fn asked(&self, payment_id: PaymentId, now: Timestamp) -> Self {
        let mut next = self.at(CheckoutState::Paying, now);
        next.payment_ids.push(payment_id);
        next
    }

    /// The news of the payment was told again.
    #[must_use]
    pub fn reminded(&self, now: Timestamp) -> Self {
        self.at(self.state, now)
    }

    /// The shopper has to act.
    #[must_use]
    pub fn challenged(&self, now: Timestamp) -> Self {
        self.at(CheckoutState::ActionRequired, now)
    }

    /// There was no money.
    #[must_use]
    pub fn declined(&self, failure: Failure, now: Timestamp) -> Self {
        Self { failure: Some(failure), ..self.at(CheckoutState::Declined, now) }
    }

    /// The order exists.
    #[must_use]
    pub fn placed(&self, number: OrderNumber, placed_at: Timestamp, now: Timestamp) -> Self {
        Self {
            number: Some(number),
            placed_at: Some(placed_at),
            failure: None,
            ..self.at(CheckoutState::Placed, now)
        }
    }

    /// No order will come of it.
    #[must_use]
    pub fn give_up(&self, failure: Failure, now: Timestamp) -> Self {
        Self { failure: Some(failure), ..self.at(CheckoutState::Closing, now) }
    }

    /// A page's stock was given back; `whole` if all of it.
    #[must_use]
    pub fn gave_back(&self, page: u32, whole: bool, now: Timestamp) -> Self {
        let held_pages = if whole { page.min(self.held_pages) } else { self.held_pages };
        let reserved_pages = self.reserved_pages.min(page);
        Self { reserved_pages, held_pages, ..self.at(self.state, now) }
    }

    /// Nothing is held any more, and nobody has to be reached.
    #[must_use]
    pub fn closed(&self, now: Timestamp) -> Self {
        let closed = self.at(CheckoutState::Closed, now);
        closed.buyer_erased().unwrap_or(closed)
    }

    /// Without what the shopper said about themselves: the order says what has to be known. `None` where nothing is
    /// left to be taken away, or it is not over.
    pub fn buyer_erased(&self) -> Option<Self> {
        let none = Details { shipping: self.details.shipping.clone(), ..Details::default() };
        let next = Self { details: none, ..self.clone() };
        (self.state.is_final() && next != *self).then_some(next)
    }

    /// The news that no order comes of it.
    pub fn closed_event(&self) -> CheckoutClosedV1 {
        CheckoutClosedV1 {
            checkout_id: self.checkout_id.clone(),
            order_id: self.order_id.clone(),
            reservation_id: self.reservation_id.clone(),
            page_count: self.page_count,
            payment_ids: self.card_payments.iter().chain(&self.payment_ids).cloned().collect(),
            reason: self.failure.as_ref().map_or(CloseReason::Cancelled, |f| f.reason),
        }
    }

    fn at(&self, state: CheckoutState, now: Timestamp) -> Self {
        Self { state, changed_at: now, ..self.clone() }
    }
}

fn cancelled() -> Failure {
    Failure {
        reason: CloseReason::Cancelled,
        code: None,
        message: "the checkout was cancelled".into(),
    }
}
