//! Who calls: senders show the secret they share with the carrier.
use domain::haulier::Refusal;
use runtime::{Cx, Fault, HttpRequest, Secret};

/// The secret's name in the settings.
pub const SECRET: &str = "haulier";

/// Lets a sender in, or refuses with 401. Where real goods are sold nobody gets in: a van that is only
/// pretended must not be waited for.
pub async fn check(cx: &Cx, request: &HttpRequest) -> Result<(), Fault> {
    if cx.settings().stage == "prod" {
        return Err(Fault::Forbidden);
    }
    let shown = request.header("authorization").and_then(|raw| raw.strip_prefix("Bearer "));
    let Some(shown) = shown.map(Secret::shown) else { return Err(Refusal::WrongKey.into()) };
    let secret = cx.secret(SECRET).await?;
    if shown.opens(&secret.digest()) { Ok(()) } else { Err(Refusal::WrongKey.into()) }
}
