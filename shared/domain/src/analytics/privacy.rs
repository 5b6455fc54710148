//! What is never kept, whoever agreed to what: card numbers, and what names a person in plain words.
use serde_json::{Map, Value};

/// What stands for what was taken out.
const REDACTED: &str = "[redacted]";

/// Names of fields that hold personal data, in lower case and without separators.
const PERSONAL: &[&str] = &[
    "email",
    "mail",
    "phone",
    "telephone",
    "mobile",
    "firstname",
    "lastname",
    "fullname",
    "address",
    "street",
    "birthday",
    "birthdate",
    "dateofbirth",
    "password",
    "iban",
    "ssn",
];

/// Takes out what is personal: of fields so named, and texts that hold a mail address.
pub fn redact(fields: &mut Map<String, Value>) {
    for (name, value) in fields.iter_mut() {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        if PERSONAL.contains(&plain.to_ascii_lowercase().as_str()) {
            *value = Value::String(REDACTED.into());
        } else {
            redact_value(value);
        }
    }
}

fn redact_value(value: &mut Value) {
    match value {
        Value::String(text) if holds_mail_address(text) => *text = REDACTED.into(),
        Value::Array(items) => items.iter_mut().for_each(redact_value),
        Value::Object(fields) => redact(fields),
        _ => {}
    }
}

/// Whether a text holds something like `name@host.tld`.
pub fn holds_mail_address(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + 1..).unwrap_or_default();
        let host: String =
            after.chars().take_while(|c| c.is_alphanumeric() || ".-".contains(*c)).collect();
        before.is_some_and(|c| c.is_alphanumeric() || "._%+-".contains(c))
            && host.split_once('.').is_some_and(|(name, rest)| !name.is_empty() && rest.len() > 1)
    })
}

/// Digits of one group of a card number that is written in groups, at most: 4-6-5 is the longest in use.
const GROUP_MAX: usize = 7;

/// Whether a text holds a card number: a run of 14, 15, 16 or 19 digits that begins as cards do and whose
/// check digit is right (ISO/IEC 7812-1, annex B), in one piece, or in short groups with no letter at
/// either end: a UUID has groups of eight and twelve, and letters next to its digits. Narrower than what
/// tokens of cards are held against: times and article numbers have 13 digits, and are no cards.
pub fn holds_card_number(text: &str) -> bool {
    if text.len() < 14 {
        return false;
    }
    let mut run = Run::default();
    let mut before = b' ';
    for byte in text.bytes().chain([b' ', b' ']) {
        if byte.is_ascii_digit() {
            run.push(byte - b'0', before);
        } else if !run.joins(byte, before) {
            if run.is_card(before.is_ascii_digit() && byte.is_ascii_alphanumeric()) {
                return true;
            }
            run = Run::default();
        }
        before = byte;
    }
    false
}

/// Digits that may be one number.
#[derive(Default)]
struct Run {
    digits: Vec<u8>,
    /// Digits of each group.
    groups: Vec<usize>,
    /// Whether a letter stands right before it.
    after_letter: bool,
}

impl Run {
    fn push(&mut self, digit: u8, before: u8) {
        if self.digits.is_empty() {
            self.after_letter = before.is_ascii_alphabetic();
        }
        match self.groups.last_mut() {
            Some(group) if before.is_ascii_digit() => *group += 1,
            _ => self.groups.push(1),
        }
        self.digits.push(digit);
    }

    /// Whether a byte that is no digit may stand within the number.
    fn joins(&self, byte: u8, before: u8) -> bool {
        matches!(byte, b' ' | b'-') && before.is_ascii_digit() && !self.digits.is_empty()
    }

    fn is_card(&self, before_letter: bool) -> bool {
        let apart = self.groups.len() > 1;
        let short = self.groups.iter().all(|digits| *digits <= GROUP_MAX);
        let plausible = !apart || (short && !self.after_letter && !before_letter);
        plausible && is_card(&self.digits)
    }
}

fn is_card(digits: &[u8]) -> bool {
    let begins = matches!(
        (digits.len(), digits),
        (14, [3, 6 | 8, ..])
            | (15, [3, 4 | 7, ..])
            | (16 | 19, [2, 2..=7, ..] | [3, 5, ..] | [4 | 6, ..] | [5, 1..=5, ..])
    );
    begins && luhn(digits)
}

fn luhn(digits: &[u8]) -> bool {
    let weighed = digits.iter().rev().zip([1, 2].into_iter().cycle());
    let sum: u32 =
        weighed.map(|(digit, weight)| u32::from(*digit) * weight).map(|n| n / 10 + n % 10).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cards_are_found_in_groups_and_times_are_none() {
        for card in ["4111111111111111", "pay 4111 1111 1111 1111!", "3782-822463-10005"] {
            assert!(holds_card_number(card), "{card}");
        }
        let ids = [
            "0195f3c2-4111-7111-8111-111111111111",
            "a4111-1111-1111-1111",
            "4111-1111-1111-1111f",
        ];
        for other in ["1789999999999", "4006381333931", "4111111111111112", &"0".repeat(40)] {
            assert!(!holds_card_number(other), "{other}");
        }
        for id in ids {
            assert!(!holds_card_number(id), "{id}");
        }
    }

    #[test]
    fn personal_fields_and_mail_addresses_are_taken_out_however_deep() {
        let mut fields =
            json!({"Email": 1, "first_name": "A", "sku": "MUG@2", "x": {"y": ["to a@b.de"]}});
        redact(fields.as_object_mut().unwrap());
        let kept = json!({"Email": REDACTED, "first_name": REDACTED, "sku": "MUG@2", "x": {"y": [REDACTED]}});
        assert_eq!(fields, kept);
    }
}
