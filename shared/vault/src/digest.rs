use ring::hmac::{HMAC_SHA256, Key, sign};

/// The shop's key for finding sealed values: equal values have equal hashes, and without the key
/// nobody can try e-mail addresses or phone numbers against them. It finds whole values alone; the
/// caller brings them to one spelling first.
pub struct IndexKey(Key);

impl IndexKey {
    /// From the 256 bits of the shop's secret.
    #[must_use]
    pub fn new(bits: &[u8; 32]) -> Self {
        Self(Key::new(HMAC_SHA256, bits))
    }

    /// HMAC-SHA-256 of what kind of value it is and the value: an e-mail never has a name's hash.
    #[must_use]
    pub fn hash(&self, kind: &str, value: &str) -> Vec<u8> {
        let mut all = (kind.len() as u64).to_be_bytes().to_vec();
        all.extend(kind.as_bytes());
        all.extend(value.as_bytes());
        sign(&self.0, &all).as_ref().to_vec()
    }
}
