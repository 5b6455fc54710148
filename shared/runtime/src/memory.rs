//! Requests remembered: a keyed command has one effect and one answer, however often it is sent.
use crate::{Fault, HttpRequest, Secret, Who};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use primitives::limits::IDEMPOTENCY_KEY_MAX;
use sha2::{Digest, Sha256};
use table::{Answer, Remembered, Table, TableError};

/// A keyed request.
#[derive(Clone, Debug)]
pub struct Keyed {
    /// Digest of caller, operation and key.
    pub request: String,
    /// Digest of path and body.
    pub fingerprint: String,
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
        Ok(Self {
            request: digest(&[
                operation.as_bytes(),
                scope.as_bytes(),
                place.as_bytes(),
                key.as_bytes(),
            ]),
            fingerprint: digest(&[http.path.as_bytes(), http.query.as_bytes(), &http.body]),
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
            found => Ok(found.map(|found| found.answer)),
        }
    }

    /// The answer that another run of the same request committed a moment ago.
    pub async fn recall_committed(&self, table: &Table) -> Result<Answer, Fault> {
        self.recall(table).await?.ok_or(Fault::Table(TableError::Stale { entity: "answer" }))
    }
}

/// Digest of parts, each with its length, so that no two lists of parts look alike.
fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}
