//! Amounts as Stripe counts them.
//!
//! Stripe counts in minor units too, but not always in those of ISO 4217: see "Supported currencies",
//! <https://docs.stripe.com/currencies#minor-units>. What it cannot express exactly is refused.
use primitives::{Currency, Money};

/// Currencies that Stripe counts without decimals.
const WHOLE: [&str; 15] = [
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
    "XOF", "XPF",
];
/// Currencies with three decimals, of which Stripe takes only amounts that end in 0.
const THREE: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];
/// Currencies without decimals, which Stripe counts with two for the sake of old programs.
const WITH_ZEROES: [&str; 2] = ["ISK", "UGX"];

/// How many decimals Stripe counts with, and which amounts it takes: multiples of this.
fn rule(currency: Currency) -> Option<(u32, i64)> {
    let code = currency.code();
    match currency.digits() {
        _ if WHOLE.contains(&code) => Some((0, 1)),
        _ if THREE.contains(&code) => Some((3, 10)),
        _ if WITH_ZEROES.contains(&code) => Some((2, 100)),
        2 => Some((2, 1)),
        // What has no rule is not guessed at.
        _ => None,
    }
}

/// The amount in Stripe's units; `None` if it cannot be said exactly.
pub fn to_stripe(money: Money) -> Option<i64> {
    let (digits, step) = rule(money.currency)?;
    let amount = shifted(money.minor, money.currency.digits(), digits)?;
    (amount % step == 0).then_some(amount)
}

/// An amount that Stripe says, in a currency that it writes in small letters.
pub fn from_stripe(amount: i64, currency: &str) -> Option<Money> {
    let currency = Currency::parse(currency.to_ascii_uppercase()).ok()?;
    let (digits, _) = rule(currency)?;
    Some(Money::new(shifted(amount, digits, currency.digits())?, currency))
}

fn shifted(amount: i64, from: u32, to: u32) -> Option<i64> {
    if to >= from {
        return amount.checked_mul(10_i64.checked_pow(to - from)?);
    }
    let by = 10_i64.checked_pow(from - to)?;
    (amount % by == 0).then(|| amount / by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripe(minor: i64, code: &str) -> Option<i64> {
        to_stripe(Money::new(minor, Currency::parse(code).unwrap()))
    }

    #[test]
    fn amounts_are_those_of_stripes_list() {
        assert_eq!(stripe(1_099, "GBP"), Some(1_099));
        assert_eq!(stripe(500, "JPY"), Some(500));
        assert_eq!(stripe(5_120, "KWD"), Some(5_120));
        assert_eq!(stripe(5_124, "KWD"), None, "the last digit must be 0");
        assert_eq!(stripe(5, "ISK"), Some(500));
        assert_eq!(stripe(5, "UGX"), Some(500));
        assert_eq!(stripe(1_000, "MGA"), Some(10), "Stripe counts ariary, ISO 4217 hundredths");
        assert_eq!(stripe(1_050, "MGA"), None);
        assert_eq!(stripe(1_000, "CLF"), None, "four decimals: no rule, no guess");
    }

    #[test]
    fn what_goes_out_comes_back() {
        for code in ["GBP", "JPY", "KWD", "ISK", "UGX", "MGA", "EUR", "XOF"] {
            let money = Money::new(7_000, Currency::parse(code).unwrap());
            let there = to_stripe(money).unwrap();
            assert_eq!(from_stripe(there, &code.to_lowercase()), Some(money), "{code}");
        }
        assert_eq!(from_stripe(550, "isk"), None);
        assert_eq!(from_stripe(1, "no currency"), None);
        assert_eq!(from_stripe(i64::MAX, "mga"), None);
    }
}
