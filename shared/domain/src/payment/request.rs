//! Asking for money.
use super::{Entry, Kind, Method, Payment, PaymentState, Phase, Provider, Refusal, fold};
use events::payment::PaymentRequestedV1;
use primitives::{
    CheckoutId, Code, GiftCardId, Money, OrderId, PaymentId, Timestamp, TransactionId,
};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The new payment.
    pub payment_id: PaymentId,
    /// A new transaction: what puts the money aside. The provider gets it as idempotency key, and
    /// it is committed with the payment, before anybody calls the provider.
    pub authorise_id: TransactionId,
    /// Another: what takes the money at once when no provider is needed.
    pub capture_id: TransactionId,
    /// What it pays for.
    pub order_id: OrderId,
    /// The checkout that asks.
    pub checkout_id: Option<CheckoutId>,
    /// How.
    pub method: Method,
    /// How much. Nothing is settled at once, without asking the provider.
    pub amount: Money,
    /// Whether staff ask: only they may use `manual`.
    pub by_staff: bool,
}

/// A new payment, and the news of it. Whoever asks commits both in one transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Requested {
    /// The payment. A manual one is captured already.
    pub payment: Payment,
    /// The news.
    pub event: PaymentRequestedV1,
}

/// Asks for money.
pub fn request(ask: Ask, now: Timestamp) -> Result<Requested, Refusal> {
    let provider = ask.method.provider;
    if provider == Provider::Manual && !ask.by_staff {
        return Err(Refusal::ManualIsForStaff);
    }
    if provider == Provider::GiftCard {
        return Err(Refusal::GiftCardIsNoMethod);
    }
    if provider != Provider::Manual && ask.method.method.is_none() {
        return Err(Refusal::MethodMissing);
    }
    if ask.amount.minor < 0 {
        return Err(Refusal::NotPositive);
    }
    let (authorise_id, capture_id) = (ask.authorise_id, ask.capture_id);
    let payment = Payment {
        method: ask.method.method,
        ..unmoved(ask.payment_id, ask.order_id, ask.checkout_id, provider, ask.amount, now)
    };
    let event = announce(&payment);
    let at_once = provider == Provider::Manual || payment.amount.minor == 0;
    let entry = |id, kind, phase| born(&payment, id, kind, phase, now);
    let entries = if at_once {
        vec![
            entry(authorise_id, Kind::Authorise, Phase::Succeeded),
            entry(capture_id, Kind::Capture, Phase::Succeeded),
        ]
    } else {
        vec![entry(authorise_id, Kind::Authorise, Phase::Asked)]
    };
    Ok(Requested { payment: payment.with(entries, now), event })
}

/// A share of an order that a gift card or store credit pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardAsk {
    /// The new payment.
    pub payment_id: PaymentId,
    /// A new transaction.
    pub authorise_id: TransactionId,
    /// What it pays for.
    pub order_id: OrderId,
    /// The checkout that asks.
    pub checkout_id: CheckoutId,
    /// The card.
    pub card_id: GiftCardId,
    /// How much: what its ledger says was spent, in the transaction that commits this.
    pub amount: Money,
}

/// The payment of what a card was debited with. It is authorised at once; what is asked of it from then
/// on is booked in the card's ledger.
pub fn by_card(ask: CardAsk, now: Timestamp) -> Requested {
    let CardAsk { payment_id, authorise_id, order_id, checkout_id, card_id, amount } = ask;
    let provider = Provider::GiftCard;
    let payment = Payment {
        gift_card_id: Some(card_id),
        ..unmoved(payment_id, order_id, Some(checkout_id), provider, amount, now)
    };
    let event = announce(&payment);
    let entry = born(&payment, authorise_id, Kind::Authorise, Phase::Succeeded, now);
    Requested { payment: payment.with([entry], now), event }
}

/// A payment of which nothing has been asked yet.
fn unmoved(
    payment_id: PaymentId,
    order_id: OrderId,
    checkout_id: Option<CheckoutId>,
    provider: Provider,
    amount: Money,
    now: Timestamp,
) -> Payment {
    Payment {
        payment_id,
        order_id,
        checkout_id,
        provider,
        method: None,
        gift_card_id: None,
        amount,
        state: PaymentState::Requested,
        buckets: fold(&[]),
        log: Vec::new(),
        reference: None,
        challenge_url: None,
        failure: None,
        called_off: false,
        disputes: Vec::new(),
        pending_since: None,
        check_at: None,
        created_at: now,
    }
}

/// An entry that a payment is born with.
fn born(
    payment: &Payment,
    transaction_id: TransactionId,
    kind: Kind,
    phase: Phase,
    now: Timestamp,
) -> Entry {
    Entry {
        transaction_id,
        kind,
        phase,
        amount: payment.amount,
        at: now,
        cause: payment.payment_id.to_string(),
        reason: None,
        failure: None,
    }
}

/// The news of a payment that was asked for: told once, and again where it may have been lost.
pub fn announce(payment: &Payment) -> PaymentRequestedV1 {
    PaymentRequestedV1 {
        payment_id: payment.payment_id.clone(),
        order_id: payment.order_id.clone(),
        checkout_id: payment.checkout_id.clone(),
        provider: code(payment.provider.name()),
        amount: payment.amount,
    }
}

/// A short word for events. What a provider sends is cut and cleaned rather than refused.
pub(crate) fn code(raw: &str) -> Code {
    let clean: String = raw.chars().filter(char::is_ascii_graphic).take(64).collect();
    Code::parse(clean).or_else(|_| Code::parse("unknown")).unwrap_or_else(|_| {
        use primitives::Example;
        Code::example()
    })
}
