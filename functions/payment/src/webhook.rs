//! Webhooks in: believed by their signature, dealt with once, in whatever order they come.
use crate::{
    drive,
    psp::{self, About, Notice},
};
use contract::payment::{ReceiveSandboxWebhook, ReceiveStripeWebhook, WebhookReceipt};
use domain::payment::{
    self, DisputeNews, Kind, Payment, Phase, Provider, Refusal, Verdict, Wanted, dispute,
};
use primitives::EventId;
use runtime::{Cx, Done, Fault, Progress, Req, Step};
use table::{Held, keys, keys::payment::Webhook};

/// Days for which a message is remembered; the provider gives up long before.
const REMEMBER_DAYS: i64 = 30;

/// A message of the make-believe provider.
pub async fn sandbox(cx: Cx, req: Req<ReceiveSandboxWebhook>) -> Progress<WebhookReceipt> {
    let notice = psp::of(&cx, Provider::Sandbox).hear(&req.raw, cx.now()).await?;
    let id = EventId::parse(notice.id.clone()).map_err(Fault::from)?;
    receive(&cx, Provider::Sandbox, notice, WebhookReceipt { id }).await
}

/// A message of Stripe's.
pub async fn stripe(cx: Cx, req: Req<ReceiveStripeWebhook>) -> Progress<WebhookReceipt> {
    let notice = psp::of(&cx, Provider::Stripe).hear(&req.raw, cx.now()).await?;
    let id = EventId::parse(notice.id.clone()).map_err(Fault::from)?;
    receive(&cx, Provider::Stripe, notice, WebhookReceipt { id }).await
}

async fn receive<R: Clone>(cx: &Cx, provider: Provider, notice: Notice, receipt: R) -> Progress<R> {
    let name = provider.name().to_owned();
    // Whoever else uses the account of the provider is none of this shop's business.
    let Some(payment_id) = notice.payment_id else { return Ok(Step::Finish(Done::new(receipt))) };
    let found = cx.find(keys::payment::payment(&payment_id)).await?;
    let held = found.ok_or(Refusal::UnknownPayment)?;
    if cx.find(keys::payment::webhook(&name, &notice.id)).await?.is_some() {
        return Ok(after(cx, &held, receipt).await);
    }
    let seen = Webhook {
        provider: name,
        event_id: notice.id.clone(),
        until: cx.now().plus_seconds(REMEMBER_DAYS * 86_400),
    };
    // One thing a commit. What was written down before says nothing new the next time round.
    let mut left = notice.about.into_iter();
    while let Some(about) = left.next() {
        if let Some(done) = apply(cx, &held, about)? {
            let last = left.len() == 0;
            return Ok(Step::Continue(if last { done.create(&seen) } else { done }));
        }
    }
    // What tells nothing new need not be remembered: it will tell nothing new again.
    Ok(after(cx, &held, receipt).await)
}

fn apply(cx: &Cx, held: &Held<Payment>, about: About) -> Result<Option<Done<()>>, Fault> {
    match about {
        About::Transaction(id, heard) => drive::write_down(cx, held, &id, heard),
        About::Lapsed(id, heard) => {
            let decided = held.authorisation().is_some_and(|last| last.phase == Phase::Succeeded);
            if !decided {
                return drive::write_down(cx, held, &id, heard);
            }
            let cause = format!("{id} lapsed");
            let wanted = Wanted { kind: Kind::Cancel, amount: None, reason: None, cause };
            elsewhere(cx, held, wanted)
        }
        About::RefundedElsewhere(cause, amount, heard) => {
            if let Some(begun) = held.caused_by(&cause).first() {
                let id = begun.transaction_id.clone();
                return drive::write_down(cx, held, &id, heard);
            }
            if heard.verdict != Verdict::Succeeded {
                return Ok(None);
            }
            let amount = Some(amount);
            let wanted = Wanted { kind: Kind::Refund, amount, reason: None, cause };
            elsewhere(cx, held, wanted)
        }
        About::Dispute(report) => Ok(dispute(held, report, cx.now()).map(|(payment, news)| {
            let (id, version) = (&payment.payment_id, held.next_version());
            news.iter().fold(Done::new(()).replace(held, &payment), |done, told| match told {
                DisputeNews::Opened(event) => done.publish(id, version, event),
                DisputeNews::Closed(event) => done.publish(id, version, event),
            })
        })),
    }
}

/// Writes down what was done at the provider itself.
fn elsewhere(cx: &Cx, held: &Held<Payment>, wanted: Wanted) -> Result<Option<Done<()>>, Fault> {
    let recorded = payment::elsewhere(held, wanted, cx.new_id(), cx.now())?;
    Ok(drive::recorded(held, recorded, None))
}

/// What was learnt may call for more: an authorisation that comes after its checkout was closed is
/// let go at once. The provider is thanked in any case; what fails here is done by the clock.
async fn after<R>(cx: &Cx, held: &Held<Payment>, receipt: R) -> Step<R> {
    let next = if held.called_off { drive::step(cx, held).await } else { Ok(None) };
    match next {
        Ok(Some(done)) => Step::Continue(done),
        _ => Step::Finish(Done::new(receipt)),
    }
}
