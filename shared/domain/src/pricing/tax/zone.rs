use crate::{pricing::PricingRefusal, totals::TaxRate};
use primitives::{Code, CountryCode, Day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// Most rates of one zone.
pub const RATES_MAX: usize = 100;

/// A place with rates of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxZone {
    /// The country.
    pub country: CountryCode,
    /// One state or province of it; all that have no zone of their own where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Code>,
    /// Its rates.
    #[schemars(length(max = 100))]
    pub rates: Vec<DatedRate>,
}

/// A rate and the days it is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatedRate {
    /// Of this tax category; of every one that has none of its own where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Code>,
    /// The rate.
    pub rate: TaxRate,
    /// The first day.
    pub from: Day,
    /// The first day on which it is not in force any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

impl DatedRate {
    fn holds(&self, day: &Day) -> bool {
        // Days are written so that their order is that of their text.
        self.from <= *day && self.until.as_ref().is_none_or(|until| day < until)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let before = |end: Option<&Day>, start: &Day| end.is_some_and(|end| end <= start);
        self.category == other.category
            && !before(self.until.as_ref(), &other.from)
            && !before(other.until.as_ref(), &self.from)
    }
}

impl TaxZone {
    /// Its name for people.
    pub fn name(&self) -> String {
        match &self.region {
            Some(region) => format!("{}-{region}", self.country),
            None => self.country.to_string(),
        }
    }

    /// Refuses rates that are in force at the same time, or never.
    pub fn check(&self) -> Result<(), PricingRefusal> {
        let rule = Code::parse(self.name())?;
        if self.rates.len() > RATES_MAX {
            return Err(PricingRefusal::TooMany(RATES_MAX, "rates of one tax zone"));
        }
        for (at, rate) in self.rates.iter().enumerate() {
            if rate.until.as_ref().is_some_and(|until| *until <= rate.from) {
                return Err(PricingRefusal::rule(&rule, "a rate ends before it begins"));
            }
            if let Some(other) = self.rates.iter().take(at).find(|other| other.overlaps(rate)) {
                let why = format!("{} and {} are in force at the same time", other.rate, rate.rate);
                return Err(PricingRefusal::rule(&rule, why));
            }
        }
        Ok(())
    }

    fn rate(&self, category: &Code, day: &Day) -> Result<TaxRate, PricingRefusal> {
        let of = |wanted: Option<&Code>| {
            self.rates.iter().find(|one| one.category.as_ref() == wanted && one.holds(day))
        };
        of(Some(category)).or_else(|| of(None)).map(|one| one.rate).ok_or_else(|| {
            PricingRefusal::NoTaxRate {
                zone: self.name(),
                category: category.clone(),
                day: day.clone(),
            }
        })
    }
}

/// All zones in which the shop has to take tax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxTable(Arc<BTreeMap<(CountryCode, Option<Code>), TaxZone>>);

impl TaxTable {
    /// Of zones; refuses a place that is there twice.
    pub fn of(zones: impl IntoIterator<Item = TaxZone>) -> Result<Self, PricingRefusal> {
        let mut table = BTreeMap::new();
        for zone in zones {
            zone.check()?;
            let name = zone.name();
            let key = (zone.country.clone(), zone.region.clone());
            if table.insert(key, zone).is_some() {
                return Err(PricingRefusal::rule(&Code::parse(name)?, "the zone is there twice"));
            }
        }
        Ok(Self(Arc::new(table)))
    }

    /// The rate for a category where it goes, on a day. Where there is no zone, there is no tax;
    /// a zone without a rate for the day is refused, for it would be a wrong price.
    pub fn rate(
        &self,
        country: &CountryCode,
        region: Option<&Code>,
        category: &Code,
        day: &Day,
    ) -> Result<TaxRate, PricingRefusal> {
        let own = region.and_then(|region| self.0.get(&(country.clone(), Some(region.clone()))));
        let zone = own.or_else(|| self.0.get(&(country.clone(), None)));
        zone.map_or(Ok(TaxRate::ZERO), |zone| zone.rate(category, day))
    }

    /// Whether it has a zone for goods that go there.
    pub fn knows(&self, country: &CountryCode, region: Option<&Code>) -> bool {
        let has = |region: Option<Code>| self.0.contains_key(&(country.clone(), region));
        has(None) || region.is_some_and(|region| has(Some(region.clone())))
    }

    /// Whether nothing is taxed anywhere.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
