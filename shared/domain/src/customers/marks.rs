//! By what a customer is found: digests of what they are called and where they are reached.
//!
//! A mark stands in a key, so nothing personal may be in it. It is a digest, under a key of the shop that no backup of
//! the table holds, of a term: what people type, in the one form that all spellings of it have. Whoever has the table
//! alone cannot even guess.
use crate::catalog;
use primitives::{Code, CountryCode, CustomerId, Email};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt::Write};

/// Bytes of a digest that are kept.
const KEPT: usize = 10;
/// Last digits of a telephone number that are compared: without the country, which people leave out.
const PHONE_DIGITS: usize = 9;
/// Words of a name that are marks.
const WORDS_MAX: usize = 6;
/// Letters that the beginning of a word has at least, so that not everybody is found by it.
const BEGINNING_MIN: usize = 3;
/// Letters of a beginning that count: each is a mark more for each word.
const BEGINNING_MAX: usize = 6;

/// What may be known of a person.
#[derive(Clone, Copy, Debug, Default)]
pub struct Particulars<'a> {
    /// Where mail goes.
    pub email: Option<&'a Email>,
    /// Where they are called.
    pub phone: Option<&'a str>,
    /// What they are called.
    pub name: Option<&'a str>,
    /// Where they live: tells two of one name apart.
    pub postal_code: Option<&'a str>,
}

/// What somebody is found by, before it is digested. It is personal: it never leaves the memory of a process.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    kind: char,
    text: String,
}

impl Term {
    /// The mark of it, by the shop's digest of its kind and its text.
    pub fn mark(&self, digest: impl FnOnce(&str, &str) -> Vec<u8>) -> String {
        let digest = digest(&self.kind.to_string(), &self.text);
        let mark = String::from(self.kind);
        digest.iter().take(KEPT).fold(mark, |mut mark, byte| {
            // Writing to a string cannot fail.
            write!(mark, "{byte:02x}").unwrap_or_default();
            mark
        })
    }
}

/// A mark of a customer, by which they are found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// The digest, with what it is of.
    pub mark: String,
    /// Who is found by it.
    pub customer_id: CustomerId,
}

/// A customer who was found, and by how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Who.
    pub customer_id: CustomerId,
    /// The marks that they share.
    pub marks: BTreeSet<String>,
}

/// The term of a tag: rules look for it, and staff's words for somebody stand nowhere in clear.
pub fn tag_term(tag: &Code) -> Term {
    Term { kind: 't', text: tag.to_string() }
}

/// The term of the country that somebody's goods go to.
pub fn country_term(country: &CountryCode) -> Term {
    Term { kind: 'c', text: country.to_string() }
}

/// The beginnings of the words that somebody is called by, each of its kind, `b`: so many letters of whatever is longer.
pub fn beginnings(name: &str) -> BTreeSet<Term> {
    let words = words(name);
    let of = |word: &String| {
        let letters: Vec<char> = word.chars().collect();
        let some = |count: usize| letters.get(..count).map(|some| some.iter().collect::<String>());
        (BEGINNING_MIN..=BEGINNING_MAX).filter_map(some).collect::<Vec<_>>()
    };
    let all = words.iter().take(WORDS_MAX).flat_map(of);
    all.map(|text| Term { kind: 'b', text }).collect()
}

/// What is looked for by each word of a name: the word itself, and, where it has letters enough, whatever begins so. Of a
/// long word its first letters count.
pub fn wanted_words(name: &str) -> Vec<(Term, Option<Term>)> {
    let of = |word: String| {
        let first: String = word.chars().take(BEGINNING_MAX).collect();
        let long = first.chars().count() >= BEGINNING_MIN;
        let begins = long.then_some(Term { kind: 'b', text: first });
        (Term { kind: 'w', text: word }, begins)
    };
    words(name).into_iter().take(WORDS_MAX).map(of).collect()
}

fn words(name: &str) -> Vec<String> {
    let mut words = catalog::words_of(name);
    words.sort();
    words.dedup();
    words
}

/// The terms of somebody: `e`, the e-mail address, `p`, the telephone number, `w`, each word of the name, `h`, name and
/// postal code together.
pub fn terms(of: Particulars<'_>) -> BTreeSet<Term> {
    let mut all = BTreeSet::new();
    if let Some(email) = of.email {
        all.insert(Term { kind: 'e', text: email.to_string().to_lowercase() });
    }
    if let Some(text) = of.phone.and_then(phone) {
        all.insert(Term { kind: 'p', text });
    }
    let words = of.name.map(words).unwrap_or_default();
    let word = |word: &String| Term { kind: 'w', text: word.clone() };
    all.extend(words.iter().take(WORDS_MAX).map(word));
    let code = of.postal_code.map(|code| code.to_lowercase().replace([' ', '-'], ""));
    if let (false, Some(code)) = (words.is_empty(), code) {
        all.insert(Term { kind: 'h', text: format!("{} {code}", words.join(" ")) });
    }
    all
}

fn phone(raw: &str) -> Option<String> {
    let digits: Vec<char> = raw.chars().filter(char::is_ascii_digit).collect();
    let from = digits.len().checked_sub(PHONE_DIGITS)?;
    digits.get(from..).map(|last| last.iter().collect())
}

/// What two customers share.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Shared {
    /// One mailbox.
    Email,
    /// One telephone number.
    Phone,
    /// One name at one postal code.
    NameAtPlace,
    /// A word of the name.
    Name,
}

impl Shared {
    /// What a mark is of; nothing where that tells nobody from another, as the beginning of a word.
    pub fn of(mark: &str) -> Option<Self> {
        match mark.chars().next()? {
            'e' => Some(Self::Email),
            'p' => Some(Self::Phone),
            'h' => Some(Self::NameAtPlace),
            'w' => Some(Self::Name),
            _ => None,
        }
    }

    /// What it weighs, in hundredths of certainty; no weight of words alone is as much as any of the others.
    const fn weight(self) -> u32 {
        match self {
            Self::Email => 60,
            Self::Phone => 50,
            Self::NameAtPlace => 40,
            Self::Name => 10,
        }
    }
}

impl Found {
    /// What they share, each kind once.
    pub fn reasons(&self) -> BTreeSet<Shared> {
        self.marks.iter().filter_map(|mark| Shared::of(mark)).collect()
    }

    /// How likely they are the same person, from 0 to 100: more that is shared, more likely.
    pub fn score(&self) -> u32 {
        self.reasons().into_iter().map(Shared::weight).sum::<u32>().min(100)
    }

    /// Whether two who share these marks are likely the same person: one mailbox, one telephone, or one name at one place.
    pub fn is_likely_the_same(&self) -> bool {
        self.reasons().iter().any(|shared| *shared != Shared::Name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(
        email: Option<&'a Email>,
        phone: Option<&'a str>,
        name: Option<&'a str>,
    ) -> BTreeSet<Term> {
        terms(Particulars { email, phone, name, postal_code: None })
    }

    #[test]
    fn spellings_of_one_thing_have_one_mark() {
        let (one, two) =
            (Email::parse("Ada@Example.com").unwrap(), Email::parse("ada@example.com").unwrap());
        assert_eq!(of(Some(&one), None, None), of(Some(&two), None, None));
        let phones = ["+44 20 7946 0018", "0044 2079460018", "(020) 7946-0018"];
        let marks: BTreeSet<_> = phones.iter().map(|one| of(None, Some(one), None)).collect();
        assert_eq!(marks.len(), 1);
        assert_eq!(of(None, None, Some("Ada  LOVELÁCE")), of(None, None, Some("lovelace, ada")));
        assert!(of(None, Some("12345"), None).is_empty(), "too short to tell people apart");
    }

    #[test]
    fn a_mark_tells_nothing_and_what_it_is_of_is_part_of_it() {
        let email = Email::parse("ada@example.com").unwrap();
        let terms = of(Some(&email), Some("020 7946 0018"), Some("Ada Lovelace"));
        let digest = |kind: &str, text: &str| {
            use sha2::Digest;
            sha2::Sha256::digest(format!("{kind}:{text}")).to_vec()
        };
        let marks: BTreeSet<_> = terms.iter().map(|term| term.mark(digest)).collect();
        assert_eq!(marks.len(), 4);
        for mark in &marks {
            assert_eq!(mark.len(), 21, "{mark}");
            assert!(mark.chars().skip(1).all(|digit| digit.is_ascii_hexdigit()), "{mark}");
        }
        let ada = |kind| Term { kind, text: "ada".into() }.mark(|_, text| text.into());
        assert_ne!(ada('w'), ada('h'));
    }

    #[test]
    fn a_word_is_found_by_any_beginning_of_it_that_has_letters_enough() {
        let marked = |name: &str| -> BTreeSet<Term> {
            terms(Particulars { name: Some(name), ..Particulars::default() })
                .into_iter()
                .chain(beginnings(name))
                .collect()
        };
        let finds = |query: &str, name: &str| {
            let own = marked(name);
            wanted_words(query).iter().all(|(word, begins)| {
                own.contains(word) || begins.as_ref().is_some_and(|begins| own.contains(begins))
            })
        };
        for query in ["lov", "Lovelac", "LOVÉ", "lovelace", "ada", "love ada", "ada lov"] {
            assert!(finds(query, "Ada Lovelace"), "{query}");
        }
        for query in ["lo", "velace", "love byron", "loveless"] {
            assert!(!finds(query, "Ada Lovelace"), "{query}");
        }
        assert!(finds("ng", "Ng"), "a short word is found whole");
        assert!(beginnings(&"Abcdefgh ".repeat(9)).len() <= BEGINNING_MAX);
        let nine = ('a'..='i').map(|one| format!("{one}bcdefgh")).collect::<Vec<_>>().join(" ");
        assert_eq!(beginnings(&nine).len(), WORDS_MAX * (BEGINNING_MAX - BEGINNING_MIN + 1));
    }

    #[test]
    fn a_shared_word_is_no_duplicate_and_a_shared_mailbox_is() {
        let found = |marks: &[&str]| Found {
            customer_id: CustomerId::parse("cus_ada").unwrap(),
            marks: marks.iter().map(|one| (*one).to_owned()).collect(),
        };
        assert!(!found(&["w1", "w2", "b1"]).is_likely_the_same());
        assert!(found(&["w1", "e2"]).is_likely_the_same());
        assert_eq!(found(&["w1", "w2"]).score(), 10, "two words are no more than a name");
        let scores = [&["e1"][..], &["e1", "w1"], &["e1", "p1"], &["e1", "h1", "p1"]];
        assert_eq!(scores.map(|marks| found(marks).score()), [60, 70, 100, 100]);
        let reasons = [Shared::Phone, Shared::Name].into();
        assert_eq!(found(&["w1", "p1", "w2"]).reasons(), reasons);
    }
}
