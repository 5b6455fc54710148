//! Operations of `analytics`.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations};
use domain::{
    analytics::{Consent, Kind, Projection, Replay},
    reports::SpendRow,
};
use primitives::{Day, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

operations! { "analytics":
    /// Takes what pages and apps tell of their visitors; each event is judged by itself, and those that are not kept are named.
    CollectEvents: POST "/collect" (NoPath, NoQuery, CollectRequest) -> 200 CollectReceipt,
        by Caller::Public, with [RawBody];
    /// Says what advertising cost. The same day, source and campaign again replaces what was said before; one wrong row, and nothing is taken.
    ImportSpend: POST "/reports/spend" (NoPath, NoQuery, SpendImport) -> 200 SpendImported,
        by Caller::Staff(&[Role::Finance]), with [];
    /// Tells what happened on some days once more to whoever makes a projection of it, while the shop goes on; the clock does it, a day at a time.
    StartReplay: POST "/analytics/replays" (NoPath, NoQuery, ReplayBody) -> 202 Replay,
        by Caller::Staff(&[Role::Finance]), with [Keyed];
    /// Replays, the last first.
    ListReplays: GET "/analytics/replays" (NoPath, PageQuery, NoBody) -> 200 Page<Replay>,
        by Caller::Staff(&[Role::Finance]), with [];
}

/// What is to be rebuilt.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayBody {
    /// What.
    pub projection: Projection,
    /// The first day (UTC) of events.
    pub from: Day,
    /// The last day, included.
    pub to: Day,
}

/// A batch of events: at most 500, and 512 KB. Any media type will do, so that a page of another
/// origin may send it without asking first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct CollectRequest {
    /// When it is sent, by the client's clock; stamp it anew on every try.
    #[serde(default)]
    pub sent_at: Option<Timestamp>,
    /// What the visitor has agreed to; what is not said is not agreed to.
    #[serde(default)]
    pub consent: Consent,
    /// The events, oldest first.
    #[serde(default)]
    #[schemars(length(min = 1, max = 500))]
    pub events: Vec<CollectedEvent>,
}

/// One event.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectedEvent {
    /// The client's id of it, the same on every try; a UUID will do.
    #[schemars(length(min = 16, max = 64), regex(pattern = r"^[A-Za-z0-9._:-]+$"))]
    pub event_id: String,
    /// What it is.
    #[serde(rename = "type")]
    #[schemars(with = "CollectedKind")]
    pub kind: Kind,
    /// What was done (`track`), or which page or screen it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub name: Option<String>,
    /// When it happened, by the client's clock; when it comes, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// The browser's or app's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub anonymous_id: Option<String>,
    /// Who it is, as far as the client knows; an `identify` and an `alias` need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub user_id: Option<String>,
    /// The id that an `alias` joins to `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub previous_id: Option<String>,
    /// The visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub session_id: Option<String>,
    /// What was agreed to when it happened, where that is not what the batch says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// The page's address; of its parameters only the campaign's are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub url: Option<String>,
    /// The address of the page before; only its host is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub referrer: Option<String>,
    /// The SKU it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// What it is worth, in minor units of `currency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_minor: Option<i64>,
    /// ISO 4217; with `value_minor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Whatever else; at most 10 deep, texts of at most 4,096 bytes. What names a person is taken out.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub properties: Map<String, Value>,
    /// What is known of a person, such as `tier`; kept with consent to personalisation alone.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub traits: Map<String, Value>,
}

/// What a page or app tells: something was done, somebody is known, two ids are one, a page was seen.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CollectedKind {
    /// Something was done.
    Track,
    /// Somebody is known from now on.
    Identify,
    /// Two ids are one visitor's.
    Alias,
    /// A page or screen was seen.
    Page,
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CollectReceipt {
    /// Events that count.
    pub kept: u32,
    /// Events that are wrong, and were set apart with the reason.
    pub quarantined: u32,
    /// Events that must not or need not be kept.
    pub dropped: u32,
    /// Those that were not kept, by their place.
    pub events: Vec<UnkeptEvent>,
}

/// Why an event was not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnkeptEvent {
    /// Its place in the batch, from 0.
    pub index: u32,
    /// Whether it was set apart rather than dropped. To send it again as it is helps neither.
    pub quarantined: bool,
    /// Stable, such as `event.too_large`.
    pub code: String,
    /// What is wrong, and what to do.
    pub detail: String,
}

/// What advertising cost.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpendImport {
    /// A row for each day, source and campaign.
    #[schemars(length(min = 1, max = 1000))]
    pub rows: Vec<SpendRow>,
}

/// What was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpendImported {
    /// Rows.
    pub imported: u32,
}
