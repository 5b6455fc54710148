//! Tracking numbers: GS1's serial shipping container code, SSCC (GS1 General Specifications, section
//! 2.2.1): an extension digit, a company's prefix, a serial number and a check digit, 18 digits in all.
use sha2::{Digest, Sha256};

/// A tracking number.
pub type Sscc = String;

/// The carrier's prefix. GS1 keeps 952 for demonstrations and examples, so that it is nobody's.
const PREFIX: &str = "39521234";

/// The number for a sender's key. The same key always gives the same number; `nonce` gives others, for
/// the day two keys fall on one number.
pub fn number(key: &str, nonce: u8) -> Sscc {
    let digest = Sha256::digest(format!("{nonce} {key}"));
    let seed = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let body = format!("{PREFIX}{:09}", seed % 1_000_000_000);
    let check = check_digit(&body);
    format!("{body}{check}")
}

/// Whether it is 18 digits with the right check digit.
pub fn is_valid(number: &str) -> bool {
    let digits = number.len() == 18 && number.bytes().all(|byte| byte.is_ascii_digit());
    digits && number.split_at(17).1 == check_digit(number.split_at(17).0).to_string()
}

/// GS1's check digit (General Specifications, section 7.9): weights 3 and 1 from the right.
fn check_digit(body: &str) -> u32 {
    let sum: u32 = body
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(10))
        .zip([3, 1].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_check_digit_is_as_in_the_specifications() {
        // The example of GS1's check digit calculator for SSCC.
        assert!(is_valid("376104250021234569"));
        assert!(!is_valid("376104250021234568"));
        assert!(!is_valid("37610425002123456"));
    }

    proptest! {
        #[test]
        fn numbers_are_valid_and_one_wrong_digit_is_noticed(key: String, nonce: u8, at in 0_usize..18, by in 1_u32..10) {
            let right = number(&key, nonce);
            prop_assert!(is_valid(&right));
            prop_assert_eq!(&right, &number(&key, nonce));
            let shift = |digit: char| (digit.to_digit(10).unwrap() + by) % 10;
            let wrong: String = right
                .chars()
                .enumerate()
                .map(|(index, digit)| if index == at { shift(digit).to_string() } else { digit.to_string() })
                .collect();
            prop_assert!(!is_valid(&wrong), "{right} {wrong}");
        }
    }
}
