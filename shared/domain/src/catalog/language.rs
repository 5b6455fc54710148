//! Which language to answer in.
use super::Product;
use primitives::{Locale, Note, Title};

/// A product's words in one language. `None` is the shop's own.
pub type Spoken<'a> = (Option<&'a Locale>, &'a Title, Option<&'a Note>);

/// The product's words in the language that the caller likes best among those it has, by the
/// request's `Accept-Language`. What is not understood in that header is passed over.
pub fn spoken<'a>(product: &'a Product, accept: &str) -> Spoken<'a> {
    for language in liked(accept) {
        let base = language.split('-').next().unwrap_or_default();
        let known = &product.translations;
        let found = known
            .iter()
            .find(|text| text.locale.as_ref().eq_ignore_ascii_case(&language))
            .or_else(|| known.iter().find(|text| text.locale.as_ref().eq_ignore_ascii_case(base)));
        if let Some(text) = found {
            return (Some(&text.locale), &text.title, text.description.as_ref());
        }
    }
    (None, &product.title, product.description.as_ref())
}

/// The languages of the header, best first (RFC 9110, section 12.5.4); those refused by `q=0` left
/// out.
fn liked(accept: &str) -> Vec<String> {
    let mut list: Vec<(u32, String)> = accept
        .split(',')
        .take(20)
        .filter_map(|part| {
            let (language, weight) = match part.split_once(";q=") {
                Some((language, weight)) => (language, thousandths(weight.trim())?),
                None => (part, 1_000),
            };
            (weight > 0).then(|| (weight, language.trim().to_owned()))
        })
        .collect();
    list.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    list.into_iter().map(|(_, language)| language).collect()
}

/// `0.8` as 800.
fn thousandths(raw: &str) -> Option<u32> {
    let (whole, part) = raw.split_once('.').unwrap_or((raw, ""));
    let part = format!("{part:0<3}");
    let part: u32 = part.get(..3)?.parse().ok()?;
    Some(whole.parse::<u32>().ok()?.min(1) * 1_000 + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_language_comes_first() {
        assert_eq!(liked("fr;q=0.5, de-AT, en;q=0.8, it;q=0, x;q=y"), ["de-AT", "en", "fr"]);
        assert_eq!(liked(""), [""]);
    }
}
