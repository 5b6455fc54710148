//! Who calls: merchants show the secret they share with the provider.
use domain::sandbox::Refusal;
use primitives::ExternalKey;
use runtime::{Cx, Fault, HttpRequest, Secret};

/// The name of the secret that merchants share with the provider.
pub const SECRET: &str = "psp";

/// Lets a merchant in, or refuses with 401. Where real goods are sold nobody gets in: money that is
/// only pretended must not buy them.
pub async fn check(cx: &Cx, request: &HttpRequest) -> Result<(), Fault> {
    check_by(cx, request, SECRET).await
}

/// The same by another secret.
pub async fn check_by(cx: &Cx, request: &HttpRequest, secret: &str) -> Result<(), Fault> {
    if cx.settings().stage == "prod" {
        return Err(Fault::Forbidden);
    }
    let shown = request.header("authorization").and_then(|raw| raw.strip_prefix("Bearer "));
    // Without a secret the provider was not set up: it lets nobody in.
    let (Some(shown), true) = (shown.map(Secret::shown), cx.has_secret(secret)) else {
        return Err(Refusal::WrongKey.into());
    };
    if shown.opens(&cx.secret(secret).await?.digest())
        || shown.opens(&cx.renewed_secret(secret).await?.digest())
    {
        return Ok(());
    }
    Err(Refusal::WrongKey.into())
}

/// The merchant's idempotency key. The ledger keeps it for ever: the runtime's memory of answers
/// ends after a day, and a payment may be captured weeks later.
pub fn key(request: &HttpRequest) -> Result<ExternalKey, Fault> {
    Ok(ExternalKey::parse(request.header("idempotency-key").unwrap_or_default())?)
}
