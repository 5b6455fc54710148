use contract::sandbox::{SandboxAuthorisationView, SandboxOperationView};
use domain::sandbox::{Authorisation, Standing};
use primitives::{Money, SandboxId};
use runtime::Cx;

/// What merchants see of an authorisation.
pub fn authorisation(cx: &Cx, held: &Authorisation) -> SandboxAuthorisationView {
    let money = |minor| Money::new(minor, held.amount.currency);
    let challenged = held.standing == Standing::ActionRequired;
    SandboxAuthorisationView {
        reference: held.reference.clone(),
        payment: held.payment.clone(),
        standing: held.standing,
        failure: held.failure.clone(),
        amount: held.amount,
        captured: money(held.captured),
        cancelled: money(held.cancelled),
        refunded: money(held.refunded),
        challenge_url: challenged.then(|| challenge_url(cx, &held.reference)),
        operations: held
            .operations
            .iter()
            .map(|operation| SandboxOperationView {
                key: operation.key.clone(),
                kind: operation.kind,
                amount: operation.amount,
            })
            .collect(),
        created_at: held.created_at,
    }
}

/// Where the shopper meets the challenge.
pub fn challenge_url(cx: &Cx, reference: &SandboxId) -> String {
    format!("{}/sandbox/v1/challenges/{reference}", cx.settings().psp_url)
}
