//! Whether a webhook is the provider's own.
use domain::payment::signature;
use primitives::Timestamp;
use runtime::{Cx, Fault, HttpRequest};

/// Bytes of a webhook; messages have a few thousand at the most.
const BYTES_MAX: usize = 64 * 1024;

/// Believes a webhook by the signature over its body, or refuses it. A signature that does not fit
/// is tried with the secret read anew: it may have been changed a moment ago.
pub async fn check(
    cx: &Cx,
    secret: &str,
    header: &str,
    request: &HttpRequest,
    now: Timestamp,
) -> Result<(), Fault> {
    if request.body.len() > BYTES_MAX {
        return Err(Fault::Malformed {
            code: "request.too_large",
            status: 413,
            detail: format!("a webhook has at most {BYTES_MAX} bytes"),
        });
    }
    // A shop that was not set up must not be one that believes everybody.
    if !cx.has_secret(secret) {
        return Err(signature::Doubt::Wrong.into());
    }
    let signed = request.header(header).unwrap_or_default();
    let known = cx.secret(secret).await?;
    match signature::verify(known.reveal(), signed, &request.body, now) {
        Err(signature::Doubt::Wrong) => {
            let renewed = cx.renewed_secret(secret).await?;
            Ok(signature::verify(renewed.reveal(), signed, &request.body, now)?)
        }
        other => Ok(other?),
    }
}
