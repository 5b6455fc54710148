//! Taking money as parcels leave, with cards that may be captured often and cards that may not.
use super::{
    Heard, Stripe, Unknown, amount,
    client::Said,
    failed, form, said,
    wire::{Intent, IntentStatus},
};
use domain::payment::{Entry, Kind, Payment, Phase, Verdict};
use primitives::Money;

/// Seconds before the end of an authorisation at which what waits is captured: the clock looks
/// every six hours at the latest.
const ENDING_SECONDS: i64 = 24 * 3_600;

/// What was taken by Stripe's books, in the payment's own units.
fn received(payment: &Payment, intent: &Intent) -> Result<i64, Unknown> {
    let code = payment.amount.currency.code();
    let money = amount::from_stripe(intent.amount_received, code);
    money.map(|money| money.minor).ok_or_else(|| Unknown("an amount that is none".into()))
}

/// The captures up to this one, itself included, the oldest first: what a card that is captured once
/// must have given for this one to be covered.
fn up_to(payment: &Payment, entry: &Entry) -> i64 {
    let mut sum = 0;
    for one in payment.transactions() {
        if one.kind == Kind::Capture && one.phase != Phase::Failed {
            sum += one.amount.minor;
        }
        if one.transaction_id == entry.transaction_id {
            break;
        }
    }
    sum
}

impl Stripe<'_> {
    pub(super) async fn capture_once(
        &self,
        payment: &Payment,
        entry: &Entry,
    ) -> Result<Heard, Unknown> {
        let Some(reference) = &payment.reference else { return Ok(failed("never_authorised")) };
        let intent = self.intent(reference).await?;
        if intent.takes_several_captures() {
            self.capture_part(payment, entry, &intent).await
        } else {
            self.capture_all(payment, entry, &intent).await
        }
    }

    /// Takes this part and leaves the rest where it is.
    async fn capture_part(
        &self,
        payment: &Payment,
        entry: &Entry,
        intent: &Intent,
    ) -> Result<Heard, Unknown> {
        let (settled, all) = (payment.buckets.captured.settled, payment.buckets.captured.all());
        if self.is_old(entry) {
            let received = received(payment, intent)?;
            if received >= all {
                return Ok(said(Verdict::Succeeded, intent));
            }
            // Several captures are under way and some were done: nobody can tell which.
            if received != settled {
                return Err(Unknown(format!("{} took {received} of {all}", intent.id)));
            }
        }
        let answer = self.take(intent, entry, entry.amount, true).await?;
        match answer {
            Said::Done(after) => Ok(said(Verdict::Succeeded, &after)),
            other => {
                let books = self.intent(&intent.id).await?;
                if received(payment, &books)? >= all {
                    return Ok(said(Verdict::Succeeded, &books));
                }
                Ok(failed(word(other, &books)))
            }
        }
    }

    /// Takes all that was asked for so far, once nothing is open any more; until then it waits. The
    /// one capture lets go of the rest.
    async fn capture_all(
        &self,
        payment: &Payment,
        entry: &Entry,
        intent: &Intent,
    ) -> Result<Heard, Unknown> {
        match intent.status {
            IntentStatus::RequiresCapture => {}
            IntentStatus::Succeeded if received(payment, intent)? >= up_to(payment, entry) => {
                return Ok(said(Verdict::Succeeded, intent));
            }
            IntentStatus::Succeeded => return Ok(failed("authorisation_used_up")),
            IntentStatus::Canceled => return Ok(failed("authorisation_lapsed")),
            status => return Err(Unknown(format!("{} is {status:?}", intent.id))),
        }
        let ending = |at: i64| at - self.cx.now().seconds() < ENDING_SECONDS;
        if payment.buckets.uncaptured() > 0 && !intent.capture_before().is_some_and(ending) {
            return Ok(said(Verdict::Accepted, intent));
        }
        let sum = payment.money(payment.buckets.captured.all());
        match self.take(intent, entry, sum, false).await? {
            Said::Done(after) => Ok(said(Verdict::Succeeded, &after)),
            other => {
                let books = self.intent(&intent.id).await?;
                if received(payment, &books)? >= up_to(payment, entry) {
                    return Ok(said(Verdict::Succeeded, &books));
                }
                if books.status == IntentStatus::RequiresCapture && matches!(other, Said::KeyReused)
                {
                    return Err(Unknown(format!("{} and its key disagree", books.id)));
                }
                Ok(failed(word(other, &books)))
            }
        }
    }

    async fn take(
        &self,
        intent: &Intent,
        entry: &Entry,
        amount: Money,
        and_more: bool,
    ) -> Result<Said<Intent>, Unknown> {
        let Some(amount) = amount::to_stripe(amount) else {
            return Ok(Said::Refused("amount_not_expressible".into()));
        };
        let mut fields = form([("amount_to_capture", amount.to_string())]);
        if and_more {
            fields.extend(form([("final_capture", "false".into())]));
        }
        let path = format!("/v1/payment_intents/{}/capture", intent.id);
        self.client.post(&path, entry.transaction_id.as_ref(), &fields).await
    }

    /// Lets a part go. Stripe can only let all go, or all that is left: as long as something may still
    /// be captured nothing is sent, for nobody will capture more than that.
    pub(super) async fn cancel_once(
        &self,
        payment: &Payment,
        entry: &Entry,
    ) -> Result<Heard, Unknown> {
        let Some(reference) = &payment.reference else { return Ok(failed("never_authorised")) };
        let done = Heard { verdict: Verdict::Succeeded, reference: None };
        if payment.buckets.uncaptured() > 0 {
            return Ok(done);
        }
        let intent = self.intent(reference).await?;
        match intent.status {
            IntentStatus::Canceled | IntentStatus::Succeeded => return Ok(done),
            IntentStatus::RequiresCapture => {}
            status => return Err(Unknown(format!("{reference} is {status:?}"))),
        }
        let captures = payment.buckets.captured;
        let several = intent.takes_several_captures();
        if several && captures.pending > 0 {
            return Err(Unknown("a capture is under way".into()));
        }
        if !several && captures.all() > 0 {
            // What waits is all there will be: capturing it lets go of the rest.
            let sum = payment.money(captures.all());
            return Ok(match self.take(&intent, entry, sum, false).await? {
                Said::Done(_) => done,
                other => failed(word(other, &intent)),
            });
        }
        let after = self.cancel_intent(reference, entry.transaction_id.as_ref()).await?;
        match after.status {
            IntentStatus::RequiresCapture => Ok(failed("not_cancelled")),
            _ => Ok(done),
        }
    }
}

/// Why a capture was not done.
fn word(answer: Said<Intent>, books: &Intent) -> String {
    match answer {
        _ if books.status == IntentStatus::Canceled => "authorisation_lapsed".into(),
        Said::Declined(problem) => problem.word(),
        Said::Refused(code) => code,
        Said::KeyReused => "idempotency_error".into(),
        Said::Done(_) => "not_captured".into(),
    }
}
