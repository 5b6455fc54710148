//! Amounts and days, as people of a language write them.
use domain::notification::Language;
use primitives::{Currency, Money, Timestamp};

/// An amount: `£1,234.50` in English, `1.234,50 £` in German.
pub fn money(amount: Money, language: Language) -> String {
    let digits = usize::try_from(amount.currency.digits()).unwrap_or(2);
    let plain = format!("{:0>width$}", amount.minor.unsigned_abs(), width = digits + 1);
    let (whole, part) = plain.split_at(plain.len().saturating_sub(digits));
    let (group, point) = match language {
        Language::En => (',', '.'),
        Language::De => ('.', ','),
    };
    let mut number = grouped(whole, group);
    if !part.is_empty() {
        number.push(point);
        number.push_str(part);
    }
    let sign = if amount.is_negative() { "-" } else { "" };
    let sold_in = currency(amount.currency);
    match (language, sold_in) {
        (Language::En, Some(symbol)) => format!("{sign}{symbol}{number}"),
        (Language::En, None) => format!("{sign}{}\u{a0}{number}", amount.currency),
        (Language::De, Some(symbol)) => format!("{sign}{number}\u{a0}{symbol}"),
        (Language::De, None) => format!("{sign}{number}\u{a0}{}", amount.currency),
    }
}

/// Signs that mean one currency to a reader in Europe; all others are written out.
fn currency(currency: Currency) -> Option<&'static str> {
    match currency.code() {
        "GBP" => Some("£"),
        "EUR" => Some("€"),
        "USD" => Some("$"),
        "JPY" => Some("¥"),
        _ => None,
    }
}

/// Thousands apart.
fn grouped(whole: &str, by: char) -> String {
    let length = whole.len();
    let mut text = String::with_capacity(length + length / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (length - at).is_multiple_of(3) {
            text.push(by);
        }
        text.push(digit);
    }
    text
}

/// A UTC day: `12 Nov 2026` in English, `12. November 2026` in German.
pub fn day(at: Timestamp, language: Language) -> String {
    let text = at.day().to_string();
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<usize>().ok());
    let (Some(year), Some(month), Some(day)) = (year, number(month), number(day)) else {
        return text;
    };
    let months = match language {
        Language::En => &ENGLISH,
        Language::De => &GERMAN,
    };
    let month = months.get(month.saturating_sub(1)).copied().unwrap_or_default();
    match language {
        Language::En => format!("{day} {month} {year}"),
        Language::De => format!("{day}. {month} {year}"),
    }
}

const ENGLISH: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const GERMAN: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gbp(minor: i64) -> Money {
        Money::new(minor, Currency::GBP)
    }

    #[test]
    fn amounts_are_written_as_people_write_them() {
        let of = |code: &str, minor| Money::new(minor, Currency::parse(code).unwrap());
        let both = |amount| [money(amount, Language::En), money(amount, Language::De)];
        assert_eq!(both(gbp(1_230)), ["£12.30", "12,30\u{a0}£"]);
        assert_eq!(both(gbp(5)), ["£0.05", "0,05\u{a0}£"]);
        assert_eq!(both(gbp(-123_456_789)), ["-£1,234,567.89", "-1.234.567,89\u{a0}£"]);
        assert_eq!(both(of("EUR", 100_000)), ["€1,000.00", "1.000,00\u{a0}€"]);
        assert_eq!(both(of("JPY", 1_200)), ["¥1,200", "1.200\u{a0}¥"]);
        assert_eq!(both(of("BHD", 1_005)), ["BHD\u{a0}1.005", "1,005\u{a0}BHD"]);
        assert_eq!(both(of("CHF", 99)), ["CHF\u{a0}0.99", "0,99\u{a0}CHF"]);
    }

    #[test]
    fn days_are_written_as_people_write_them() {
        let at = Timestamp::parse("2026-11-12T23:30:00Z").unwrap();
        assert_eq!(day(at, Language::En), "12 Nov 2026");
        assert_eq!(day(at, Language::De), "12. November 2026");
        let at = Timestamp::parse("2011-03-01T00:00:00Z").unwrap();
        assert_eq!(day(at, Language::De), "1. März 2011");
    }

    proptest! {
        #[test]
        fn no_digit_of_an_amount_is_lost(minor in -1_000_000_000_000i64..1_000_000_000_000) {
            for language in [Language::En, Language::De] {
                let text = money(gbp(minor), language);
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                prop_assert_eq!(digits.parse::<u64>().unwrap(), minor.unsigned_abs());
                prop_assert_eq!(text.starts_with('-'), minor < 0);
            }
        }
    }
}
