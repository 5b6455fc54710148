//! One row of behaviour.
use super::{Consent, Device};
use primitives::Timestamp;
use serde::{Deserialize, Serialize};

/// What a page or app tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something was done.
    Track,
    /// Somebody is known from now on.
    Identify,
    /// Two ids are one visitor's.
    Alias,
    /// A page or screen was seen.
    Page,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Track, Self::Identify, Self::Alias, Self::Page];

    /// The word in files and their names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::Identify => "identify",
            Self::Alias => "alias",
            Self::Page => "page",
        }
    }

    /// Reads the word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One event of a visitor, as it is kept. What its visitor has not agreed to is absent.
///
/// Fields are only ever added, and then optional: messages and files written before lack them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Behaviour {
    /// The client's: the same event, sent again, has the same.
    pub event_id: String,
    /// When the first of its copies came, by our clock. Second in order: of two rows of one event the
    /// earlier counts.
    pub received_at: Timestamp,
    /// When it happened, by our clock; to the hour where the visitor has not agreed to analytics.
    pub occurred_at: Timestamp,
    /// Milliseconds by which the client's clock was taken to be behind.
    #[serde(default)]
    pub clock_behind_ms: i64,
    /// What it is.
    pub kind: Kind,
    /// What was done, or which page it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What the visitor agreed to.
    pub consent: Consent,
    /// The browser's or app's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymous_id: Option<String>,
    /// Who the client says it is. Nobody has checked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The id that an alias joins to `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_id: Option<String>,
    /// The visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The network it came from, such as `203.0.113.0/24`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// What the visitor holds.
    pub device: Device,
    /// Host and path of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Host of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
    /// The campaign's source, medium and name, as the page's address says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm_source: Option<String>,
    /// See `utm_source`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm_medium: Option<String>,
    /// See `utm_source`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm_campaign: Option<String>,
    /// An advertiser's id of the click, such as `gclid=…`; with consent to marketing alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub click_id: Option<String>,
    /// The SKU it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Minor units of `currency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_minor: Option<i64>,
    /// ISO 4217.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Whatever else, as a JSON object with its names in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<String>,
    /// What an identify tells of a person, as JSON; with consent to personalisation alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traits: Option<String>,
}
