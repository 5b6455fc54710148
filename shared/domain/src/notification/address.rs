//! Addresses: what may be kept of one, and which telephone number a text message can be sent to.
use crate::digest;
use primitives::Email;
use serde::{Deserialize, Serialize};

/// Who a message went to, as far as that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Enough for a person who knows the address to recognise it: `a…@example.com`, `…89`.
    pub masked: String,
    /// Names the address without telling it.
    pub digest: String,
}

impl Recipient {
    /// Of a mail.
    pub fn mail(email: &Email) -> Self {
        Self { masked: masked_mail(email), digest: address_digest(email.as_ref()) }
    }

    /// Of a text message, to a number as [`dialled`] gives it.
    pub fn text(number: &str) -> Self {
        let tail: String = number.chars().skip(number.chars().count().saturating_sub(2)).collect();
        Self { masked: format!("…{tail}"), digest: address_digest(number) }
    }
}

/// The first letter and the domain.
pub fn masked_mail(email: &Email) -> String {
    let (local, domain) = email.as_ref().split_once('@').unwrap_or_default();
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}

/// Names an address, however its letters are written: 64 hexadecimal digits.
pub fn address_digest(address: &str) -> String {
    digest::hex(address.trim().to_lowercase())
}

/// The number in the form that telephone networks take (E.164), where it is written with its country
/// code. A number without one is nobody's to guess.
pub fn dialled(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(|c| !" -./()".contains(*c)).collect();
    let digits = digits.strip_prefix("00").map_or(digits.clone(), |rest| format!("+{rest}"));
    let number = digits.strip_prefix('+')?;
    let good = (8..=15).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && !number.starts_with('0');
    good.then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_tells_the_address_only_to_whoever_knows_it() {
        let one = Recipient::mail(&Email::parse("ada.lovelace@example.com").unwrap());
        assert_eq!(one.masked, "a…@example.com");
        assert!(!one.digest.contains("ada") && one.digest.len() == 64);
        let two = Recipient::mail(&Email::parse("Ada.Lovelace@Example.com").unwrap());
        assert_eq!(one.digest, two.digest);
        assert_eq!(Recipient::text("+441904123489").masked, "…89");
    }

    #[test]
    fn only_numbers_with_a_country_are_dialled() {
        assert_eq!(dialled("+44 (1904) 123-489").as_deref(), Some("+441904123489"));
        assert_eq!(dialled("0049 30 1234567").as_deref(), Some("+49301234567"));
        for raw in ["01904 123489", "+44", "+0123456789", "+44 1904 CALL", "+1234567890123456"] {
            assert_eq!(dialled(raw), None, "{raw}");
        }
    }
}
