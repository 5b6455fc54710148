//! Who calls: merchants show the secret they share with the provider.
use domain::sandbox::Refusal;
use primitives::ExternalKey;
use runtime::{Cx, Fault, HttpRequest, Secret};

/// Lets a merchant in, or refuses with 401. Where real goods are sold nobody gets in: money that is
/// only pretended must not buy them.
pub fn check(cx: &Cx, request: &HttpRequest) -> Result<(), Fault> {
    if cx.settings().stage == "prod" {
        return Err(Fault::Forbidden);
    }
    let secret = &cx.settings().psp_secret;
    let shown = request.header("authorization").and_then(|raw| raw.strip_prefix("Bearer "));
    let right = shown
        .is_some_and(|shown| Secret::shown(shown).opens(&Secret::shown(secret.as_str()).digest()));
    // Without a secret the provider was not set up: it lets nobody in.
    if right && !secret.is_empty() { Ok(()) } else { Err(Refusal::WrongKey.into()) }
}

/// The merchant's idempotency key. The ledger keeps it for ever: the runtime's memory of answers
/// ends after a day, and a payment may be captured weeks later.
pub fn key(request: &HttpRequest) -> Result<ExternalKey, Fault> {
    Ok(ExternalKey::parse(request.header("idempotency-key").unwrap_or_default())?)
}
