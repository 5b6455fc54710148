//! What is in the things that come back, and what became of it.
use super::RecycleRefusal;
use crate::loyalty::Month;
use primitives::CountryCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// Most grams of one material in one unit: a tonne.
const GRAMS_MAX: u32 = 1_000_000;

/// Categories of electrical and electronic equipment: Directive 2012/19/EU, annex III.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum WeeeCategory {
    /// 1: temperature exchange equipment.
    TemperatureExchange,
    /// 2: screens, and equipment with screens above 100 cm².
    Screens,
    /// 3: lamps.
    Lamps,
    /// 4: large equipment, with an outside dimension above 50 cm.
    Large,
    /// 5: small equipment, without one.
    Small,
    /// 6: small IT and telecommunication equipment, without one.
    SmallIt,
    /// No electrical or electronic equipment: outside the directive.
    None,
}

impl WeeeCategory {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::TemperatureExchange,
        Self::Screens,
        Self::Lamps,
        Self::Large,
        Self::Small,
        Self::SmallIt,
        Self::None,
    ];

    /// As in JSON and keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TemperatureExchange => "temperature_exchange",
            Self::Screens => "screens",
            Self::Lamps => "lamps",
            Self::Large => "large",
            Self::Small => "small",
            Self::SmallIt => "small_it",
            Self::None => "none",
        }
    }
}

impl fmt::Display for WeeeCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What something is made of.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MaterialKind {
    /// Aluminium.
    Aluminium,
    /// Batteries and accumulators.
    Battery,
    /// Copper.
    Copper,
    /// Circuit boards and what is on them.
    Electronics,
    /// Glass.
    Glass,
    /// Anything else.
    Other,
    /// Plastics.
    Plastic,
    /// Iron and steel.
    Steel,
}

impl MaterialKind {
    /// All of them, by name.
    pub const ALL: [Self; 8] = [
        Self::Aluminium,
        Self::Battery,
        Self::Copper,
        Self::Electronics,
        Self::Glass,
        Self::Other,
        Self::Plastic,
        Self::Steel,
    ];

    /// As in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aluminium => "aluminium",
            Self::Battery => "battery",
            Self::Copper => "copper",
            Self::Electronics => "electronics",
            Self::Glass => "glass",
            Self::Other => "other",
            Self::Plastic => "plastic",
            Self::Steel => "steel",
        }
    }
}

/// So much of a material in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialWeight {
    /// Which.
    pub material: MaterialKind,
    /// Grams, at most a million.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub grams: u32,
}

/// Grams of one unit.
pub fn weight(materials: &[MaterialWeight]) -> u64 {
    materials.iter().map(|one| u64::from(one.grams)).sum()
}

/// Each material once, and something of each.
pub(super) fn check(materials: &[MaterialWeight]) -> Result<(), RecycleRefusal> {
    let wrong = |why: &str| Err(RecycleRefusal::Programme(why.to_owned()));
    for (at, one) in materials.iter().enumerate() {
        if !(1..=GRAMS_MAX).contains(&one.grams) {
            return wrong("a material weighs 1 to 1,000,000 grams");
        }
        if materials.iter().take(at).any(|before| before.material == one.material) {
            return wrong("a material is named twice");
        }
    }
    if materials.is_empty() { wrong("name at least one material") } else { Ok(()) }
}

/// What became of a unit, in the words of the directive's report.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Made ready and sold again.
    Refurbish,
    /// Taken apart for its parts.
    Harvest,
    /// Given to a recycler for its material.
    Recycle,
}

impl Treatment {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Refurbish, Self::Harvest, Self::Recycle];

    /// As in JSON and events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refurbish => "refurbish",
            Self::Harvest => "harvest",
            Self::Recycle => "recycle",
        }
    }
}

/// Units that fared alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TreatedUnits {
    /// Units.
    pub units: u64,
    /// Grams of all materials.
    pub grams: u64,
    /// Grams by material.
    pub materials: BTreeMap<MaterialKind, u64>,
}

impl TreatedUnits {
    fn add(&mut self, materials: &[MaterialWeight]) {
        self.units = self.units.saturating_add(1);
        self.grams = self.grams.saturating_add(weight(materials));
        for one in materials {
            let sum = self.materials.entry(one.material).or_default();
            *sum = sum.saturating_add(u64::from(one.grams));
        }
    }
}

/// What was treated in a month, of one category in one market: a counter, so that a report reads no units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MaterialMonth {
    /// The country.
    pub market: CountryCode,
    /// The month, of UTC.
    pub month: Month,
    /// The category.
    pub weee: WeeeCategory,
    /// By what became of the units.
    pub treated: BTreeMap<Treatment, TreatedUnits>,
}

impl MaterialMonth {
    /// A month in which nothing was treated yet.
    pub const fn new(market: CountryCode, month: Month, weee: WeeeCategory) -> Self {
        Self { market, month, weee, treated: BTreeMap::new() }
    }

    /// With one unit more.
    #[must_use]
    pub fn with(mut self, treatment: Treatment, materials: &[MaterialWeight]) -> Self {
        self.treated.entry(treatment).or_default().add(materials);
        self
    }
}

/// A report as RFC 4180 wants it: one line for each month, category and treatment. No field needs quotes, since all are
/// codes and numbers.
pub fn csv(months: &[MaterialMonth]) -> String {
    let mut text = "market,month,weee_category,treatment,units,grams".to_owned();
    for material in MaterialKind::ALL {
        text.push_str(&format!(",{}_grams", material.name()));
    }
    text.push_str("\r\n");
    for one in months {
        for (treatment, sum) in &one.treated {
            let (market, month, weee) = (&one.market, one.month, one.weee);
            let (units, grams) = (sum.units, sum.grams);
            let treatment = treatment.name();
            text.push_str(&format!("{market},{month},{weee},{treatment},{units},{grams}"));
            for material in MaterialKind::ALL {
                let grams = sum.materials.get(&material).copied().unwrap_or_default();
                text.push_str(&format!(",{grams}"));
            }
            text.push_str("\r\n");
        }
    }
    text
}
