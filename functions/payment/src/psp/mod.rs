//! The port to payment providers.
mod manual;
mod nobody;
mod sandbox;
mod signed;
mod stripe;

use domain::payment::{DisputeEvidence, DisputeReport, Entry, Kind, Payment, Provider, Verdict};
use primitives::{Money, PaymentId, Timestamp, TransactionId};
use runtime::{Cx, Fault, HttpRequest};
use std::{future::Future, pin::Pin};

/// What a provider said of one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What became of it.
    pub verdict: Verdict,
    /// The provider's own name for the payment.
    pub reference: Option<String>,
}

/// Nobody knows whether the call had an effect. The same call may be made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown(pub String);

/// The answer of a provider, later.
pub type Call<'a> = Pin<Box<dyn Future<Output = Result<Heard, Unknown>> + Send + 'a>>;

/// What a webhook is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A transaction got somewhere.
    Transaction(TransactionId, Heard),
    /// The provider holds no money any more: an authorisation that was decided has lapsed, or one
    /// that was not is over.
    Lapsed(TransactionId, Heard),
    /// Money was given back at the provider itself, under this name of the provider's.
    RefundedElsewhere(String, Money, Heard),
    /// The cardholder disputes the payment, or the dispute goes on.
    Dispute(DisputeReport),
}

/// A webhook that was believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The provider's id of the message.
    pub id: String,
    /// The payment; none where the message is about nothing of this shop's.
    pub payment_id: Option<PaymentId>,
    /// What it is about, in this order; nothing where the shop has no use for it.
    pub about: Vec<About>,
}

/// A webhook, read and believed, later.
pub type Hearing<'a> = Pin<Box<dyn Future<Output = Result<Notice, Fault>> + Send + 'a>>;

/// A payment provider.
///
/// Every call carries the transaction's id as idempotency key: made twice it has one effect, and the
/// second answer equals the first. Amounts are the entry's. `Ok` is certain, `Err` is not.
pub trait Psp: Send + Sync {
    /// Puts money aside, without taking it.
    fn authorise<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a>;
    /// Takes a part of what was put aside, and leaves the rest there.
    fn capture<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a>;
    /// Lets a part go. A provider that can only let all go answers `Succeeded` without a call as
    /// long as something is left, for nobody will capture more than that; and lets the remainder go
    /// when nothing is left.
    fn cancel<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a>;
    /// Gives a part of what was taken back.
    fn refund<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a>;
    /// Gives up an authorisation that is not decided; if it was decided meanwhile, lets go of it.
    /// `Failed` says that no money is held.
    fn void<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a>;
    /// Asks how a transaction stands that the provider has accepted.
    fn retrieve<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a>;
    /// Hands evidence to whoever decides on a dispute. The evidence's own id is the idempotency key.
    fn answer<'a>(&'a self, payment: &'a Payment, evidence: &'a DisputeEvidence) -> Call<'a>;
    /// Reads a webhook: its signature first, then its words.
    fn hear<'a>(&'a self, request: &'a HttpRequest, now: Timestamp) -> Hearing<'a>;
}

/// The adapter of a provider.
pub fn of(cx: &Cx, provider: Provider) -> Box<dyn Psp + '_> {
    match provider {
        Provider::Sandbox => Box::new(sandbox::Sandbox::new(cx)),
        Provider::Stripe => Box::new(stripe::Stripe::new(cx)),
        Provider::Manual => Box::new(manual::Manual),
        Provider::GiftCard => Box::new(nobody::Nobody),
    }
}

/// Sends a transaction, or sends it again.
pub fn send<'a>(psp: &'a dyn Psp, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
    match entry.kind {
        Kind::Authorise => psp.authorise(payment, entry),
        Kind::Capture => psp.capture(payment, entry),
        Kind::Cancel => psp.cancel(payment, entry),
        Kind::Refund => psp.refund(payment, entry),
        // Store credit is the shop's own, and given already: nobody outside is asked.
        Kind::Convert => {
            Box::pin(async { Ok(Heard { verdict: Verdict::Succeeded, reference: None }) })
        }
    }
}
