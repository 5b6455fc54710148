//! Webhooks in: believed by their signature, dealt with once, in whatever order they come.
use crate::{
    drive,
    psp::{self, About, Notice},
};
use contract::payment::{ReceiveSandboxWebhook, WebhookReceipt};
use domain::payment::{Payment, Provider, Refusal, dispute};
use primitives::EventId;
use runtime::{Cx, Done, Fault, Progress, Req, Step};
use table::{Held, keys, keys::payment::Webhook};

/// Days for which a message is remembered; the provider gives up long before.
const REMEMBER_DAYS: i64 = 30;

/// A message of the make-believe provider.
pub async fn sandbox(cx: Cx, req: Req<ReceiveSandboxWebhook>) -> Progress<WebhookReceipt> {
    let notice = psp::of(&cx, Provider::Sandbox).hear(&req.raw, cx.now())?;
    let id = EventId::parse(notice.id.clone()).map_err(Fault::from)?;
    receive(&cx, Provider::Sandbox, notice, WebhookReceipt { id }).await
}

async fn receive<R: Clone>(cx: &Cx, provider: Provider, notice: Notice, receipt: R) -> Progress<R> {
    let name = provider.name().to_owned();
    let found = cx.find(keys::payment::payment(&notice.payment_id)).await?;
    let held = found.ok_or(Refusal::UnknownPayment)?;
    if cx.find(keys::payment::webhook(&name, &notice.id)).await?.is_some() {
        return Ok(after(cx, &held, receipt).await);
    }
    let seen = Webhook {
        provider: name,
        event_id: notice.id.clone(),
        until: cx.now().plus_seconds(REMEMBER_DAYS * 86_400),
    };
    match apply(cx, &held, notice)? {
        Some(done) => Ok(Step::Continue(done.create(&seen))),
        // What tells nothing new need not be remembered: it will tell nothing new again.
        None => Ok(after(cx, &held, receipt).await),
    }
}

fn apply(cx: &Cx, held: &Held<Payment>, notice: Notice) -> Result<Option<Done<()>>, Fault> {
    match notice.about {
        About::Transaction(id, heard) => drive::write_down(cx, held, &id, heard),
        About::Dispute(report) => Ok(dispute(held, report, cx.now()).map(|(payment, event)| {
            Done::new(()).replace(held, &payment).publish(
                &payment.payment_id,
                held.next_version(),
                &event,
            )
        })),
        About::Nothing => Ok(None),
    }
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
