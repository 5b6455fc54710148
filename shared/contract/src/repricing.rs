//! Operations of `repricing`: rules that move prices by demand, stock, age and competitors.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations};
use domain::pricing::{
    currency::PriceRounding,
    dynamic::{
        Bounds, EVERY_HOURS_MAX, PriceChange, PriceMove, REPRICED_SKUS_MAX, Repricer, RepricerCard,
        RepricerState, Run, RunReport, Signal,
    },
    selection::Scope,
};
use primitives::{Code, Day, Money, Sku, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who decides on prices.
const STAFF: Caller = Caller::Staff(&[Role::Catalog]);

operations! { "repricing":
    /// Makes a repricer, which moves prices by a rule, or makes it what the body says. A new one is paused.
    PutRepricer: PUT "/repricers/{rule_id}" (RepricerPath, NoQuery, RepricerBody) -> 200 RepricerView,
        by STAFF, with [Versioned];
    /// Every repricer, by its name for machines.
    ListRepricers: GET "/repricers" (NoPath, PageQuery, NoBody) -> 200 Page<RepricerCard>,
        by STAFF, with [];
    /// One repricer, and how its last run went.
    ViewRepricer: GET "/repricers/{rule_id}" (RepricerPath, NoQuery, NoBody) -> 200 RepricerView,
        by STAFF, with [Versioned];
    /// Puts a repricer to work; its first run is due at once. Doing it again changes nothing.
    StartRepricer: POST "/repricers/{rule_id}/start" (RepricerPath, NoQuery, NoBody) -> 200 RepricerView,
        by STAFF, with [Versioned];
    /// Stops a repricer; its prices stay where they are. Doing it again changes nothing.
    PauseRepricer: POST "/repricers/{rule_id}/pause" (RepricerPath, NoQuery, NoBody) -> 200 RepricerView,
        by STAFF, with [Versioned];
    /// Ends a repricer for good, and its prices with it. Doing it again changes nothing.
    EndRepricer: DELETE "/repricers/{rule_id}" (RepricerPath, NoQuery, NoBody) -> 200 RepricerView,
        by STAFF, with [Versioned];
    /// What a repricer, in whatever state, would do now: every change with its reason and what held it. Nothing is written.
    SimulateRepricer: GET "/repricers/{rule_id}/simulation" (RepricerPath, SimulationQuery, NoBody) -> 200 SimulationView,
        by STAFF, with [];
    /// The prices that a repricer moved, and why; newest run first.
    ListRepricerMoves: GET "/repricers/{rule_id}/moves" (RepricerPath, PageQuery, NoBody) -> 200 Page<PriceMove>,
        by STAFF, with [];
    /// How repricers moved the prices of a SKU, and why; newest first.
    ListPriceMoves: GET "/price-moves/{sku}" (RepricedSkuPath, PageQuery, NoBody) -> 200 Page<PriceMove>,
        by STAFF, with [];
}

/// A repricer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RepricerPath {
    /// Which one.
    pub rule_id: Code,
}

/// A SKU.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RepricedSkuPath {
    /// Which one.
    pub sku: Sku,
}

/// Where to go on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulationQuery {
    /// SKUs to pass over: the `next` of the page before.
    #[serde(default)]
    pub from: Option<u32>,
}

/// What a repricer is to be.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepricerBody {
    /// What people read.
    pub title: Title,
    /// What it moves.
    #[schemars(length(min = 1, max = REPRICED_SKUS_MAX))]
    pub skus: Vec<Sku>,
    /// What it looks at.
    pub signal: Signal,
    /// How far it may go, in the currency whose prices it moves.
    pub bounds: Bounds,
    /// How its prices end.
    #[serde(default)]
    pub rounding: PriceRounding,
    /// For whom its prices are: a group, segment or tier of loyalty, say; everybody where nothing is said.
    #[serde(default)]
    pub scope: Scope,
    /// Hours between two runs; a day where nothing is said.
    #[serde(default = "daily")]
    #[schemars(range(min = 1, max = EVERY_HOURS_MAX))]
    pub every_hours: u32,
}

const fn daily() -> u32 {
    24
}

/// A repricer as it is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RepricerView {
    /// Which; its price list has the same name.
    pub rule_id: Code,
    /// Grows with every change of what it is to be.
    pub version: u64,
    /// What it is to be.
    pub repricer: RepricerBody,
    /// Whether it is at work.
    pub state: RepricerState,
    /// When its next run begins, if it is at work.
    pub due_at: Timestamp,
    /// The run that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// How the last whole run went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<RunReport>,
}

impl RepricerView {
    /// Of a repricer.
    pub fn of(repricer: Repricer) -> Self {
        let Repricer {
            rule_id,
            title,
            rule,
            skus,
            scope,
            every_hours,
            state,
            due_at,
            run,
            last,
            ..
        } = repricer;
        let repricer = RepricerBody {
            title,
            skus,
            signal: rule.signal,
            bounds: rule.bounds,
            rounding: rule.rounding,
            scope,
            every_hours,
        };
        Self { rule_id, version: rule.rule.version, repricer, state, due_at, run, last }
    }
}

/// What a repricer would do now.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SimulationView {
    /// SKU by SKU.
    pub items: Vec<SimulatedView>,
    /// Where the next page begins, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u32>,
    /// The first day whose sales have not been counted yet; absent where the rule looks at none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sales_until: Option<Day>,
    /// Whether its runs wait until sales have been counted.
    pub waits_for_sales: bool,
}

/// What a repricer would do with one SKU now.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SimulatedView {
    /// The SKU.
    pub sku: Sku,
    /// The price that it would move; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// What it would make of it, and why; absent where it would leave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<PriceChange>,
    /// Why the change could not be made, if it could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// Units that can be sold now; absent where they are not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<u64>,
    /// Units sold in the last thirty days that were counted.
    pub sold: u64,
    /// Units sold in the thirty days before.
    pub sold_before: u64,
}
