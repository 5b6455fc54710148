//! A derivation for people and machines to read: one step after the other, each with its rule, what
//! went in, the exact value, how it was rounded, and what came out.
use super::{
    Derivation, MILLION, RoundingMode, RuleRef, allocation,
    derivation::{How, LineStep, OffEntry, Source},
    tax::{TaxLevel, TaxedBy},
};
use primitives::{Code, ExternalKey, Money};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// From 1.
    pub number: u32,
    /// What was done.
    pub kind: StepKind,
    /// By which rule, in which state of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleRef>,
    /// To which lines of the order, from 1. None for shipping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<u32>,
    /// What went in.
    pub input: Money,
    /// The value before rounding, in minor units.
    pub exact: String,
    /// How it was rounded, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<RoundingMode>,
    /// What came out.
    pub result: Money,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepKind {
    /// Finds the price of a unit.
    UnitPrice {
        /// Where it comes from.
        source: PriceSource,
    },
    /// Takes the tax out of a price, for a buyer who pays none.
    NetPrice {
        /// The rate, in millionths.
        rate: u32,
    },
    /// Takes something off so many units.
    Discount {
        /// Units.
        units: u64,
        /// How.
        how: Manner,
    },
    /// Takes something off delivery.
    ShippingDiscount {
        /// How.
        how: Manner,
    },
    /// Taxes what is left.
    Tax {
        /// The rate, in millionths.
        rate: u32,
        /// Where it is rounded.
        level: TaxLevel,
    },
    /// Taxes delivery.
    ShippingTax {
        /// The rate, in millionths.
        rate: u32,
    },
    /// Takes over what an outside service says of the tax: of goods, or of delivery where no lines are named.
    OutsideTax {
        /// The rate that it names, in millionths; some goods are taxed in part.
        rate: u32,
        /// What the service calls itself.
        service: Code,
        /// What it calls its answer.
        document: ExternalKey,
    },
}

/// Where a unit price comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceSource {
    /// The base price.
    Base,
    /// It was written by hand, or is what it was sold at.
    Given,
    /// It was promised.
    Held,
    /// A price list.
    List,
    /// The base price in another currency.
    Converted,
}

/// How something is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Manner {
    /// A share.
    Percent {
        /// In millionths.
        parts: u32,
    },
    /// An amount off each unit.
    Each {
        /// Minor units.
        minor: u64,
    },
    /// Down to a price for each unit.
    Price {
        /// Minor units.
        minor: u64,
    },
    /// A part of an amount that is laid over several lots by what they have left.
    Part {
        /// The whole amount, in minor units.
        minor: u64,
    },
}

impl From<How> for Manner {
    fn from(how: How) -> Self {
        match how {
            How::Percent(parts) => Self::Percent { parts },
            How::Each(minor) => Self::Each { minor },
            How::Fixed(minor) => Self::Price { minor },
            How::Spread(minor) => Self::Part { minor },
        }
    }
}

/// A lot as the story goes on.
#[derive(Default)]
struct Lot {
    lines: Vec<u32>,
    units: u64,
    left: u64,
}

impl Derivation {
    /// Every step in its order.
    pub fn steps(&self) -> Vec<Step> {
        let mut story = Story { of: self, steps: Vec::new(), lots: Vec::new() };
        for (at, line) in (1..).zip(&self.lines) {
            story.line(at, line);
        }
        for off in &self.offs {
            for entry in off.entries.iter().filter(|entry| entry.off > 0) {
                story.off(off.rule, off.how, entry);
            }
        }
        story.shipping();
        story.taxes();
        story.steps
    }
}

struct Story<'a> {
    of: &'a Derivation,
    steps: Vec<Step>,
    lots: Vec<Lot>,
}

impl Story<'_> {
    fn money(&self, minor: u64) -> Money {
        allocation::money(minor, self.of.currency).unwrap_or(Money::zero(self.of.currency))
    }

    fn rule(&self, at: u32) -> Option<RuleRef> {
        usize::try_from(at).ok().and_then(|at| self.of.rules.get(at)).cloned()
    }

    fn tell(&mut self, step: Telling) {
        let number = u32::try_from(self.steps.len() + 1).unwrap_or(u32::MAX);
        let Telling { kind, rule, lines, input, exact, rounding, result } = step;
        let (input, result) = (self.money(input), self.money(result));
        self.steps.push(Step { number, kind, rule, lines, input, exact, rounding, result });
    }

    fn line(&mut self, at: u32, line: &LineStep) {
        let gross = line.net.map_or(line.unit, |net| net.gross);
        let (source, rule, exact) = match &line.source {
            Source::Base => (PriceSource::Base, None, None),
            Source::Given => (PriceSource::Given, None, None),
            Source::Held => (PriceSource::Held, None, None),
            Source::List(rule) => (PriceSource::List, self.rule(*rule), None),
            Source::Converted { exact, .. } => (PriceSource::Converted, None, Some(*exact)),
        };
        let exact = exact.map_or_else(|| gross.to_string(), |exact| exact.normalize().to_string());
        let kind = StepKind::UnitPrice { source };
        let (input, result) = (gross, gross);
        self.tell(Telling { kind, rule, lines: vec![at], input, exact, rounding: None, result });
        if let Some(net) = line.net {
            self.tell(Telling {
                kind: StepKind::NetPrice { rate: net.rate },
                rule: None,
                lines: vec![at],
                input: gross,
                exact: exact_value(line.unit, net.delta, MILLION + net.rate),
                rounding: Some(self.of.tax.mode),
                result: line.unit,
            });
        }
        let lot = usize::try_from(line.lot).unwrap_or(0);
        while self.lots.len() <= lot {
            self.lots.push(Lot::default());
        }
        if let Some(lot) = self.lots.get_mut(lot) {
            lot.lines.push(at);
            lot.units += u64::from(line.quantity);
            lot.left += (line.unit * u64::from(line.quantity)).saturating_sub(line.given);
        }
    }

    fn off(&mut self, rule: u32, how: How, entry: &OffEntry) {
        let rule = self.rule(rule);
        let lot = usize::try_from(entry.lot).ok().and_then(|at| self.lots.get_mut(at));
        let Some(lot) = lot else { return };
        let base = u128::from(lot.left) * u128::from(entry.units) / u128::from(lot.units.max(1));
        lot.left = lot.left.saturating_sub(entry.off);
        let lines = lot.lines.clone();
        self.tell(Telling {
            kind: StepKind::Discount { units: entry.units, how: how.into() },
            rule,
            lines,
            input: u64::try_from(base).unwrap_or(0),
            exact: exact_value(entry.off, entry.delta, MILLION),
            rounding: matches!(how, How::Percent(_)).then_some(self.of.rounding),
            result: entry.off,
        });
    }

    fn shipping(&mut self) {
        let Some(step) = &self.of.shipping else { return };
        let mut left = step.price;
        for (rule, how, off, delta) in &step.offs {
            self.tell(Telling {
                kind: StepKind::ShippingDiscount { how: (*how).into() },
                rule: self.rule(*rule),
                lines: Vec::new(),
                input: left,
                exact: exact_value(*off, *delta, MILLION),
                rounding: matches!(how, How::Percent(_)).then_some(self.of.rounding),
                result: *off,
            });
            left = left.saturating_sub(*off);
        }
    }

    fn taxes(&mut self) {
        if let TaxedBy::Outside { service, document } = &self.of.taxed_by {
            return self.said(service, document);
        }
        let (level, mode) = (self.of.tax.level, self.of.tax.mode);
        for step in self.of.taxes.iter().filter(|step| step.rate > 0) {
            let by = MILLION + if self.of.inclusive { step.rate } else { 0 };
            for entry in &step.entries {
                let lot = usize::try_from(entry.lot).ok().and_then(|at| self.lots.get(at));
                let (lines, input) =
                    lot.map_or((Vec::new(), 0), |lot| (lot.lines.clone(), lot.left));
                self.tell(Telling {
                    kind: StepKind::Tax { rate: step.rate, level },
                    rule: None,
                    lines,
                    input,
                    exact: exact_value(entry.tax, entry.delta, by),
                    rounding: Some(mode),
                    result: entry.tax,
                });
            }
            if let Some((part, tax, delta)) = step.shipping {
                self.tell(Telling {
                    kind: StepKind::ShippingTax { rate: step.rate },
                    rule: None,
                    lines: Vec::new(),
                    input: part,
                    exact: exact_value(tax, delta, by),
                    rounding: Some(mode),
                    result: tax,
                });
            }
        }
    }

    /// What an outside service said: no rounding is known of it.
    fn said(&mut self, service: &Code, document: &ExternalKey) {
        for step in &self.of.taxes {
            let goods = step.entries.iter().map(|entry| {
                let lot = usize::try_from(entry.lot).ok().and_then(|at| self.lots.get(at));
                let (lines, left) =
                    lot.map_or((Vec::new(), 0), |lot| (lot.lines.clone(), lot.left));
                (lines, left, entry.tax)
            });
            let delivery = step.shipping.map(|(part, tax, _)| (Vec::new(), part, tax));
            for (lines, input, tax) in goods.chain(delivery).collect::<Vec<_>>() {
                let (service, document) = (service.clone(), document.clone());
                self.tell(Telling {
                    kind: StepKind::OutsideTax { rate: step.rate, service, document },
                    rule: None,
                    lines,
                    input,
                    exact: tax.to_string(),
                    rounding: None,
                    result: tax,
                });
            }
        }
    }
}

/// A step that is about to be told.
struct Telling {
    kind: StepKind,
    rule: Option<RuleRef>,
    lines: Vec<u32>,
    input: u64,
    exact: String,
    rounding: Option<RoundingMode>,
    result: u64,
}

/// A result and its distance as a decimal number, to nine digits.
fn exact_value(result: u64, delta: i64, by: u32) -> String {
    let part = Decimal::from(delta).checked_div(Decimal::from(by)).unwrap_or_default();
    (Decimal::from(result) + part).round_dp(9).normalize().to_string()
}
