//! Codes that people read out and type in: Crockford's base 32, without letters that look like
//! digits, in groups of four, with a check character modulo 37 that notices every single wrong
//! character and every swap of neighbours.
use primitives::Invalid;

/// Values 0 to 31 are digits of the code; 32 to 36 occur as check characters only.
const ALPHABET: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

/// Writes bytes as a code: five bits a character, the check character last.
pub(crate) fn write(bytes: &[u8]) -> String {
    let mut digits = Vec::with_capacity(bytes.len() * 8 / 5 + 2);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            digits.push((bits >> held) & 31);
            bits &= (1 << held) - 1;
        }
    }
    if held > 0 {
        digits.push((bits << (5 - held)) & 31);
    }
    digits.push(check(&digits));
    let letters: Vec<char> = digits.into_iter().map(letter).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// Reads a code as people write it: in either case, with or without hyphens and blanks, `O` for 0,
/// `I` and `L` for 1. Gives it as [`write`] would; refuses one whose check character is wrong.
pub(crate) fn read(raw: &str, characters: usize) -> Result<String, Invalid> {
    let wrong = || Invalid::new("code", "is not one of ours: please check it for slips");
    if raw.len() > characters * 3 {
        return Err(wrong());
    }
    let digits: Option<Vec<u32>> =
        raw.chars().filter(|c| !matches!(c, '-' | ' ')).map(value).collect();
    let digits = digits.filter(|digits| digits.len() == characters + 1).ok_or_else(wrong)?;
    let (last, body) = digits.split_last().ok_or_else(wrong)?;
    if body.iter().any(|digit| *digit > 31) || check(body) != *last {
        return Err(wrong());
    }
    let letters: Vec<char> = digits.into_iter().map(letter).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

fn check(digits: &[u32]) -> u32 {
    digits.iter().fold(0, |rest, digit| (rest * 32 + digit) % 37)
}

fn letter(value: u32) -> char {
    let at = usize::try_from(value).ok();
    at.and_then(|at| ALPHABET.get(at)).map_or('0', |byte| char::from(*byte))
}

fn value(raw: char) -> Option<u32> {
    let plain = match raw.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET.iter().position(|byte| char::from(*byte) == plain)?;
    u32::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(crate::pricing::laws::cases())]
        #[test]
        fn codes_are_read_as_written_and_one_wrong_character_is_noticed(
            bytes: [u8; 10], at in 0_usize..16, by in 1_u32..32,
        ) {
            let code = write(&bytes);
            prop_assert_eq!(code.len(), 16 + 1 + 4);
            prop_assert_eq!(read(&code.to_lowercase().replace('-', " "), 16).unwrap(), code.clone());
            prop_assert_eq!(read(&code.replace('0', "O").replace('1', "l"), 16).unwrap(), code.clone());
            let mut letters: Vec<char> = code.replace('-', "").chars().collect();
            let old = value(letters[at]).unwrap();
            letters[at] = letter((old + by) % 32);
            prop_assert!(read(&letters.into_iter().collect::<String>(), 16).is_err());
        }
    }
}
