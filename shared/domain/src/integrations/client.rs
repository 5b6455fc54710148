//! Machines that may call the API, and the keys by which they are known.
//!
//! Of a key only a digest is kept. A key is `kontor_`, the client's id, `_` and 256 random bits, so
//! that whoever finds one lying about knows what it is, and scanners for leaked keys do too.
use super::Refusal;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use events::integrations::ClientRevokedV1;
use primitives::{
    ClientId, Code, Timestamp, Title,
    limits::{API_CLIENTS_MAX, API_KEYS_MAX},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a key begins with.
pub const KEY_PREFIX: &str = "kontor_";
/// Characters of a key's random part.
const SECRET_LENGTH: usize = 43;

/// One key of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// The digest's beginning: names the key without telling anything about it.
    pub key_id: Code,
    /// SHA-256 of the whole key.
    pub digest: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// A machine that may call the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiClient {
    /// The client.
    pub client_id: ClientId,
    /// What staff call it.
    pub title: Title,
    /// What it may do: names of roles.
    pub roles: Vec<String>,
    /// Its keys, the newest first.
    pub keys: Vec<ApiKey>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When it was revoked, for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A key that was shown, taken apart.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// Whose it says it is.
    pub client_id: ClientId,
    /// SHA-256 of the whole key.
    digest: String,
}

impl Opened {
    /// Reads a key; `None` if it is none.
    pub fn read(shown: &str) -> Option<Self> {
        let rest = shown.strip_prefix(KEY_PREFIX)?.strip_prefix("cli_")?;
        let (id, secret) = rest.split_once('_')?;
        let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if secret.len() != SECRET_LENGTH || !secret.bytes().all(good) {
            return None;
        }
        let client_id = ClientId::parse(format!("cli_{id}")).ok()?;
        Some(Self { client_id, digest: digest(shown) })
    }
}

/// The key in an `Authorization: Basic` header: it is the password, whoever the user.
pub fn basic(header: &str) -> Option<String> {
    let pair = STANDARD.decode(header.strip_prefix("Basic ")?.trim()).ok()?;
    let pair = String::from_utf8(pair).ok()?;
    pair.split_once(':').map(|(_, key)| key.to_owned())
}

/// An `Authorization: Basic` header.
pub fn basic_header(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

fn digest(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(key))
}

impl ApiClient {
    /// A new client, as yet without a key. `there` is how many there are.
    pub fn create(
        client_id: ClientId,
        title: Title,
        roles: Vec<String>,
        expires_at: Option<Timestamp>,
        there: usize,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        if there >= API_CLIENTS_MAX {
            return Err(Refusal::TooManyClients);
        }
        let twice =
            roles.iter().enumerate().any(|(at, role)| roles.iter().skip(at + 1).any(|r| r == role));
        if roles.is_empty() || twice {
            return Err(Refusal::Roles);
        }
        if expires_at.is_some_and(|end| end <= now) {
            return Err(Refusal::Expired);
        }
        let (keys, revoked_at) = (Vec::new(), None);
        Ok(Self { client_id, title, roles, keys, expires_at, revoked_at, created_at: now })
    }

    /// With a new key, which is given out now and never again. Those before it end after the overlap.
    pub fn issue(
        &self,
        random: [u8; 32],
        overlap_hours: u32,
        now: Timestamp,
    ) -> Result<(Self, String), Refusal> {
        let end = now.plus_seconds(i64::from(overlap_hours) * 3_600);
        let key = format!("{KEY_PREFIX}{}_{}", self.client_id, URL_SAFE_NO_PAD.encode(random));
        let digest = digest(&key);
        let key_id = Code::parse(digest.chars().take(8).collect::<String>());
        let key_id = key_id.map_err(|_| Refusal::TooManyKeys)?;
        let first = ApiKey { key_id, digest, created_at: now, expires_at: None };
        let old = self.keys.iter().map(|key| {
            let expires_at = Some(key.expires_at.map_or(end, |before| before.min(end)));
            ApiKey { expires_at, ..key.clone() }
        });
        let old = old.filter(|key| key.expires_at.is_none_or(|end| now < end));
        let keys: Vec<_> = std::iter::once(first).chain(old).collect();
        if keys.len() > API_KEYS_MAX {
            return Err(Refusal::TooManyKeys);
        }
        Ok((Self { keys, ..self.clone() }, key))
    }

    /// Without a key that may have leaked; `None` if it has no such key.
    pub fn without_key(&self, key_id: &Code) -> Option<Self> {
        let keys: Vec<_> = self.keys.iter().filter(|key| key.key_id != *key_id).cloned().collect();
        (keys.len() < self.keys.len()).then(|| Self { keys, ..self.clone() })
    }

    /// Revoked, and the news of it; `None` if it is already.
    pub fn revoke(&self, now: Timestamp) -> Option<(Self, ClientRevokedV1)> {
        if self.revoked_at.is_some() {
            return None;
        }
        let event = ClientRevokedV1 { client_id: self.client_id.clone() };
        Some((Self { revoked_at: Some(now), keys: Vec::new(), ..self.clone() }, event))
    }

    /// Whether a key that was shown opens anything now. Digests are compared, so how long that takes
    /// says nothing about the key.
    pub fn admits(&self, opened: &Opened, now: Timestamp) -> bool {
        let ended = |end: Option<Timestamp>| end.is_some_and(|end| end <= now);
        opened.client_id == self.client_id
            && self.revoked_at.is_none()
            && !ended(self.expires_at)
            && self.keys.iter().any(|key| key.digest == opened.digest && !ended(key.expires_at))
    }
}

/// Whether and how a client may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientState {
    /// Its keys open what its roles allow.
    Active,
    /// Its time is over.
    Expired,
    /// Staff revoked it.
    Revoked,
}

impl ApiClient {
    /// Whether it may be used.
    pub fn state(&self, now: Timestamp) -> ClientState {
        match (self.revoked_at, self.expires_at) {
            (Some(_), _) => ClientState::Revoked,
            (_, Some(end)) if end <= now => ClientState::Expired,
            _ => ClientState::Active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

    fn client() -> ApiClient {
        let roles = vec!["catalog".into()];
        ApiClient::create(ClientId::example(), Title::example(), roles, None, 0, NOW).unwrap()
    }

    #[test]
    fn a_key_is_not_kept_and_opens_its_own_client_only() {
        let (held, key) = client().issue([9; 32], 24, NOW).unwrap();
        assert!(
            key.starts_with("kontor_cli_") && !serde_json::to_string(&held).unwrap().contains(&key)
        );
        let opened = Opened::read(&key).unwrap();
        assert!(held.admits(&opened, NOW));
        let other = ApiClient { client_id: ClientId::parse("cli_other").unwrap(), ..held.clone() };
        assert!(!other.admits(&opened, NOW));
        assert!(!held.revoke(NOW).unwrap().0.admits(&opened, NOW));
        let ended = ApiClient { expires_at: Some(NOW.plus_seconds(60)), ..held.clone() };
        assert!(ended.admits(&opened, NOW) && !ended.admits(&opened, NOW.plus_seconds(60)));
        let without = held.without_key(&held.keys[0].key_id).unwrap();
        assert!(!without.admits(&opened, NOW));
    }

    #[test]
    fn what_is_no_key_is_not_read() {
        let (_, key) = client().issue([9; 32], 24, NOW).unwrap();
        assert!(Opened::read(&key).is_some());
        for odd in ["", "kontor_", "kontor_cli_1_short", &key[1..], &format!("{key}x"), "eyJh.b.c"]
        {
            assert!(Opened::read(odd).is_none(), "{odd}");
        }
    }

    proptest! {
        /// Both keys open while they overlap, and only the new one afterwards.
        #[test]
        fn an_old_key_opens_until_its_overlap_ends(
            hours in 0u32..=168, after in 0i64..=700_000, one in any::<[u8; 32]>(), two in any::<[u8; 32]>(),
        ) {
            prop_assume!(one != two);
            let (held, old) = client().issue(one, 24, NOW).unwrap();
            let (held, new) = held.issue(two, hours, NOW).unwrap();
            let at = NOW.plus_seconds(after);
            prop_assert!(held.admits(&Opened::read(&new).unwrap(), at));
            let open = held.admits(&Opened::read(&old).unwrap(), at);
            prop_assert_eq!(open, after < i64::from(hours) * 3_600);
        }
    }
}
