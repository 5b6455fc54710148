//! What kind of machine a visitor holds.
use serde::{Deserialize, Serialize};

/// Kinds of machines: coarse enough to tell nobody apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// A computer.
    Desktop,
    /// A telephone.
    Mobile,
    /// A tablet.
    Tablet,
    /// Nobody knows.
    Other,
}

impl Device {
    /// By the user agent. Telephones say `Mobi`, as Mozilla advises to look for.
    /// <https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Browser_detection_using_the_user_agent>
    pub fn of(user_agent: &str) -> Self {
        let says = |words: &[&str]| words.iter().any(|word| user_agent.contains(word));
        if says(&["iPad", "Tablet"]) || (says(&["Android"]) && !says(&["Mobi"])) {
            Self::Tablet
        } else if says(&["Mobi", "iPhone", "okhttp", "CFNetwork"]) {
            Self::Mobile
        } else if says(&["Windows NT", "Macintosh", "X11", "CrOS"]) {
            Self::Desktop
        } else {
            Self::Other
        }
    }

    /// The word in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Mobile => "mobile",
            Self::Tablet => "tablet",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn named(word: &str) -> Self {
        [Self::Desktop, Self::Mobile, Self::Tablet]
            .into_iter()
            .find(|device| device.as_str() == word)
            .unwrap_or(Self::Other)
    }
}
