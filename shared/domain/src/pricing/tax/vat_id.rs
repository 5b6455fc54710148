//! VAT identification numbers: their form, and their check digits where the member state publishes how
//! they are made. Whether a number is in force only the Commission's VIES knows: asking it is not
//! the business of this module.
use super::vat_check;
use primitives::{CountryCode, Invalid};
use serde::{Deserialize, Serialize};

/// A VAT identification number of a member state, with its prefix, such as `DE136695976`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VatId(String);

impl VatId {
    /// Reads a number; blanks, dots and hyphens do not matter. Refuses what cannot be one.
    pub fn parse(raw: impl AsRef<str>) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("VAT id", "must be a number such as DE136695976");
        let raw = raw.as_ref();
        if raw.len() > 40 {
            return Err(wrong());
        }
        let plain: String =
            raw.chars().filter(|c| !" .-".contains(*c)).map(|c| c.to_ascii_uppercase()).collect();
        let (prefix, body) = plain.split_at_checked(2).ok_or_else(wrong)?;
        let good = body.bytes().all(|b| b.is_ascii_alphanumeric() || b"+*".contains(&b));
        if good && is_right(prefix, body) { Ok(Self(plain)) } else { Err(wrong()) }
    }

    /// The member state that gave it; Greece writes `EL`.
    pub fn country(&self) -> Option<CountryCode> {
        let prefix = self.0.get(..2)?;
        CountryCode::parse(if prefix == "EL" { "GR" } else { prefix }).ok()
    }
}

fn is_right(prefix: &str, body: &str) -> bool {
    let digits: Option<Vec<u32>> = body.chars().map(|c| c.to_digit(10)).collect();
    let number = |lengths: &[usize]| digits.clone().filter(|d| lengths.contains(&d.len()));
    let check = |lengths: &[usize], rule: fn(&[u32]) -> bool| {
        number(lengths).is_some_and(|digits| rule(&digits))
    };
    match prefix {
        "AT" => body.strip_prefix('U').is_some_and(austria),
        "BE" => check(&[10], |d| take(d, 0, 8) % 97 + take(d, 8, 2) == 97),
        "DE" => check(&[9], |d| d.first() != Some(&0) && eleven_ten(d)),
        "HR" => check(&[11], eleven_ten),
        "DK" => check(&[8], |d| weighed(d, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)),
        "EE" => check(&[9], |d| weighed(d, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)),
        "EL" => check(&[9], |d| weighed(d, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == last(d)),
        "FI" => check(&[8], |d| weighed(d, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11)),
        "FR" => france(body),
        "HU" => check(&[8], |d| weighed(d, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10)),
        "IT" => check(&[11], luhn),
        "LU" => check(&[8], |d| take(d, 0, 6) % 89 == take(d, 6, 2)),
        "MT" => check(&[8], |d| weighed(d, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37)),
        "NL" => netherlands(body),
        "PL" => check(&[10], |d| weighed(d, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == last(d)),
        "PT" => check(&[9], |d| {
            let rest = weighed(d, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
            last(d) == if rest < 2 { 0 } else { 11 - rest }
        }),
        "RO" => number(&[2, 3, 4, 5, 6, 7, 8, 9, 10]).is_some_and(|d| romania(&d)),
        "SE" => check(&[12], |d| take(d, 10, 2) > 0 && d.get(..10).is_some_and(luhn)),
        "SI" => check(&[8], |d| {
            let rest = 11 - weighed(d, &[8, 7, 6, 5, 4, 3, 2]) % 11;
            rest != 11 && rest % 10 == last(d)
        }),
        "SK" => check(&[10], |d| take(d, 0, 10).is_multiple_of(11)),
        "BG" => check(&[9, 10], vat_check::bulgaria),
        "CY" => vat_check::cyprus(body),
        "CZ" => check(&[8, 9, 10], vat_check::czechia),
        "ES" => vat_check::spain(body),
        "IE" => vat_check::ireland(body),
        "LT" => check(&[9, 12], vat_check::lithuania),
        "LV" => check(&[11], vat_check::latvia),
        _ => false,
    }
}

pub(super) fn digits_to(body: &str, count: usize) -> bool {
    body.get(..count).is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()))
}

/// So many digits from a place on, as one number.
fn take(digits: &[u32], from: usize, count: usize) -> u64 {
    digits.iter().skip(from).take(count).fold(0, |sum, digit| sum * 10 + u64::from(*digit))
}

pub(super) fn last(digits: &[u32]) -> u32 {
    digits.last().copied().unwrap_or(u32::MAX)
}

pub(super) fn weighed(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .map(|weighed| weighed / 10 + weighed % 10)
        .sum();
    sum.is_multiple_of(10)
}

/// The digit that makes digits before it good by the same rule.
pub(super) fn luhn_digit(digits: &[u32]) -> u32 {
    let good = |digit: &u32| {
        let all: Vec<u32> = digits.iter().copied().chain(std::iter::once(*digit)).collect();
        luhn(&all)
    };
    (0..10).find(good).unwrap_or_default()
}

/// ISO/IEC 7064, MOD 11,10.
fn eleven_ten(digits: &[u32]) -> bool {
    let Some((check, body)) = digits.split_last() else { return false };
    let rest = body.iter().fold(10, |product, digit| {
        let sum = (product + digit) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - rest) % 10 == *check
}

fn austria(body: &str) -> bool {
    let digits: Option<Vec<u32>> = body.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 8) else { return false };
    let sum: u32 = digits
        .iter()
        .take(7)
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .map(|weighed| weighed / 10 + weighed % 10)
        .sum();
    (100 - sum - 4) % 10 == last(&digits)
}

/// A key of two digits before the nine of the SIREN; keys with letters are taken by form.
fn france(body: &str) -> bool {
    let Some((key, siren)) = body.split_at_checked(2) else { return false };
    if siren.len() != 9 || !digits_to(siren, 9) {
        return false;
    }
    match (key.parse::<u64>(), siren.parse::<u64>()) {
        (Ok(key), Ok(siren)) => key == (12 + 3 * (siren % 97)) % 97,
        _ => key.bytes().all(|b| b.is_ascii_alphanumeric() && b != b'I' && b != b'O'),
    }
}

/// Nine digits, `B` and two digits: by the old rule (mod 11 over the nine), or by the one of 2020
/// (mod 97 over the whole number, letters as two digits).
fn netherlands(body: &str) -> bool {
    let form = body.len() == 12
        && digits_to(body, 9)
        && body.as_bytes().get(9) == Some(&b'B')
        && body.get(10..).is_some_and(|tail| digits_to(tail, 2));
    if !form {
        return false;
    }
    let digits: Vec<u32> = body.chars().take(9).filter_map(|c| c.to_digit(10)).collect();
    let old = weighed(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == last(&digits);
    let rest = format!("NL{body}").chars().fold(0_u32, |rest, c| {
        let value = c.to_digit(36).unwrap_or(0);
        if value > 9 { (rest * 100 + value) % 97 } else { (rest * 10 + value) % 97 }
    });
    old || rest == 1
}

fn romania(digits: &[u32]) -> bool {
    let Some((check, body)) = digits.split_last() else { return false };
    let weights = [2, 3, 5, 7, 1, 2, 3, 5, 7];
    let sum: u32 = body.iter().rev().zip(weights).map(|(digit, weight)| digit * weight).sum();
    sum * 10 % 11 % 10 == *check
}

impl TryFrom<String> for VatId {
    type Error = Invalid;
    fn try_from(raw: String) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}
impl From<VatId> for String {
    fn from(id: VatId) -> String {
        id.0
    }
}
impl std::fmt::Display for VatId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl schemars::JsonSchema for VatId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "VatId".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "minLength": 4, "maxLength": 40, "pattern": "^[A-Za-z]{2}[A-Za-z0-9+* .-]+$",
            "examples": ["DE136695976"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [&str; 39] = [
        "ATU13585627",
        "BE0428759497",
        "BE0403019261",
        "BG175074752",
        "CY10259033P",
        "CZ25123891",
        "CZ640903926",
        "CZ7103192745",
        "DE136695976",
        "DK13585628",
        "EE100931558",
        "EL094259216",
        "ES54362315K",
        "ESA13585625",
        "ESB58378431",
        "ESJ99216582",
        "ESM1234567L",
        "ESX5253868R",
        "FI20774740",
        "FR40303265045",
        "FR83404833048",
        "HR33392005961",
        "HU12892312",
        "IE6433435F",
        "IE6433435OA",
        "IE8D79739I",
        "IT00743110157",
        "LT119511515",
        "LT100001919017",
        "LU15027442",
        "LV40003521600",
        "LV16117519997",
        "MT11679112",
        "NL004495445B01",
        "PL8567346215",
        "PT501964843",
        "SE123456789701",
        "SI50223054",
        "SK2022749619",
    ];

    #[test]
    fn numbers_that_are_in_use_are_taken() {
        for raw in GOOD.into_iter().chain([
            "RO18547290",
            "de 136-695-976",
            "BG7523169263",
            "BG7111042925",
            "BG8032056031",
        ]) {
            assert!(VatId::parse(raw).is_ok(), "{raw}");
        }
        assert_eq!(VatId::parse("EL094259216").unwrap().country().unwrap().as_ref(), "GR");
    }

    #[test]
    fn one_wrong_digit_is_noticed_where_there_is_a_check_digit() {
        for raw in GOOD {
            for (at, digit) in raw.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
                // The tail of Dutch and Swedish numbers is a serial number.
                if (raw.starts_with("NL") || raw.starts_with("SE")) && at >= 11 {
                    continue;
                }
                let other = char::from_digit((digit.to_digit(10).unwrap() + 1) % 10, 10).unwrap();
                let mut wrong = raw.to_owned();
                wrong.replace_range(at..=at, &other.to_string());
                assert!(VatId::parse(&wrong).is_err(), "{raw} {wrong}");
            }
        }
    }

    /// Numbers of persons that are made by several rules at once, or say no more than a date.
    #[test]
    fn other_forms_are_checked_as_far_as_they_can_be() {
        for raw in ["CZ410512123", "LV32123456789", "IE3628739UA", "BG7912444389", "ESQ72072879"] {
            assert!(VatId::parse(raw).is_ok(), "{raw}");
        }
        for raw in [
            "BG7523169264",
            "BG6338750047",
            "BG175074753",
            "CY10259033Z",
            "CY10259033",
            "CZ410599123",
            "CZ25123890",
            "CZ7113192740",
            "ES54362315A",
            "ESA13585626",
            "ESA1358562J5",
            "ESX5253868A",
            "IE6433435G",
            "IE6433435OB",
            "IE8D79739J",
            "LT119511505",
            "LT100001919018",
            "LV40003521601",
            "LV16137519997",
        ] {
            assert!(VatId::parse(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for raw in ["", "D", "DE", "DE12345678", "GB123456789", "XX123456789", "DE13669597é"] {
            assert!(VatId::parse(raw).is_err(), "{raw}");
        }
    }
}
