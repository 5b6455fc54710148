//! The one decision that moves a checkout, whoever asks for it.
use super::{Checkout, CheckoutState, Failure, OUTCOME_MINUTES, STILL_SECONDS};
use crate::payment::{Payment, PaymentState};
use events::checkout::CloseReason;
use primitives::Timestamp;

/// What is known besides the checkout itself.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Now.
    pub now: Timestamp,
    /// The current payment, if one was asked for.
    pub payment: Option<&'a Payment>,
}

/// What is to be done now.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Take what the order's promotions draw on and is limited.
    Claim,
    /// Put stock aside for a page of lines.
    Reserve {
        /// Which.
        page: u32,
    },
    /// Debit the gift cards that pay.
    DebitCards,
    /// Ask for money.
    AskForMoney,
    /// The news of the payment may be lost: tell it again.
    Remind,
    /// The provider's turn.
    AwaitProvider,
    /// The shopper's turn. `news` if that is not written down yet.
    AwaitShopper {
        /// Whether that is not written down yet.
        news: bool,
    },
    /// Write down that there was no money.
    Decline(Failure),
    /// Place the order.
    Place,
    /// Decide that no order comes of it.
    GiveUp(Failure),
    /// Give the stock of a page back.
    GiveBack {
        /// Which.
        page: u32,
    },
    /// Give back what promotions drew on.
    GiveClaimsBack,
    /// Nothing is held any more: let go of the cart or draft, and tell.
    Close,
    /// Nothing, until somebody asks for something.
    Rest,
}

/// What is to be done now.
pub fn next(checkout: &Checkout, facts: Facts<'_>) -> Step {
    let overdue = checkout.is_overdue(facts.now);
    match checkout.state {
        CheckoutState::Closing => match checkout.held_pages.checked_sub(1) {
            Some(page) => Step::GiveBack { page },
            None if checkout.claimed => Step::GiveClaimsBack,
            None => Step::Close,
        },
        CheckoutState::Open | CheckoutState::Reserving if overdue => Step::GiveUp(expired()),
        CheckoutState::Open | CheckoutState::Placed | CheckoutState::Closed => Step::Rest,
        CheckoutState::Reserving if !checkout.claimed && !checkout.claims.is_empty() => Step::Claim,
        CheckoutState::Reserving if checkout.reserved_pages < checkout.page_count => {
            Step::Reserve { page: checkout.reserved_pages }
        }
        CheckoutState::Reserving if checkout.owes_cards() => Step::DebitCards,
        CheckoutState::Reserving if checkout.asks_for_nothing() || checkout.is_covered() => {
            Step::Place
        }
        CheckoutState::Reserving => Step::AskForMoney,
        CheckoutState::Paying | CheckoutState::ActionRequired | CheckoutState::Declined => {
            match facts.payment {
                // Asked for and written in one transaction: it is there. Were it not, nobody could
                // have been charged, and asking is right.
                None => Step::AskForMoney,
                Some(payment) => by_payment(checkout, payment, facts.now),
            }
        }
    }
}

fn by_payment(checkout: &Checkout, payment: &Payment, now: Timestamp) -> Step {
    let overdue = checkout.is_overdue(now);
    // Money first: a payment that came through in the last second still becomes an order.
    if payment.state.is_good() && !payment.called_off {
        return Step::Place;
    }
    if payment.state.is_lost() || payment.called_off {
        let failure = declined(payment);
        return if checkout.tries_once() {
            Step::GiveUp(failure)
        } else if overdue {
            Step::GiveUp(expired())
        } else if checkout.state == CheckoutState::Declined {
            Step::Rest
        } else {
            Step::Decline(failure)
        };
    }
    if payment.state == PaymentState::ActionRequired {
        return if checkout.is_unattended() {
            Step::GiveUp(unconfirmed())
        } else if overdue {
            Step::GiveUp(expired())
        } else {
            Step::AwaitShopper { news: checkout.state != CheckoutState::ActionRequired }
        };
    }
    // Nobody knows yet. Time alone does not close it: only time and the provider's long silence,
    // and what the provider authorises after that is let go by `payment`.
    if now >= checkout.expires_at.plus_seconds(OUTCOME_MINUTES * 60) {
        Step::GiveUp(expired())
    } else if now >= checkout.changed_at.plus_seconds(STILL_SECONDS) {
        Step::Remind
    } else {
        Step::AwaitProvider
    }
}

fn expired() -> Failure {
    Failure {
        reason: CloseReason::Expired,
        code: None,
        message: "the checkout's time is over".into(),
    }
}

fn unconfirmed() -> Failure {
    Failure {
        reason: CloseReason::Declined,
        code: None,
        message: "the cardholder has to confirm it, and nobody is there to".into(),
    }
}

fn declined(payment: &Payment) -> Failure {
    let why = payment.failure.clone().unwrap_or_else(|| "no reason was given".into());
    Failure { reason: CloseReason::Declined, code: None, message: why }
}
