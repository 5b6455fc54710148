//! Stripe: PaymentIntents that are captured by hand, as parcels leave.
//!
//! Invariants: whatever is sent carries the transaction's id as `Idempotency-Key` and in the metadata,
//! so that it can be found again when Stripe has forgotten the key. `Failed` is said of an
//! authorisation only once its PaymentIntent is cancelled for good: no money can come of it later.
//! What Stripe's answer does not make certain is `Unknown`.
//!
//! Most cards may be captured once only (ADR 13): then the captures of a payment wait, as `Accepted`,
//! until nothing of it is open any more, or its authorisation is about to end, and are one capture.
mod amount;
mod books;
mod capture;
mod client;
mod dispute;
mod hear;
mod wire;

use super::{Call, Heard, Hearing, Psp, Unknown};
use client::{Client, Form, Said};
use domain::payment::{DisputeEvidence, Entry, Kind, Payment, Verdict};
use primitives::{MethodToken, Timestamp};
use runtime::{Cx, HttpRequest};
use wire::{Intent, IntentStatus, Refund, RefundStatus};

/// The name of the secret that Stripe signs webhooks with.
const WEBHOOK_SECRET: &str = "stripe_webhook";
/// Stripe forgets idempotency keys after a day at the earliest. What is older is looked for before
/// it is sent again.
const KEY_SECONDS: i64 = 20 * 3_600;

/// The adapter.
pub struct Stripe<'a> {
    cx: &'a Cx,
    client: Client<'a>,
}

/// Whether an id of Stripe's is one: it becomes a part of addresses.
fn is_id(raw: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (3..=255).contains(&raw.len()) && raw.bytes().all(plain)
}

fn failed(code: impl Into<String>) -> Heard {
    Heard { verdict: Verdict::Failed { code: code.into() }, reference: None }
}

fn said(verdict: Verdict, intent: &Intent) -> Heard {
    Heard { verdict, reference: Some(intent.id.clone()) }
}

fn form<const N: usize>(fields: [(&str, String); N]) -> Form {
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

/// What becomes of a refund.
fn refunded(refund: &Refund) -> Result<Heard, Unknown> {
    let verdict = match refund.status {
        RefundStatus::Succeeded => Verdict::Succeeded,
        RefundStatus::Pending | RefundStatus::RequiresAction => Verdict::Accepted,
        RefundStatus::Failed => Verdict::Failed {
            code: refund.failure_reason.clone().unwrap_or_else(|| "refund_failed".into()),
        },
        RefundStatus::Canceled => Verdict::Failed { code: "refund_canceled".into() },
        RefundStatus::Unknown => return Err(Unknown("a refund in a state of its own".into())),
    };
    Ok(Heard { verdict, reference: None })
}

impl<'a> Stripe<'a> {
    /// The adapter, on the circumstances of one run.
    pub fn new(cx: &'a Cx) -> Self {
        Self { cx, client: Client::new(cx) }
    }

    /// Whether Stripe may have forgotten that it was asked.
    fn is_old(&self, entry: &Entry) -> bool {
        self.cx.now().seconds() - entry.at.seconds() > KEY_SECONDS
    }

    async fn authorise_once(&self, payment: &Payment, entry: &Entry) -> Result<Heard, Unknown> {
        let Some(method) = &payment.method else { return Ok(failed("method_missing")) };
        let Some(amount) = amount::to_stripe(entry.amount) else {
            return Ok(failed("currency_not_expressible"));
        };
        if self.is_old(entry)
            && let Some(intent) = self.find_intent(entry).await?
        {
            return self.decided(entry.transaction_id.as_ref(), &intent).await;
        }
        let fields = self.confirmed(payment, entry, method, amount);
        let key = entry.transaction_id.as_ref();
        match self.client.post::<Intent>("/v1/payment_intents", key, &fields).await? {
            Said::Done(intent) => self.decided(key, &intent).await,
            Said::Declined(problem) => match &problem.payment_intent {
                Some(intent) => self.give_up(key, &intent.id, problem.word()).await,
                None => Ok(failed(problem.word())),
            },
            Said::Refused(code) => Ok(failed(code)),
            Said::KeyReused => match self.find_intent(entry).await? {
                Some(intent) => self.decided(key, &intent).await,
                None => Ok(failed("idempotency_error")),
            },
        }
    }

    /// A PaymentIntent that is confirmed at once and captured by hand.
    fn confirmed(
        &self,
        payment: &Payment,
        entry: &Entry,
        method: &MethodToken,
        amount: i64,
    ) -> Form {
        let mut fields = form([
            ("amount", amount.to_string()),
            ("currency", entry.amount.currency.code().to_ascii_lowercase()),
            ("capture_method", "manual".into()),
            ("confirm", "true".into()),
            ("payment_method", method.to_string()),
            ("payment_method_types[]", "card".into()),
            ("payment_method_options[card][request_multicapture]", "if_available".into()),
            ("metadata[payment_id]", payment.payment_id.to_string()),
            ("metadata[order_id]", payment.order_id.to_string()),
            ("metadata[transaction_id]", entry.transaction_id.to_string()),
        ]);
        let return_url = &self.cx.settings().return_url;
        if !return_url.is_empty() {
            fields.extend(form([("return_url", return_url.clone())]));
        }
        fields
    }

    /// How the authorisation stands that a transaction asked for.
    async fn decided(&self, transaction: &str, intent: &Intent) -> Result<Heard, Unknown> {
        if intent.metadata.get("transaction_id").map(String::as_str) != Some(transaction) {
            return Err(Unknown(format!("{} is about another transaction", intent.id)));
        }
        let problem = intent.last_payment_error.as_ref().map(wire::Problem::word);
        Ok(match intent.status {
            IntentStatus::RequiresCapture | IntentStatus::Succeeded => {
                said(Verdict::Succeeded, intent)
            }
            IntentStatus::Processing => said(Verdict::Accepted, intent),
            IntentStatus::RequiresAction => {
                let action = intent.next_action.as_ref();
                let redirect = action.and_then(|action| action.redirect_to_url.clone());
                let Some(url) = redirect.and_then(|redirect| redirect.url) else {
                    // Without a page to come back to, Stripe has none to send the shopper to.
                    let code = "challenge_needs_return_url".into();
                    return self.give_up(transaction, &intent.id, code).await;
                };
                said(Verdict::Challenged { url }, intent)
            }
            IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresConfirmation => {
                let code = problem.unwrap_or_else(|| "not_confirmed".into());
                return self.give_up(transaction, &intent.id, code).await;
            }
            IntentStatus::Canceled => {
                let code = problem.unwrap_or_else(|| "abandoned".into());
                said(Verdict::Failed { code }, intent)
            }
            IntentStatus::Unknown => {
                return Err(Unknown(format!("{} is in a state of its own", intent.id)));
            }
        })
    }

    /// Ends a PaymentIntent for good, whatever state it is in, and says why there is no money. Left
    /// alone, a declined one could be confirmed later with another card, for an order nobody places.
    async fn give_up(
        &self,
        transaction: &str,
        reference: &str,
        code: String,
    ) -> Result<Heard, Unknown> {
        let after = self.cancel_intent(reference, &format!("{transaction}.void")).await?;
        match after.status {
            IntentStatus::Canceled => Ok(said(Verdict::Failed { code }, &after)),
            status => Err(Unknown(format!("{reference} cannot be given up: {status:?}"))),
        }
    }

    async fn refund_once(&self, payment: &Payment, entry: &Entry) -> Result<Heard, Unknown> {
        let (Some(reference), Some(amount)) = (&payment.reference, amount::to_stripe(entry.amount))
        else {
            return Ok(failed("amount_not_expressible"));
        };
        if self.is_old(entry)
            && let Some(refund) = self.find_refund(reference, entry).await?
        {
            return refunded(&refund);
        }
        let fields = form([
            ("payment_intent", reference.clone()),
            ("amount", amount.to_string()),
            ("metadata[payment_id]", payment.payment_id.to_string()),
            ("metadata[transaction_id]", entry.transaction_id.to_string()),
        ]);
        match self
            .client
            .post::<Refund>("/v1/refunds", entry.transaction_id.as_ref(), &fields)
            .await?
        {
            Said::Done(refund) => refunded(&refund),
            Said::Declined(problem) => Ok(failed(problem.word())),
            Said::Refused(code) => Ok(failed(code)),
            Said::KeyReused => match self.find_refund(reference, entry).await? {
                Some(refund) => refunded(&refund),
                None => Ok(failed("idempotency_error")),
            },
        }
    }
}

impl Psp for Stripe<'_> {
    fn authorise<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        Box::pin(self.authorise_once(payment, entry))
    }

    fn capture<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        Box::pin(self.capture_once(payment, entry))
    }

    fn cancel<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        Box::pin(self.cancel_once(payment, entry))
    }

    fn refund<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        Box::pin(self.refund_once(payment, entry))
    }

    fn void<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        Box::pin(async move {
            let Some(reference) = &payment.reference else {
                return Err(Unknown("Stripe has not named the payment yet".into()));
            };
            self.give_up(entry.transaction_id.as_ref(), reference, "abandoned".into()).await
        })
    }

    fn retrieve<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        Box::pin(async move {
            match (&payment.reference, entry.kind) {
                (Some(reference), Kind::Authorise) => {
                    let intent = self.intent(reference).await?;
                    self.decided(entry.transaction_id.as_ref(), &intent).await
                }
                (Some(reference), Kind::Refund) => {
                    match self.find_refund(reference, entry).await? {
                        Some(refund) => refunded(&refund),
                        None => self.refund_once(payment, entry).await,
                    }
                }
                // Sent again, it is answered with how it stands.
                _ => super::send(self, payment, entry).await,
            }
        })
    }

    fn answer<'a>(&'a self, _: &'a Payment, evidence: &'a DisputeEvidence) -> Call<'a> {
        Box::pin(self.answer_once(evidence))
    }

    fn hear<'a>(&'a self, request: &'a HttpRequest, now: Timestamp) -> Hearing<'a> {
        Box::pin(self.hear_once(request, now))
    }
}
