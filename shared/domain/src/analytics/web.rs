//! What is kept of the addresses of pages.

/// Where a page is: without what follows `?` and `#`, which holds search words, tokens and names.
pub fn page(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = rest.split(['?', '#']).next().unwrap_or_default();
    // Whoever writes a name and a password into an address means neither to be kept.
    let (host, path) = place.split_once('/').map_or((place, ""), |(host, path)| (host, path));
    let host = host.rsplit('@').next().unwrap_or_default();
    (!place.is_empty()).then(|| format!("{}/{path}", host.to_ascii_lowercase()))
}

/// The host of an address.
pub fn host(url: &str) -> Option<String> {
    page(url).and_then(|page| page.split('/').next().map(str::to_owned)).filter(|h| !h.is_empty())
}

/// A parameter of an address, as it is written.
pub fn parameter<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    let query = url.split_once('?')?.1.split('#').next()?;
    let found = query.split('&').find_map(|pair| pair.split_once('=').filter(|(n, _)| *n == name));
    found.map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// Parameters by which advertisers recognise a click: Google's, Meta's, Microsoft's, TikTok's.
pub const CLICK_IDS: &[&str] = &["gclid", "gbraid", "wbraid", "fbclid", "msclkid", "ttclid"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_the_place_is_kept() {
        let url = "https://me:pw@Shop.test/mugs/blue?email=a@b.de&utm_source=mail#top";
        assert_eq!(page(url).as_deref(), Some("shop.test/mugs/blue"));
        assert_eq!(host(url).as_deref(), Some("shop.test"));
        assert_eq!(parameter(url, "utm_source"), Some("mail"));
        assert_eq!(parameter(url, "utm_medium"), None);
        assert_eq!(page(""), None);
    }
}
