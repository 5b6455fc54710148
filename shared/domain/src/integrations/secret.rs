//! Secrets that sign what is delivered, and the signatures: Standard Webhooks, scheme `v1`.
use super::Refusal;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use primitives::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// Secrets that are valid at the same time.
pub const SECRETS_MAX: usize = 3;
/// Hours for which the old secret stays valid beside a new one, unless the caller says otherwise.
const OVERLAP_HOURS: u32 = 24;
/// Hours for which it may at the most.
pub const OVERLAP_HOURS_MAX: u32 = 168;

/// For how many hours the old stays valid beside the new.
pub fn overlap(hours: Option<u32>) -> Result<u32, Refusal> {
    match hours {
        None => Ok(OVERLAP_HOURS),
        Some(hours) if hours <= OVERLAP_HOURS_MAX => Ok(hours),
        Some(_) => Err(Refusal::Overlap),
    }
}

/// One secret. It must be kept as it is, since it signs; it is shown once, and never written to logs,
/// views or events.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningSecret {
    /// `whsec_` and the key in base64.
    secret: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops signing; absent for the newest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

impl SigningSecret {
    /// A new one, of 256 random bits.
    pub fn new(key: [u8; 32], now: Timestamp) -> Self {
        let secret = format!("{PREFIX}{}", STANDARD.encode(key));
        Self { secret, created_at: now, expires_at: None }
    }

    /// The secret itself, for the one answer that hands it out.
    pub fn reveal(&self) -> &str {
        &self.secret
    }

    /// Whether it signs at a time.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// `v1,` and the signature of a message.
    pub fn sign(&self, message_id: &str, at: Timestamp, body: &str) -> String {
        let key = STANDARD.decode(self.secret.trim_start_matches(PREFIX)).unwrap_or_default();
        let mut mac = keyed(&key);
        for part in [message_id, ".", &at.seconds().to_string(), ".", body] {
            mac.update(part.as_bytes());
        }
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[allow(clippy::expect_used)] // HMAC takes keys of any length; `new_from_slice` has no way to fail.
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length")
}

/// The header `webhook-signature`: one signature for every valid secret, the newest first, so that a
/// receiver finds its own before and after it has changed secrets.
pub fn signatures(secrets: &[SigningSecret], id: &str, at: Timestamp, body: &str) -> String {
    let valid = secrets.iter().filter(|secret| secret.is_valid(at));
    valid.map(|secret| secret.sign(id, at, body)).collect::<Vec<_>>().join(" ")
}

/// The secrets after a rotation: the new one first; the others run out after the overlap, or sooner
/// if they were about to.
pub fn rotate(
    secrets: &[SigningSecret],
    key: [u8; 32],
    overlap_hours: u32,
    now: Timestamp,
) -> Result<Vec<SigningSecret>, Refusal> {
    let end = now.plus_seconds(i64::from(overlap_hours) * 3_600);
    let old = secrets.iter().filter(|secret| secret.is_valid(now)).map(|secret| {
        let expires_at = Some(secret.expires_at.map_or(end, |before| before.min(end)));
        SigningSecret { expires_at, ..secret.clone() }
    });
    let old = old.filter(|secret| secret.is_valid(now));
    let all: Vec<_> = std::iter::once(SigningSecret::new(key, now)).chain(old).collect();
    if all.len() > SECRETS_MAX { Err(Refusal::TooManySecrets) } else { Ok(all) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

    #[test]
    fn a_signature_is_what_openssl_makes() {
        // printf 'evt_1.1795253400.{}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707… -binary | base64
        let secret = SigningSecret::new([7; 32], NOW);
        assert_eq!(secret.sign("evt_1", NOW, "{}"), OPENSSL);
    }

    const OPENSSL: &str = "v1,ZZ5EXciISVyHXMfOs4ZzqrdN7Exq0KXUivcptUpvBAQ=";

    #[test]
    fn a_secret_does_not_print_itself() {
        let secret = SigningSecret::new([7; 32], NOW);
        assert!(!format!("{secret:?}").contains("BwcH"));
        assert!(secret.reveal().starts_with("whsec_BwcH"));
    }

    #[test]
    fn a_fourth_secret_waits_for_the_first_to_run_out() {
        let mut all = vec![SigningSecret::new([1; 32], NOW)];
        for key in 2..=3 {
            all = rotate(&all, [key; 32], 24, NOW).unwrap();
        }
        assert_eq!(rotate(&all, [4; 32], 24, NOW), Err(Refusal::TooManySecrets));
        assert_eq!(rotate(&all, [4; 32], 0, NOW).unwrap().len(), 1);
        assert_eq!(rotate(&all, [4; 32], 24, NOW.plus_seconds(86_400)).unwrap().len(), 2);
    }

    proptest! {
        /// Whoever holds the old secret can verify until the overlap ends, and whoever holds the new
        /// one from the rotation on.
        #[test]
        fn an_old_secret_signs_until_its_overlap_ends(
            hours in 0u32..=168,
            after in 0i64..=200 * 3_600,
            body in ".{0,40}",
        ) {
            let old = SigningSecret::new([1; 32], NOW);
            let all = rotate(std::slice::from_ref(&old), [2; 32], hours, NOW).unwrap();
            let at = NOW.plus_seconds(after);
            let header = signatures(&all, "evt_1", at, &body);
            let has = |secret: &SigningSecret| {
                header.split(' ').any(|one| one == secret.sign("evt_1", at, &body))
            };
            prop_assert!(has(&SigningSecret::new([2; 32], NOW)));
            prop_assert_eq!(has(&old), after < i64::from(hours) * 3_600);
        }

        #[test]
        fn a_signature_is_for_its_id_time_body_and_secret_only(
            id in "[a-z]{1,8}", seconds in 1i64..1_000, body in ".{1,20}", key in 0u8..=254,
        ) {
            let secret = SigningSecret::new([key; 32], NOW);
            let one = secret.sign(&id, NOW, &body);
            prop_assert_ne!(&one, &secret.sign(&format!("{id}x"), NOW, &body));
            prop_assert_ne!(&one, &secret.sign(&id, NOW.plus_seconds(seconds), &body));
            prop_assert_ne!(&one, &secret.sign(&id, NOW, &format!("{body}x")));
            let other = SigningSecret::new([key + 1; 32], NOW);
            prop_assert_ne!(&one, &other.sign(&id, NOW, &body));
        }
    }
}
