//! What a payment needs done next: the whole saga, as one pure function of its log.
use super::{Entry, Kind, Payment, Phase};
use primitives::Money;

/// The next thing to do. Doing it, recording what became of it and asking again ends in `Rest`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing is to be done.
    Rest,
    /// Begin a transaction: commit its first entry before anything is sent.
    Open(Kind, Money),
    /// Send it, or send it again: the provider knows it by its id and does it once.
    Send(Entry),
    /// Ask the provider to give up an authorisation that it has not decided on.
    Void(Entry),
    /// The provider will tell, or may be asked.
    Ask(Entry),
}

/// What a payment needs done next.
pub fn next(payment: &Payment) -> Next {
    let open = |phase: fn(Phase) -> bool| {
        payment.transactions().into_iter().find(|entry| phase(entry.phase)).cloned()
    };
    if let Some(entry) = open(|phase| phase == Phase::Asked) {
        return Next::Send(entry);
    }
    if let Some(entry) = open(|phase| !phase.is_final()) {
        let undecided = entry.kind == Kind::Authorise && payment.called_off;
        return if undecided { Next::Void(entry) } else { Next::Ask(entry) };
    }
    let (uncaptured, unrefunded) = (payment.buckets.uncaptured(), payment.refundable());
    if payment.called_off && uncaptured > 0 {
        return Next::Open(Kind::Cancel, payment.money(uncaptured));
    }
    if payment.called_off && unrefunded > 0 {
        return Next::Open(Kind::Refund, payment.money(unrefunded));
    }
    Next::Rest
}
