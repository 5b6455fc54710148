//! A dynamic rule at work: which SKUs it moves, on which list, how often, and how far its run is.
use super::{DynamicRule, PriceChange};
use crate::pricing::{
    PricingRefusal, RuleRef, Window,
    selection::{PriceRow, Scope, SkuPrices, Tier},
};
use primitives::{Code, Money, Quantity, Sku, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// SKUs that one repricer moves.
pub const REPRICED_SKUS_MAX: usize = 500;
/// SKUs of one step of a run: their rows, their entries and the rest are one transaction.
pub const REPRICED_AT_ONCE: usize = 20;
/// Hours between two runs: a month.
pub const EVERY_HOURS_MAX: u32 = 720;

/// A dynamic rule, what it moves, and how far it is. It writes to the price list of its own name, so
/// that base prices and the lists of staff stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repricer {
    /// Which; its price list has the same name.
    pub rule_id: Code,
    /// What people read.
    pub title: Title,
    /// The rule.
    pub rule: DynamicRule,
    /// What it moves.
    pub skus: Vec<Sku>,
    /// For whom its prices are.
    #[serde(default)]
    pub scope: Scope,
    /// Hours between two runs.
    pub every_hours: u32,
    /// Whether it is at work.
    pub state: RepricerState,
    /// When its next run begins.
    pub due_at: Timestamp,
    /// The run that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// Runs that were begun.
    #[serde(default)]
    pub runs: u64,
    /// How the last whole run went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<RunReport>,
}

/// A repricer as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RepricerCard {
    /// Which.
    pub rule_id: Code,
    /// What people read.
    pub title: Title,
    /// Whether it is at work.
    pub state: RepricerState,
    /// SKUs that it moves.
    pub sku_count: usize,
    /// When its next run begins, if it is at work.
    pub due_at: Timestamp,
    /// How the last whole run went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<RunReport>,
}

/// Whether a repricer is at work.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RepricerState {
    /// Not: its prices stay where they are.
    #[default]
    Paused,
    /// It moves prices.
    Active,
    /// Over for good; its prices are taken away.
    Ended,
}

/// A run that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// Which.
    pub number: u64,
    /// When it began.
    pub begun_at: Timestamp,
    /// SKUs that have been looked at.
    pub next: usize,
    /// Prices that were moved.
    pub moved: u64,
    /// Prices that should have been and could not be.
    pub refused: u64,
    /// Why the last of those could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
}

/// How a run went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunReport {
    /// Which.
    pub number: u64,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// Prices that were moved.
    pub moved: u64,
    /// Prices that should have been and could not be.
    pub refused: u64,
    /// Why the last of those could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
}

/// An entry of the log: one price that was moved, and why. There is one at most for a run and a SKU.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PriceMove {
    /// The repricer.
    pub rule_id: Code,
    /// Which run of it.
    pub run: u64,
    /// What was priced.
    pub sku: Sku,
    /// When.
    pub at: Timestamp,
    /// From what to what, and why.
    pub change: PriceChange,
}

impl Repricer {
    /// Refuses one that could make an absurd price, or that names nothing, too much, or something
    /// twice. Base prices are by SKU, in the order of [`Self::skus`]; `None` where it is not sold.
    pub fn check(&self, base: &[Option<Vec<Money>>]) -> Result<(), PricingRefusal> {
        let refuse = |why: String| Err(PricingRefusal::rule(&self.rule_id, why));
        let once: BTreeSet<&Sku> = self.skus.iter().collect();
        if once.is_empty() || once.len() > REPRICED_SKUS_MAX || once.len() < self.skus.len() {
            return refuse(format!("it must name 1 to {REPRICED_SKUS_MAX} SKUs, each once"));
        }
        if !(1..=EVERY_HOURS_MAX).contains(&self.every_hours) {
            return refuse(format!("it may run every 1 to {EVERY_HOURS_MAX} hours"));
        }
        self.rule.check(None)?;
        let none = None;
        for (at, sku) in self.skus.iter().enumerate() {
            let base = base.get(at).unwrap_or(&none).as_ref();
            let base = base.ok_or_else(|| PricingRefusal::UnknownSku(sku.clone()))?;
            let currency = self.rule.bounds.floor.currency;
            let own = base.iter().copied().find(|price| price.currency == currency);
            let own = own.ok_or_else(|| PricingRefusal::NoPrice { sku: sku.clone(), currency })?;
            self.rule.check(Some(own)).map_err(|why| self.of_sku(sku, &why))?;
            for end in [self.rule.bounds.floor, self.rule.bounds.ceiling] {
                self.row(sku, end).check(Some(own))?;
            }
        }
        Ok(())
    }

    fn of_sku(&self, sku: &Sku, why: &PricingRefusal) -> PricingRefusal {
        let why = match why {
            PricingRefusal::Rule { why, .. } => why.clone(),
            other => other.to_string(),
        };
        PricingRefusal::rule(&self.rule_id, format!("{sku}: {why}"))
    }

    /// Refuses one whose price of a SKU would be valid beside another list's for the same buyers.
    pub fn check_beside(&self, prices: &SkuPrices) -> Result<(), PricingRefusal> {
        prices.with(&self.rule_id, vec![self.row(&prices.sku, self.rule.bounds.floor)]).map(drop)
    }

    /// The row of its list for a price.
    pub fn row(&self, sku: &Sku, price: Money) -> PriceRow {
        PriceRow {
            rule: RuleRef { id: self.rule_id.clone(), version: self.rule.rule.version },
            sku: sku.clone(),
            scope: self.scope.clone(),
            window: Window::default(),
            tiers: vec![Tier { from: Quantity::ONE, price }],
            compare_at: None,
        }
    }

    /// The price that it moves: what its list says, or else the base price.
    pub fn price_of(&self, prices: &SkuPrices, base: &[Money]) -> Option<Money> {
        let currency = self.rule.bounds.floor.currency;
        let own = prices.rows.iter().find(|row| {
            row.rule.id == self.rule_id
                && row.scope == self.scope
                && row.currency() == Some(currency)
        });
        let listed = own.and_then(|row| row.tiers.first()).map(|tier| tier.price);
        listed.or_else(|| base.iter().copied().find(|price| price.currency == currency))
    }

    /// As lists show it.
    pub fn card(&self) -> RepricerCard {
        RepricerCard {
            rule_id: self.rule_id.clone(),
            title: self.title.clone(),
            state: self.state,
            sku_count: self.skus.len(),
            due_at: self.due_at,
            last: self.last.clone(),
        }
    }

    /// Whether it is at work and a run is due, or under way.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.state == RepricerState::Active && self.due_at <= now
    }

    /// The run that is under way, or the next.
    pub fn run_at(&self, now: Timestamp) -> Run {
        let fresh = || Run {
            number: self.runs.saturating_add(1),
            begun_at: now,
            next: 0,
            moved: 0,
            refused: 0,
            refusal: None,
        };
        self.run.clone().unwrap_or_else(fresh)
    }

    /// The SKUs of the run's next step.
    pub fn next_skus(&self, run: &Run) -> &[Sku] {
        let rest = self.skus.get(run.next..).unwrap_or_default();
        rest.get(..REPRICED_AT_ONCE).unwrap_or(rest)
    }

    /// After a step of a run; with the last SKU the run is over.
    #[must_use]
    pub fn after(&self, run: Run, now: Timestamp) -> Self {
        let runs = run.number;
        if run.next < self.skus.len() {
            return Self { run: Some(run), runs, ..self.clone() };
        }
        let Run { number, begun_at, moved, refused, refusal, .. } = run;
        let due_at = begun_at.plus_seconds(i64::from(self.every_hours) * 3_600);
        let report = RunReport { number, begun_at, ended_at: now, moved, refused, refusal };
        Self { run: None, runs, due_at, last: Some(report), ..self.clone() }
    }

    /// In another state. What is started runs at once; what is stopped gives up the run under way,
    /// whose changes so far stay.
    pub fn put_to(&self, state: RepricerState, now: Timestamp) -> Result<Self, PricingRefusal> {
        if self.state == RepricerState::Ended && state != RepricerState::Ended {
            return Err(PricingRefusal::RepricerEnded(self.rule_id.clone()));
        }
        Ok(Self { state, run: None, due_at: now, ..self.clone() })
    }
}
