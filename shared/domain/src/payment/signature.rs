//! Signatures of webhooks: HMAC-SHA256 over the time and the body, as providers commonly do it.
use hmac::{Hmac, KeyInit, Mac};
use primitives::Timestamp;
use sha2::Sha256;
use std::fmt::Write;

/// Seconds by which a signature's time may be off: older ones may be replays.
pub const TOLERANCE_SECONDS: i64 = 300;

/// Why a message was not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// No `t=…,v1=…`.
    #[error("the signature is missing or cannot be read")]
    Unreadable,
    /// Too old, or from the future.
    #[error("the signature's time is more than {TOLERANCE_SECONDS} seconds off")]
    Stale,
    /// Made with another secret, or for another body.
    #[error("the signature is wrong")]
    Wrong,
}

impl crate::Refuse for Doubt {
    fn code(&self) -> &'static str {
        "webhook.signature"
    }
    fn kind(&self) -> crate::Kind {
        crate::Kind::Unauthenticated
    }
}

/// Signs a body: `t=<epoch seconds>,v1=<hex>`.
pub fn sign(secret: &str, body: &[u8], now: Timestamp) -> String {
    let seconds = now.seconds();
    let tag = mac(secret, seconds, body).finalize().into_bytes();
    let mut header = format!("t={seconds},v1=");
    for byte in tag {
        // Writing to a string cannot fail.
        write!(header, "{byte:02x}").unwrap_or_default();
    }
    header
}

/// Signatures of one header that are tried: a provider sends two while its secret is changed.
const TAGS_MAX: usize = 5;

/// Believes a signature, or says why not: one of several `v1` is enough. Takes the same time wherever
/// the first difference is.
pub fn verify(secret: &str, header: &str, body: &[u8], now: Timestamp) -> Result<(), Doubt> {
    let parts = |name: &'static str| {
        header.split(',').filter_map(move |part| part.trim().strip_prefix(name)?.strip_prefix('='))
    };
    let seconds = parts("t").next().and_then(|raw| raw.parse().ok()).ok_or(Doubt::Unreadable)?;
    let tags: Vec<Vec<u8>> = parts("v1").take(TAGS_MAX).filter_map(unhex).collect();
    if tags.is_empty() {
        return Err(Doubt::Unreadable);
    }
    // An empty secret is a shop that was not set up; it must not be one that believes everybody.
    if secret.is_empty() {
        return Err(Doubt::Wrong);
    }
    let made = mac(secret, seconds, body);
    if !tags.iter().fold(false, |good, tag| good | made.clone().verify_slice(tag).is_ok()) {
        return Err(Doubt::Wrong);
    }
    if now.seconds().abs_diff(seconds) > TOLERANCE_SECONDS.unsigned_abs() {
        return Err(Doubt::Stale);
    }
    Ok(())
}

#[allow(clippy::expect_used)] // HMAC takes keys of any length; `new_from_slice` has no way to fail.
fn mac(secret: &str, seconds: i64, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes())
        .expect("HMAC takes keys of any length");
    mac.update(seconds.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

fn unhex(raw: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    raw.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

    #[test]
    fn a_signature_is_good_for_its_body_secret_and_time_only() {
        let header = sign("whsec", b"{}", NOW);
        assert_eq!(verify("whsec", &header, b"{}", NOW.plus_seconds(300)), Ok(()));
        assert_eq!(verify("whsec", &header, b"{}", NOW.plus_seconds(301)), Err(Doubt::Stale));
        assert_eq!(verify("whsec", &header, b"{}", NOW.plus_seconds(-301)), Err(Doubt::Stale));
        assert_eq!(verify("whsec", &header, b"{ }", NOW), Err(Doubt::Wrong));
        assert_eq!(verify("other", &header, b"{}", NOW), Err(Doubt::Wrong));
        let later = header.replace("t=1795253400", "t=1795253401");
        assert_eq!(verify("whsec", &later, b"{}", NOW), Err(Doubt::Wrong));
    }

    #[test]
    fn a_header_that_is_no_signature_is_refused() {
        for header in ["", "t=1", "v1=00", "t=x,v1=00", "t=1,v1=0g", "t=1,v1=0"] {
            assert_eq!(verify("whsec", header, b"{}", NOW), Err(Doubt::Unreadable), "{header}");
        }
        assert_eq!(verify("", &sign("", b"{}", NOW), b"{}", NOW), Err(Doubt::Wrong));
    }

    #[test]
    fn one_good_signature_among_several_is_enough() {
        let good = sign("new", b"{}", NOW);
        let tag = good.split_once(",v1=").unwrap().1;
        let old = sign("old", b"{}", NOW);
        for header in
            [format!("{old},v1={tag}"), format!("{good},v1=00,v0=ff"), format!("v0=1,{good}")]
        {
            assert_eq!(verify("new", &header, b"{}", NOW), Ok(()), "{header}");
            assert_eq!(verify("third", &header, b"{}", NOW), Err(Doubt::Wrong), "{header}");
        }
        let many = format!("t={},{}v1={tag}", NOW.seconds(), "v1=00,".repeat(TAGS_MAX));
        assert_eq!(verify("new", &many, b"{}", NOW), Err(Doubt::Wrong), "a bound on the work");
        let twice = format!("t=1,{good}");
        assert_eq!(verify("new", &twice, b"{}", NOW), Err(Doubt::Wrong), "the first time counts");
    }

    #[test]
    fn a_signature_is_what_openssl_makes() {
        // printf '1795253400.{}' | openssl dgst -sha256 -hmac whsec
        assert_eq!(sign("whsec", b"{}", NOW), OPENSSL);
    }

    const OPENSSL: &str =
        "t=1795253400,v1=7ac51d1dff80546accdb7adf42dcd9a87871e6009c7057b76e5ce4b026e778e8";
}
