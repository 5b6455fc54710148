use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand::{SecureRandom, SystemRandom},
};
use serde::{Serialize, de::DeserializeOwned};

/// The first byte of everything sealed, so that another cipher can come later.
const VERSION: u8 = 1;

/// Why something was not sealed or opened. It never tells what was in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The system gave no random bytes, or the cipher refused the length.
    #[error("personal data could not be sealed")]
    Sealing,
    /// Not sealed by this crate, or by a version that this one does not know.
    #[error("this is no sealed data of a known version")]
    Format,
    /// Another key, another place, or the bytes were changed.
    #[error("sealed data does not open with this key at this place")]
    Opening,
}

/// Where sealed data stands. It is authenticated with the data, so that nobody who can write the
/// table can move one subject's data, or another attribute's, to where it is shown as something else.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The item's partition key.
    pub pk: &'a str,
    /// The item's sort key.
    pub sk: &'a str,
    /// The attribute within the item.
    pub attribute: &'a str,
}

impl Place<'_> {
    /// Each part with its length before it: no two places have the same bytes.
    fn bytes(self) -> Vec<u8> {
        let mut all = vec![VERSION];
        for part in [self.pk, self.sk, self.attribute] {
            all.extend((part.len() as u64).to_be_bytes());
            all.extend(part.as_bytes());
        }
        all
    }
}

/// The key of one subject, in the clear. It has no `Debug` and cannot be serialised.
pub struct DataKey(LessSafeKey);

impl DataKey {
    /// From the 256 bits that the key service made.
    ///
    /// # Errors
    /// [`SealError::Format`] if the cipher does not take them.
    pub fn new(bits: &[u8; 32]) -> Result<Self, SealError> {
        let key = UnboundKey::new(&AES_256_GCM, bits).map_err(|_| SealError::Format)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// AES-256-GCM under a random nonce: version, nonce of 12 bytes, ciphertext, tag of 16 bytes.
    /// Random nonces are good for 2³² messages under one key (NIST SP 800-38D, 8.3); a subject's key
    /// seals that subject's writes alone.
    ///
    /// # Errors
    /// [`SealError::Sealing`] without random bytes.
    pub fn seal(&self, place: Place<'_>, clear: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| SealError::Sealing)?;
        let mut text = clear.to_vec();
        let aad = Aad::from(place.bytes());
        let nonced = Nonce::assume_unique_for_key(nonce);
        let sealing = self.0.seal_in_place_append_tag(nonced, aad, &mut text);
        sealing.map_err(|_| SealError::Sealing)?;
        let mut sealed = vec![VERSION];
        sealed.extend(nonce);
        sealed.append(&mut text);
        Ok(sealed)
    }

    /// What was sealed at this place under this key.
    ///
    /// # Errors
    /// [`SealError::Format`] for what was not sealed here, [`SealError::Opening`] for another key,
    /// another place or changed bytes.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let rest = sealed.strip_prefix(&[VERSION]).ok_or(SealError::Format)?;
        let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Format)?;
        let mut text = text.to_vec();
        let aad = Aad::from(place.bytes());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let clear = self.0.open_in_place(nonce, aad, &mut text);
        clear.map(|clear| clear.to_vec()).map_err(|_| SealError::Opening)
    }

    /// A value as JSON, sealed and written in base64: for an attribute of an item.
    ///
    /// # Errors
    /// [`SealError::Sealing`] without random bytes, or for what JSON cannot say.
    pub fn seal_text<T: Serialize>(
        &self,
        place: Place<'_>,
        value: &T,
    ) -> Result<String, SealError> {
        let clear = serde_json::to_vec(value).map_err(|_| SealError::Sealing)?;
        Ok(STANDARD_NO_PAD.encode(self.seal(place, &clear)?))
    }

    /// The value that was sealed as text.
    ///
    /// # Errors
    /// As [`DataKey::open`]; [`SealError::Format`] too for what is no such value.
    pub fn open_text<T: DeserializeOwned>(
        &self,
        place: Place<'_>,
        sealed: &str,
    ) -> Result<T, SealError> {
        let sealed = STANDARD_NO_PAD.decode(sealed).map_err(|_| SealError::Format)?;
        let clear = self.open(place, &sealed)?;
        serde_json::from_slice(&clear).map_err(|_| SealError::Format)
    }
}
