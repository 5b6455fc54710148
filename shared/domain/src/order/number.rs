//! Order numbers: what people read out on the telephone.
//!
//! Twelve characters of Crockford's base 32 in three groups, such as `1F5K-7Q2M-9RXC`: the day (3
//! characters, days since 2020-01-01, so numbers of a later day sort later), chance (8 characters,
//! 40 bits), and a check character that finds any one wrong character and any two neighbours
//! swapped. No counter: a counter would be one hot item that every order of the shop waits for. That
//! no two orders share a number is made sure by [`NumberTaken`], written with the order.
use primitives::{Example, ExternalKey, Id, Invalid, OrderId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What people call an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderNumber(String);

/// Says that a number is an order's, and which order's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberTaken {
    /// The number.
    pub number: OrderNumber,
    /// Whose it is.
    pub order_id: OrderId,
}

/// Says that the merchant's own reference is an order's, and which order's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceTaken {
    /// The reference.
    pub reference: ExternalKey,
    /// Whose it is.
    pub order_id: OrderId,
}

/// Crockford's digits: no I, L, O, U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters before the check character.
const BODY: usize = 11;
/// 2020-01-01T00:00:00Z, in days since 1970.
const FIRST_DAY: u64 = 18_262;
const DAY_MILLIS: i64 = 86_400_000;

impl OrderNumber {
    /// A number of the day, with chance taken from a fresh id.
    pub fn mint<I: Id + fmt::Display>(now: Timestamp, chance: &I) -> Self {
        let days = u64::try_from(now.millis().div_euclid(DAY_MILLIS)).unwrap_or_default();
        let day = days.saturating_sub(FIRST_DAY) & 0x7FFF;
        let text = chance.to_string();
        // The last forty bits of a UUIDv7 are random.
        let tail: String = text.chars().rev().take(10).collect();
        let random = tail
            .chars()
            .fold(0_u64, |sum, c| (sum << 4) | u64::from(c.to_digit(16).unwrap_or_default()));
        let mut body = [0_u8; BODY];
        let bits = (day << 40) | random;
        for (at, digit) in body.iter_mut().rev().enumerate() {
            *digit = u8::try_from((bits >> (5 * at)) & 31).unwrap_or_default();
        }
        Self::written(&body)
    }

    /// Reads a number as people write it: any case, with or without hyphens, O for 0, I and L for 1.
    pub fn parse(raw: impl AsRef<str>) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("order number", "must look like 1F5K-7Q2M-9RXC");
        let raw = raw.as_ref();
        if raw.len() > 20 {
            return Err(wrong());
        }
        let digits: Vec<u8> = raw
            .chars()
            .filter(|c| *c != '-' && *c != ' ')
            .map(value)
            .collect::<Option<_>>()
            .ok_or_else(wrong)?;
        match digits.split_last() {
            Some((last, body)) if body.len() == BODY && *last == check(body) => {
                Ok(Self::written(body))
            }
            _ => Err(wrong()),
        }
    }

    fn written(body: &[u8]) -> Self {
        let digits = body.iter().copied().chain([check(body)]);
        let mut text = String::with_capacity(BODY + 3);
        for (at, digit) in digits.enumerate() {
            if at > 0 && at.is_multiple_of(4) {
                text.push('-');
            }
            text.push(char::from(DIGITS.get(usize::from(digit)).copied().unwrap_or(b'0')));
        }
        Self(text)
    }
}

fn value(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = DIGITS.iter().position(|digit| char::from(*digit) == c)?;
    u8::try_from(at).ok()
}

/// A weighted sum over the digits, in the field of 32 elements, so that the check character is a
/// digit like the others.
fn check(body: &[u8]) -> u8 {
    // Horner's rule with a generator of the field: the weights are distinct powers of it, none of
    // them zero or one, so one changed digit or a swap of neighbours always changes the sum.
    body.iter().fold(0, |sum, digit| double(sum ^ digit))
}

/// Twice an element of GF(32), by x⁵ + x² + 1.
fn double(element: u8) -> u8 {
    let twice = element << 1;
    if twice & 0b10_0000 == 0 { twice } else { (twice ^ 0b10_0101) & 0b1_1111 }
}

impl TryFrom<String> for OrderNumber {
    type Error = Invalid;
    fn try_from(raw: String) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}
impl From<OrderNumber> for String {
    fn from(number: OrderNumber) -> String {
        number.0
    }
}
impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl Example for OrderNumber {
    fn example() -> Self {
        Self::mint(Timestamp::example(), &OrderId::example())
    }
}
impl JsonSchema for OrderNumber {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OrderNumber".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "minLength": 14, "maxLength": 14,
            "pattern": "^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$",
            "description": "Order number with a check character.",
            "examples": [Self::example().0],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(day: i64, tail: u64) -> OrderNumber {
        let uuid = uuid(tail);
        OrderNumber::mint(Timestamp::from_millis(day * DAY_MILLIS), &uuid)
    }

    fn uuid(tail: u64) -> OrderId {
        OrderId::parse(format!("ord_01935a4e8c007cc3a2b1d0{:010x}", tail & 0xFF_FFFF_FFFF)).unwrap()
    }

    proptest! {
        #[test]
        fn a_number_reads_back_however_it_is_written(day in 18_300_i64..40_000, tail: u64) {
            let number = number(day, tail);
            let text = number.to_string();
            prop_assert_eq!(text.len(), 14);
            prop_assert_eq!(&OrderNumber::parse(&text).unwrap(), &number);
            let sloppy = text.to_lowercase().replace('-', "").replace('0', "o").replace('1', "l");
            prop_assert_eq!(&OrderNumber::parse(sloppy).unwrap(), &number);
        }

        #[test]
        fn one_wrong_character_is_found(
            day in 18_300_i64..40_000, tail: u64, at in 0_usize..12, to in 0_usize..32,
        ) {
            let mut text: Vec<u8> = number(day, tail).to_string().replace('-', "").into_bytes();
            prop_assume!(text[at] != DIGITS[to]);
            text[at] = DIGITS[to];
            prop_assert!(OrderNumber::parse(String::from_utf8(text).unwrap()).is_err());
        }

        #[test]
        fn two_neighbours_swapped_are_found(
            day in 18_300_i64..40_000, tail: u64, at in 0_usize..11,
        ) {
            let mut text: Vec<u8> = number(day, tail).to_string().replace('-', "").into_bytes();
            prop_assume!(text[at] != text[at + 1]);
            text.swap(at, at + 1);
            prop_assert!(OrderNumber::parse(String::from_utf8(text).unwrap()).is_err());
        }

        #[test]
        fn other_chance_is_another_number(day in 18_300_i64..40_000, one: u64, two: u64) {
            prop_assume!(one & 0xFF_FFFF_FFFF != two & 0xFF_FFFF_FFFF);
            prop_assert_ne!(number(day, one), number(day, two));
        }

        #[test]
        fn a_later_day_sorts_later(day in 18_300_i64..40_000, one: u64, two: u64) {
            prop_assert!(number(day, one) < number(day + 1, two));
        }
    }
}
