//! A funnel: steps in their order, within a window.
use super::{
    Cell, Column, Measure, ReportRefusal, Sheet,
    fill::{fill, literal},
};
use primitives::{Day, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Steps of a funnel.
pub const FUNNEL_STEPS_MAX: usize = 8;
/// Minutes of the longest window: ninety days.
const WINDOW_MINUTES_MAX: u32 = 90 * 24 * 60;

/// A property that visitors are parted by, as their first step has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// None: all together.
    #[default]
    Nothing,
    /// Kind of device.
    Device,
    /// `utm_source`.
    Source,
    /// `utm_campaign`.
    Campaign,
}

/// A funnel that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funnel {
    steps: Vec<String>,
    window_minutes: u32,
    segment: Segment,
}

impl Funnel {
    /// Refuses fewer than two steps, too many, the same twice, names that no event has, and a window that is none.
    pub fn new(
        steps: Vec<String>,
        window_minutes: u32,
        segment: Segment,
    ) -> Result<Self, ReportRefusal> {
        let named = |name: &String| {
            (1..=128).contains(&name.chars().count()) && !name.chars().any(char::is_control)
        };
        let different: BTreeSet<&String> = steps.iter().collect();
        let count = (2..=FUNNEL_STEPS_MAX).contains(&steps.len());
        if !count || different.len() != steps.len() || !steps.iter().all(named) {
            return Err(ReportRefusal::Steps(FUNNEL_STEPS_MAX));
        }
        if !(1..=WINDOW_MINUTES_MAX).contains(&window_minutes) {
            return Err(ReportRefusal::Window);
        }
        Ok(Self { steps, window_minutes, segment })
    }

    /// The name of a step, from 1.
    pub fn step(&self, number: usize) -> Option<&str> {
        self.steps.get(number.checked_sub(1)?).map(String::as_str)
    }

    /// The answer with the steps' names, and how many of the visitors of the first step came so far.
    #[must_use]
    pub fn told(&self, mut sheet: Sheet) -> Sheet {
        let first =
            |row: &Vec<Cell>| (row.first().and_then(Cell::number) == Some(1)).then(|| row.clone());
        let began: BTreeMap<String, i64> = sheet
            .rows
            .iter()
            .filter_map(first)
            .filter_map(|row| match row.as_slice() {
                [_, Cell::Text(property), Cell::Number(visitors)] => {
                    Some((property.clone(), *visitors))
                }
                _ => None,
            })
            .collect();
        for row in &mut sheet.rows {
            let [step, Cell::Text(property), Cell::Number(visitors)] = row.as_mut_slice() else {
                continue;
            };
            let began = began.get(property).copied().unwrap_or_default();
            let share = i128::from(*visitors) * 1_000_000 / i128::from(began.max(1));
            let name = step.number().and_then(|number| self.step(usize::try_from(number).ok()?));
            let named = name.map(|name| Cell::Text(name.to_owned()));
            *step = named.unwrap_or(Cell::Nothing(()));
            row.push(i64::try_from(share).map_or(Cell::Nothing(()), Cell::Number));
        }
        if let Some(step) = sheet.columns.first_mut() {
            step.measure = Measure::Text;
        }
        sheet.columns.push(Column { name: "of_the_first".into(), measure: Measure::Millionths });
        sheet
    }

    pub(super) const fn property(&self) -> &'static str {
        match self.segment {
            Segment::Nothing => "''",
            Segment::Device => "device",
            Segment::Source => "coalesce(utm_source, '')",
            Segment::Campaign => "coalesce(utm_campaign, '')",
        }
    }

    /// The last day on which somebody who began on this day may still go on.
    pub(super) fn ends(&self, to: Day) -> String {
        let midnight = Timestamp::parse(format!("{to}T00:00:00.000Z"));
        let days = i64::from(self.window_minutes).div_euclid(1_440) + 1;
        midnight
            .map_or_else(|_| to.to_string(), |at| at.plus_seconds(days * 86_400).day().to_string())
    }

    /// Fills what depends on the steps.
    pub(super) fn fill(&self, statement: &str) -> String {
        let names: Vec<String> = self.steps.iter().map(|step| literal(step)).collect();
        let window = (i64::from(self.window_minutes) * 60_000).to_string();
        let mut later = String::new();
        let mut depth = vec!["SELECT visitor, property, 1 AS step FROM step_1".to_owned()];
        for (name, number) in names.iter().zip(1_u32..).skip(1) {
            let (this, last) = (number.to_string(), (number - 1).to_string());
            let gaps =
                [("this", this.as_str()), ("last", &last), ("name", name), ("window_ms", &window)];
            later.push_str(fill(include_str!("sql/funnel_step.sql"), &gaps).trim_end());
            depth.push(format!("SELECT visitor, property, {this} FROM step_{this}"));
        }
        let gaps = [
            ("names", names.join(", ")),
            ("first", names.first().cloned().unwrap_or_default()),
            ("later", later),
            ("depth", depth.join("\n  UNION ALL ")),
        ];
        let gaps = gaps.each_ref().map(|(name, value)| (*name, value.as_str()));
        fill(statement, &gaps)
    }
}
