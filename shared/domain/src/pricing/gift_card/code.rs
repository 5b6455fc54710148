use super::GiftCardRefusal;
use crate::{digest, pricing::crockford};
use std::fmt;

/// Random bytes of a code: eighty bits.
pub const CODE_BYTES: usize = 10;
/// Characters of it, without the check character.
const CHARACTERS: usize = 16;

/// The code of a gift card. Whoever knows it can spend the card: it is shown once, never logged, and only its
/// digest is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct GiftCode(String);

impl GiftCode {
    /// A new code, made of random bytes.
    pub fn new(random: [u8; CODE_BYTES]) -> Self {
        Self(crockford::write(&random))
    }

    /// Reads a code that somebody typed in. What has a wrong check character is refused without a look
    /// at any card, and need not count as an attempt.
    pub fn parse(raw: &str) -> Result<Self, GiftCardRefusal> {
        crockford::read(raw, CHARACTERS).map(Self).map_err(|_| GiftCardRefusal::Unknown)
    }

    /// What is kept of it, and what the card is found by.
    pub fn digest(&self) -> String {
        digest::hex(format!("gift card {}", self.0))
    }

    /// The code itself, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The last characters: enough to tell one's cards apart, not enough to guess the rest.
    pub fn ending(&self) -> String {
        let plain: Vec<char> = self.0.chars().filter(|c| *c != '-').collect();
        plain.iter().skip(plain.len().saturating_sub(4)).collect()
    }
}

impl fmt::Debug for GiftCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GiftCode(…{})", self.ending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_by_its_digest_however_it_is_typed_and_never_shown_by_accident() {
        let code = GiftCode::new([7, 1, 2, 3, 4, 5, 6, 7, 8, 255]);
        let typed = GiftCode::parse(&code.reveal().to_lowercase().replace('-', " ")).unwrap();
        assert_eq!(typed.digest(), code.digest());
        assert!(!format!("{code:?}").contains(code.reveal()));
        assert!(!code.digest().contains(code.reveal()));
        assert_eq!(GiftCode::parse("0000-0000-0000-0001-0"), Err(GiftCardRefusal::Unknown));
    }
}
