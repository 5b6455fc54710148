//! Requests remembered: a keyed command has one effect and one answer, however often it is sent.
use crate::{Fault, HttpRequest, Secret, Who};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use primitives::limits::IDEMPOTENCY_KEY_MAX;
use serde_bytes::ByteBuf;
use sha2::{Digest, Sha256};
use table::{Answer, Remembered, SealedAnswer, Table, TableError};
use vault::{DataKey, SealError};

/// Keeps what an answer is sealed under apart from what the request is found by.
const ANSWER: &[u8] = b"answer";

/// A keyed request.
#[derive(Clone)]
pub struct Keyed {
    /// Digest of caller, operation and key.
    pub request: String,
    /// Digest of path and body.
    pub fingerprint: String,
    /// What its answer is sealed under.
    key: [u8; 32],
}

impl Keyed {
    /// Reads the key. Callers without a token are kept apart by their secret or their address, so
    /// that nobody gets an answer meant for somebody else.
    pub fn read(
        operation: &str,
        http: &HttpRequest,
        who: &Who,
        secret: Option<&Secret>,
    ) -> Result<Self, Fault> {
        let key = http.header("idempotency-key").ok_or_else(|| Fault::Malformed {
            code: "idempotency.missing",
            status: 400,
            detail: "send an Idempotency-Key header, unique per command, such as a UUID".into(),
        })?;
        if !(1..=IDEMPOTENCY_KEY_MAX).contains(&key.len())
            || !key.bytes().all(|b| b.is_ascii_graphic())
        {
            return Err(Fault::Malformed {
                code: "idempotency.malformed",
                status: 400,
                detail: format!(
                    "Idempotency-Key must be 1 to {IDEMPOTENCY_KEY_MAX} visible characters"
                ),
            });
        }
        let place = match (who, secret) {
            (Who::Nobody, Some(secret)) => secret.digest(),
            (Who::Nobody, None) => http.source_ip.clone(),
            _ => String::new(),
        };
        let scope = who.scope();
        let request = [operation.as_bytes(), scope.as_bytes(), place.as_bytes(), key.as_bytes()];
        Ok(Self {
            request: written(digest(&request)),
            fingerprint: written(digest(&[
                http.path.as_bytes(),
                http.query.as_bytes(),
                &http.body,
            ])),
            key: digest(&[&[ANSWER], &request[..]].concat()),
        })
    }

    /// The answer this request got before, if any.
    pub async fn recall(&self, table: &Table) -> Result<Option<Answer>, Fault> {
        let found: Option<Remembered> = table
            .find(&table::keys::remembered(&self.request))
            .await
            .map_err(Fault::Table)?
            .map(|held| held.value);
        match found {
            Some(found) if found.fingerprint != self.fingerprint => Err(Fault::KeyReused),
            found => found.map(|found| self.open(found.answer)).transpose(),
        }
    }

    /// The answer as it is remembered.
    pub(crate) fn seal(&self, answer: &Answer) -> Result<SealedAnswer, Fault> {
        let sealed =
            DataKey::new(&self.key).and_then(|key| key.seal(self.place(), answer.body.as_bytes()));
        let body = ByteBuf::from(sealed.map_err(broken)?);
        Ok(SealedAnswer { status: answer.status, etag: answer.etag, body })
    }

    fn open(&self, answer: SealedAnswer) -> Result<Answer, Fault> {
        let SealedAnswer { status, etag, body } = answer;
        let clear = DataKey::new(&self.key).and_then(|key| key.open(self.place(), &body));
        let body = String::from_utf8(clear.map_err(broken)?);
        let body = body.map_err(|_| Fault::Internal("a remembered answer is no text".into()))?;
        Ok(Answer { status, etag, body })
    }

    fn place(&self) -> vault::Place<'_> {
        vault::Place { pk: &self.request, sk: "ANSWER", attribute: "body" }
    }

    /// The answer that another run of the same request committed a moment ago.
    pub async fn recall_committed(&self, table: &Table) -> Result<Answer, Fault> {
        self.recall(table).await?.ok_or(Fault::Table(TableError::Stale { entity: "answer" }))
    }
}

fn broken(error: SealError) -> Fault {
    Fault::Internal(format!("a remembered answer: {error}"))
}

fn written(digest: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(digest)
}

/// Digest of parts, each with its length, so that no two lists of parts look alike.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
