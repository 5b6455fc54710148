use primitives::{CountryCode, Example, Locale};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language that messages are written in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

/// Countries most of whose people read German.
const GERMAN: [&str; 4] = ["AT", "CH", "DE", "LI"];

impl Language {
    /// The language of the first locale that names one of ours; else that of the country the goods
    /// go to; else English.
    pub fn choose<'a>(
        locales: impl IntoIterator<Item = &'a Locale>,
        country: Option<&CountryCode>,
    ) -> Self {
        let named = locales.into_iter().find_map(|locale| {
            match locale.as_ref().split('-').next().unwrap_or_default() {
                "de" => Some(Self::De),
                "en" => Some(Self::En),
                _ => None,
            }
        });
        let german = country.is_some_and(|country| GERMAN.contains(&country.as_ref()));
        named.unwrap_or(if german { Self::De } else { Self::En })
    }

    /// By ISO 639-1.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }
}

impl Example for Language {
    fn example() -> Self {
        Self::En
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_buyer_said_goes_before_where_the_goods_go() {
        let locale = |raw: &str| Locale::parse(raw).unwrap();
        let country = |raw: &str| CountryCode::parse(raw).unwrap();
        let (german, french) = (locale("de-AT"), locale("fr"));
        assert_eq!(Language::choose([&german], Some(&country("GB"))), Language::De);
        assert_eq!(Language::choose([&locale("en")], Some(&country("DE"))), Language::En);
        // A language that nothing is written in says nothing.
        assert_eq!(Language::choose([&french], Some(&country("CH"))), Language::De);
        assert_eq!(Language::choose([&french, &german], None), Language::De);
        assert_eq!(Language::choose([], Some(&country("FR"))), Language::En);
        assert_eq!(Language::choose([], None), Language::En);
    }
}
