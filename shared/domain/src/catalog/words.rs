//! Words: what search finds things by, and what addresses are made of.
use primitives::Slug;
use unicode_normalization::UnicodeNormalization;

/// Letters of the shortest word that is searched for; also what the rows of words are grouped by.
pub const WORD_MIN: usize = 2;
/// Letters kept of a word.
const WORD_MAX: usize = 32;

/// The words of a text: lower case, without accents, without anything but letters and digits.
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| word.chars().take(WORD_MAX).collect::<String>())
        .filter(|word| word.chars().count() >= WORD_MIN)
        .collect()
}

/// The first letters of a word: the name of the partition it is kept in.
pub fn head(word: &str) -> String {
    word.chars().take(WORD_MIN).collect()
}

/// A word for addresses, out of a text. A text without Latin letters and digits makes none.
pub fn slugify(text: &str) -> Option<Slug> {
    let ascii: String = fold(text)
        .chars()
        .filter(|c| !matches!(c, '\'' | '’'))
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let mut slug = String::new();
    for word in ascii.split_ascii_whitespace() {
        let gap = usize::from(!slug.is_empty());
        if slug.len() + gap + word.len() > 80 {
            break;
        }
        if gap == 1 {
            slug.push('-');
        }
        slug.push_str(word);
    }
    Slug::parse(slug).ok()
}

/// A text in lower case and without accents: taken apart as Unicode does (NFKD), the combining
/// marks of Latin, Greek and Cyrillic left out, and put together again. Marks of other scripts are
/// part of the word (Hindi's vowels, Hangul's letters) and stay.
fn fold(text: &str) -> String {
    let lower: String = bare(text).flat_map(char::to_lowercase).collect();
    bare(&lower)
        .flat_map(|c| letters_apart(c).chars().chain(letters_apart(c).is_empty().then_some(c)))
        .nfc()
        .collect()
}

/// What is left of a text without its accents.
fn bare(text: &str) -> impl Iterator<Item = char> {
    text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c))
}

/// Letters that Unicode takes for letters of their own, and shoppers type otherwise.
fn letters_apart(c: char) -> &'static str {
    match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_and_signs_do_not_matter() {
        assert_eq!(words("CAFÉ Tischläufer, 3x40cm!"), ["cafe", "tischlaufer", "3x40cm"]);
        assert_eq!(slugify("Knick-Knack  Tin's 1960").unwrap().as_ref(), "knick-knack-tins-1960");
        assert_eq!(
            words("ŮA Łódź İstanbul Straße Smørrebrød"),
            ["ua", "lodz", "istanbul", "strasse", "smorrebrod"]
        );
        assert_eq!(slugify("灯"), None);
    }

    #[test]
    fn every_letter_there_is_is_folded_once() {
        // Beyond lie only ideographs and private letters.
        for c in ('\0'..='\u{2ffff}').map(String::from) {
            let once = fold(&c);
            assert_eq!(fold(&once), once, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn a_text_is_found_by_any_beginning_of_its_words(text in "\\PC{0,60}") {
            for word in words(&text) {
                prop_assert_eq!(words(&word), vec![word.clone()]);
                prop_assert!(word.starts_with(&head(&word)));
            }
        }

        #[test]
        fn a_slug_is_a_slug_of_itself(text in "\\PC{0,200}") {
            if let Some(slug) = slugify(&text) {
                prop_assert_eq!(slugify(slug.as_ref()), Some(slug.clone()));
            }
        }
    }
}
