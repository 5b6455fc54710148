//! Orders of authorisations, with the cards that answer badly on purpose.
use crate::{merchant, view};
use contract::sandbox::{SandboxAuthorisationView, SandboxAuthorise};
use domain::sandbox::{Authorisation, ERRORS_BEFORE_SUCCESS, Magic, Notice, Order};
use events::sandbox::NoticeDueV1;
use runtime::{Cx, Done, Fault, Progress, Req, Step};
use table::{keys, keys::sandbox::Attempt};

pub async fn handle(cx: Cx, req: Req<SandboxAuthorise>) -> Progress<SandboxAuthorisationView> {
    merchant::check(&cx, &req.raw).await?;
    let order = Order {
        key: merchant::key(&req.raw)?,
        payment: req.body.payment.clone(),
        amount: req.body.amount,
        method: req.body.method.clone(),
    };
    let reference = Authorisation::reference_of(&order.key);
    let magic = Magic::of(&order.method);
    // Tells this request from a repeat of it.
    let request = format!("{} {}", req.raw.request_id, cx.correlation_id());
    let attempt = match magic {
        Magic::Silence | Magic::Broken => cx.find(keys::sandbox::attempt(&reference)).await?,
        _ => None,
    };
    let failed_just_now = attempt.as_ref().is_some_and(|held| held.request == request);
    if failed_just_now {
        return Err(Fault::Outside("this card fails on purpose".into()));
    }
    if let Some(held) = cx.find(keys::sandbox::authorisation(&reference)).await? {
        held.is_of(&order)?;
        return Ok(Done::new(view::authorisation(&cx, &held.value.by(cx.now()))).into());
    }
    let failed = Attempt {
        reference,
        failed: attempt.as_ref().map_or(0, |held| held.failed) + 1,
        request,
        until: cx.now().plus_seconds(86_400),
    };
    if magic == Magic::Broken && failed.failed <= ERRORS_BEFORE_SUCCESS {
        return Ok(Step::Continue(Done::new(()).save(attempt.as_ref(), &failed)));
    }
    let decided = Authorisation::order(order, cx.now())?;
    let done = told(&cx, Done::new(()).create(&decided), &decided);
    if magic == Magic::Silence {
        // The authorisation stands, but the request that ordered it is going to fail.
        return Ok(Step::Continue(done.save(attempt.as_ref(), &failed)));
    }
    Ok(done.reply(view::authorisation(&cx, &decided)).into())
}

/// The webhooks of a new authorisation.
fn told(cx: &Cx, done: Done<()>, decided: &Authorisation) -> Done<()> {
    let now = cx.now();
    let url = view::challenge_url(cx, &decided.reference);
    let first = Notice::of_authorisation(cx.new_id(), decided, now).at(url);
    let done = notify(done, &first, now);
    match Notice::of_dispute(cx.new_id(), decided, now) {
        Some(dispute) => notify(done, &dispute, now),
        None => done,
    }
}

/// Files a webhook; one that is due is sent by the provider's queue, others by its clock.
pub fn notify<R>(done: Done<R>, notice: &Notice, now: primitives::Timestamp) -> Done<R> {
    let done = done.create(notice);
    if notice.due_at > now {
        return done;
    }
    let due = NoticeDueV1 { notice_id: notice.notice_id.clone() };
    done.publish(&notice.notice_id, 1, &due)
}
