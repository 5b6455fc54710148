//! The challenge that a bank shows its customer, as far as it can be pretended without a page.
use crate::authorise::notify;
use contract::sandbox::{SandboxChallenge, SandboxChallengeView, SandboxViewChallenge};
use domain::sandbox::{Authorisation, Notice, Refusal};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

/// Shows it.
pub async fn show(cx: Cx, req: Req<SandboxViewChallenge>) -> Outcome<SandboxChallengeView> {
    let held = cx.peek(keys::sandbox::authorisation(&req.path.reference)).await?;
    let held = held.ok_or(runtime::Fault::missing("challenge"))?;
    Ok(Done::new(view(&held.value)))
}

/// Meets it: passes or fails.
pub async fn meet(cx: Cx, req: Req<SandboxChallenge>) -> Outcome<SandboxChallengeView> {
    let held = cx.load(keys::sandbox::authorisation(&req.path.reference)).await?;
    let next: Result<Authorisation, Refusal> = held.challenge(req.body.outcome);
    let next = next?;
    let done = Done::new(view(&next));
    if next == held.value {
        return Ok(done);
    }
    let notice = Notice::of_authorisation(cx.new_id(), &next, cx.now());
    Ok(notify(done.replace(&held, &next), &notice, cx.now()))
}

fn view(held: &Authorisation) -> SandboxChallengeView {
    SandboxChallengeView {
        reference: held.reference.clone(),
        standing: held.standing,
        amount: held.amount,
    }
}
