//! Captures, cancellations and refunds: the same move with three kinds.
use crate::{authorise::notify, merchant, view};
use contract::sandbox::{SandboxAuthorisationView, SandboxCancel, SandboxCapture, SandboxRefund};
use domain::sandbox::{Authorisation, Notice, Operation, OperationKind, Standing};
use primitives::{Money, SandboxId};
use runtime::{Cx, Done, HttpRequest, Outcome, Req};
use table::{Held, keys};

/// Takes money.
pub async fn capture(cx: Cx, req: Req<SandboxCapture>) -> Outcome<SandboxAuthorisationView> {
    operate(&cx, &req.raw, &req.path.reference, OperationKind::Capture, req.body.amount).await
}

/// Gives money back.
pub async fn refund(cx: Cx, req: Req<SandboxRefund>) -> Outcome<SandboxAuthorisationView> {
    operate(&cx, &req.raw, &req.path.reference, OperationKind::Refund, req.body.amount).await
}

/// Lets money go.
pub async fn cancel(cx: Cx, req: Req<SandboxCancel>) -> Outcome<SandboxAuthorisationView> {
    if let Some(amount) = req.body.amount {
        let reference = &req.path.reference;
        return operate(&cx, &req.raw, reference, OperationKind::Cancel, amount).await;
    }
    merchant::check(&cx, &req.raw).await?;
    let held = cx.load(keys::sandbox::authorisation(&req.path.reference)).await?;
    let before = held.value.clone().by(cx.now());
    let after = before.void(merchant::key(&req.raw)?)?;
    Ok(changed(&cx, &held, &before, &after))
}

async fn operate(
    cx: &Cx,
    request: &HttpRequest,
    reference: &SandboxId,
    kind: OperationKind,
    amount: Money,
) -> Outcome<SandboxAuthorisationView> {
    merchant::check(cx, request).await?;
    let held = cx.load(keys::sandbox::authorisation(reference)).await?;
    let before = held.value.clone().by(cx.now());
    let after = before.operate(Operation { key: merchant::key(request)?, kind, amount })?;
    Ok(changed(cx, &held, &before, &after))
}

/// Keeps what changed and tells of it; a repeat changes nothing and tells nothing.
fn changed(
    cx: &Cx,
    held: &Held<Authorisation>,
    before: &Authorisation,
    after: &Authorisation,
) -> Done<SandboxAuthorisationView> {
    let done = Done::new(view::authorisation(cx, after));
    if before == after {
        return done;
    }
    let now = cx.now();
    let undecided = matches!(before.standing, Standing::Pending | Standing::ActionRequired);
    let notice = match after.operations.last() {
        Some(operation) if !undecided => Notice::of_operation(cx.new_id(), after, operation, now),
        _ => Notice::of_authorisation(cx.new_id(), after, now),
    };
    notify(done.replace(held, after), &notice, now)
}
