//! Codes of the trade: SKU, GTIN, slugs, countries, e-mail addresses, keys of other systems.
use crate::{Example, Invalid};
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $min:literal..=$max:literal $pattern:literal, $example:literal, $check:expr, $why:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads a code that came from outside.
            pub fn parse(raw: impl Into<String>) -> Result<Self, Invalid> {
                let raw = raw.into();
                let check: fn(&str) -> bool = $check;
                if ($min..=$max).contains(&raw.len()) && check(&raw) {
                    Ok(Self(raw))
                } else {
                    Err(Invalid::new(stringify!($name), $why))
                }
            }
        }
        impl Example for $name {
            fn example() -> Self {
                Self($example.into())
            }
        }
        $crate::string_value!($name, $pattern, $min, $max);
    )*};
}

codes! {
    /// Stock keeping unit: the merchant's own code of one variant.
    Sku 1..=64 "^[A-Za-z0-9][A-Za-z0-9._/-]*$", "LANTERN-WHITE",
        |raw| starts_alphanumeric(raw) && raw.bytes().all(|b| word(b) || b"._/-".contains(&b)),
        "must be 1 to 64 letters, digits, . _ / or -, beginning with a letter or digit";
    /// Global trade item number (GTIN-8, -12, -13 or -14) with a right check digit (GS1 General
    /// Specifications, section 7.9).
    Gtin 8..=14 "^([0-9]{8}|[0-9]{12,14})$", "4006381333931",
        gtin,
        "must be a GTIN of 8, 12, 13 or 14 digits with a right check digit";
    /// The word of a product or category in an address.
    Slug 1..=100 "^[a-z0-9]+(-[a-z0-9]+)*$", "white-metal-lantern",
        |raw| !raw.starts_with('-') && !raw.ends_with('-') && !raw.contains("--")
            && raw.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
        "must be lower-case letters and digits in words joined by single hyphens";
    /// The name another system has for something.
    ExternalKey 1..=100 "^[A-Za-z0-9][A-Za-z0-9._:/-]*$", "erp-71053",
        |raw| starts_alphanumeric(raw) && raw.bytes().all(|b| word(b) || b"._:/-".contains(&b)),
        "must be 1 to 100 letters, digits, . _ : / or -, beginning with a letter or digit";
    /// What a payment provider calls a stored card or account: its token, never the number itself.
    /// What looks like a card number is refused, and the refusal does not repeat it.
    MethodToken 1..=200 "^[A-Za-z0-9][A-Za-z0-9._:-]*$", "tok_visa",
        |raw| starts_alphanumeric(raw) && raw.bytes().all(|b| word(b) || b"._:-".contains(&b))
            && !holds_card_number(raw),
        "must be a token of the payment provider, such as tok_visa; never a card number";
    /// A decimal number, written out: an exact measure, never a float.
    DecimalText 1..=24 "^-?[0-9]{1,15}(\\.[0-9]{1,6})?$", "12.5",
        decimal,
        "must be a decimal number such as 12.5";
    /// Where something lies on the web.
    WebAddress 9..=1000 "^https://[!-~]+$", "https://example.com/lantern.jpg",
        |raw| raw.len() > 8 && raw.starts_with("https://") && raw.bytes().all(|b| b.is_ascii_graphic()),
        "must be an https address of at most 1000 characters";
    /// ISO 3166-1 alpha-2.
    CountryCode 2..=2 "^[A-Z]{2}$", "GB",
        |raw| COUNTRIES.split_ascii_whitespace().any(|known| known == raw),
        "must be an ISO 3166-1 code such as GB";
    /// A language, with or without a country, by BCP 47: `en`, `de-AT`.
    Locale 2..=5 "^[a-z]{2}(-[A-Z]{2})?$", "en-GB",
        locale,
        "must be a language such as en or de-AT";
    /// An e-mail address, in a plain form that mail servers take.
    Email 3..=254 "^[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", "ada@example.com",
        email,
        "must be an address such as ada@example.com";
}

impl CountryCode {
    /// The United Kingdom.
    pub fn gb() -> Self {
        Self("GB".into())
    }
}

/// ISO 3166-1 alpha-2 codes in force (249 entries; source: iso.org/obp/ui, as of 2026).
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL \
    BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ \
    DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS \
    GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR \
    KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU \
    MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY \
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH \
    TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

fn word(b: u8) -> bool {
    b.is_ascii_alphanumeric()
}

fn starts_alphanumeric(raw: &str) -> bool {
    raw.bytes().next().is_some_and(word)
}

fn gtin(raw: &str) -> bool {
    if !matches!(raw.len(), 8 | 12 | 13 | 14) || !raw.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    // From the right, digits weigh 1, 3, 1, 3 …; with the check digit the sum is a multiple of ten.
    let sum: u32 = raw
        .bytes()
        .rev()
        .zip([1, 3].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    sum.is_multiple_of(10)
}

/// Whether 12 to 19 digits in a row, with or without separators, pass as a card number by their
/// check digit (ISO/IEC 7812-1, annex B).
fn holds_card_number(raw: &str) -> bool {
    let digits: String = raw.chars().filter(|c| !"-. :_".contains(*c)).collect();
    digits.split(|c: char| !c.is_ascii_digit()).any(|run| {
        let run = run.as_bytes();
        (12..=19).any(|length| run.windows(length).any(luhn))
    })
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .map(|weighed| weighed / 10 + weighed % 10)
        .sum();
    sum.is_multiple_of(10)
}

fn locale(raw: &str) -> bool {
    let lower = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_lowercase());
    let upper = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_uppercase());
    match raw.split_once('-') {
        None => lower(raw),
        Some((language, country)) => lower(language) && upper(country),
    }
}

fn decimal(raw: &str) -> bool {
    let digits = |part: &str, max: usize| {
        (1..=max).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let raw = raw.strip_prefix('-').unwrap_or(raw);
    match raw.split_once('.') {
        None => digits(raw, 15),
        Some((whole, part)) => digits(whole, 15) && digits(part, 6),
    }
}

fn email(raw: &str) -> bool {
    let Some((local, domain)) = raw.split_once('@') else { return false };
    !local.is_empty()
        && local.len() <= 64
        && local.bytes().all(|b| word(b) || b"._%+'-".contains(&b))
        && domain.contains('.')
        && domain
            .split('.')
            .all(|label| !label.is_empty() && label.bytes().all(|b| word(b) || b == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gtin_with_a_wrong_check_digit_is_refused() {
        assert!(Gtin::parse("4006381333931").is_ok());
        assert!(Gtin::parse("4006381333932").is_err());
        assert!(Gtin::parse("73513537").is_ok());
        assert!(Gtin::parse("0400638133393").is_err());
    }

    #[test]
    fn what_looks_like_a_card_number_is_no_token() {
        for raw in
            ["4242424242424242", "4242-4242-4242-4242", "tok_5555555555554444", "x.378282246310005"]
        {
            let refused = MethodToken::parse(raw).unwrap_err().to_string();
            assert!(!refused.contains(raw), "{refused}");
        }
        for raw in ["tok_visa", "pm_1NXWPnKz", "4242"] {
            assert!(MethodToken::parse(raw).is_ok(), "{raw}");
        }
    }

    #[test]
    fn odd_codes_are_refused() {
        assert!(Sku::parse("85123A").is_ok());
        assert!(Sku::parse("a b").is_err());
        assert!(Slug::parse("a--b").is_err());
        assert!(CountryCode::parse("XX").is_err());
        assert!(Locale::parse("de-AT").is_ok());
        assert!(Locale::parse("DE").is_err());
        assert!(Email::parse("ada@example").is_err());
        assert!(Email::parse("ada@example.com").is_ok());
    }
}
