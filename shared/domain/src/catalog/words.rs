//! Words: what search finds things by, and what addresses are made of.
use primitives::Slug;

/// Letters of the shortest word that is searched for; also what the rows of words are grouped by.
pub const WORD_MIN: usize = 2;
/// Letters kept of a word.
const WORD_MAX: usize = 32;

/// The words of a text: lower case, without accents, without anything but letters and digits.
pub fn words(text: &str) -> Vec<String> {
    let folded: String = text.chars().flat_map(fold).collect();
    folded
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
    let ascii: String = text
        .chars()
        .filter(|c| !matches!(c, '\'' | '’'))
        .flat_map(fold)
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

/// One letter in lower case and without its accent, for the letters of western Europe.
fn fold(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        'à'..='å' | 'À'..='Å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'Ç' | 'ć' | 'č' | 'Č' => "c",
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' => "i",
        'ñ' | 'Ñ' | 'ń' | 'ň' => "n",
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ō' | 'ő' => "o",
        'ù'..='ü' | 'Ù'..='Ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' | 'Ý' => "y",
        'ł' | 'Ł' => "l",
        'š' | 'Š' | 'ś' => "s",
        'ž' | 'Ž' | 'ź' | 'ż' => "z",
        'ß' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        _ => "",
    };
    let other = plain.is_empty().then(|| c.to_lowercase()).into_iter().flatten();
    plain.chars().chain(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_and_signs_do_not_matter() {
        assert_eq!(words("CAFÉ Tischläufer, 3x40cm!"), ["cafe", "tischlaufer", "3x40cm"]);
        assert_eq!(slugify("Knick-Knack  Tin's 1960").unwrap().as_ref(), "knick-knack-tins-1960");
        assert_eq!(slugify("灯"), None);
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
