//! What the carrier charges: by zone and weight. The figures are made up, their shape is not: prices
//! rise with the zone and in steps of weight.
use primitives::{CountryCode, Currency, Money};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Grams of the heaviest parcel.
pub const GRAMS_MAX: u32 = 30_000;

/// How far it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    /// Within one country.
    Domestic,
    /// Within Europe.
    Europe,
    /// Anywhere else.
    World,
}

/// How fast it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// In some days.
    Standard,
    /// As fast as can be; not everywhere.
    Express,
}

/// One offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rate {
    /// How fast.
    pub service: Service,
    /// What it costs.
    pub price: Money,
    /// Working days until it arrives, as a rule.
    pub days: u8,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Standard, Self::Express];

    /// As in requests.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Express => "express",
        }
    }

    /// The service of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.name() == name)
    }
}

/// Europe, as this carrier draws it: ISO 3166-1 alpha-2.
const EUROPE: &[&str] = &[
    "AD", "AL", "AT", "BA", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB",
    "GG", "GI", "GR", "HR", "HU", "IE", "IM", "IS", "IT", "JE", "LI", "LT", "LU", "LV", "MC", "MD",
    "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA", "XK",
];

/// Up to so many grams it costs so much: domestic, Europe, world, in euro cents.
const STEPS: &[(u32, [i64; 3])] = &[
    (1_000, [390, 890, 1_690]),
    (2_000, [450, 1_090, 2_390]),
    (5_000, [590, 1_490, 3_990]),
    (10_000, [890, 2_190, 6_490]),
    (20_000, [1_290, 3_290, 10_990]),
    (GRAMS_MAX, [1_690, 4_290, 15_990]),
];

/// How far it is from one country to another.
pub fn zone(from: &CountryCode, to: &CountryCode) -> Zone {
    let european = |country: &CountryCode| EUROPE.contains(&country.as_ref());
    match (from == to, european(from) && european(to)) {
        (true, _) => Zone::Domestic,
        (_, true) => Zone::Europe,
        _ => Zone::World,
    }
}

/// What there is for a parcel, cheapest first. Nothing, if it is too heavy.
pub fn rates(from: &CountryCode, to: &CountryCode, grams: u32) -> Vec<Rate> {
    let zone = zone(from, to);
    let Some((_, prices)) = STEPS.iter().find(|(upto, _)| grams <= *upto) else {
        return Vec::new();
    };
    let [domestic, europe, world] = *prices;
    let (minor, days) = match zone {
        Zone::Domestic => (domestic, 2),
        Zone::Europe => (europe, 5),
        Zone::World => (world, 12),
    };
    let rate =
        |service, minor, days| Rate { service, price: Money::new(minor, Currency::EUR), days };
    let standard = rate(Service::Standard, minor, days);
    // Planes go within Europe.
    match zone {
        Zone::World => vec![standard],
        _ => vec![standard, rate(Service::Express, minor * 2, 1)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> CountryCode {
        CountryCode::parse(code).unwrap()
    }

    #[test]
    fn prices_rise_with_zone_and_weight_and_end_where_nobody_can_lift_it() {
        let price = |to: &str, grams| {
            rates(&country("GB"), &country(to), grams).first().map(|rate| rate.price.minor)
        };
        assert_eq!(
            [price("GB", 1), price("FR", 1), price("US", 1)],
            [Some(390), Some(890), Some(1_690)]
        );
        assert_eq!([price("GB", 1_000), price("GB", 1_001)], [Some(390), Some(450)]);
        assert_eq!([price("GB", 30_000), price("GB", 30_001)], [Some(1_690), None]);
        for to in ["GB", "DE", "JP"] {
            let all: Vec<_> = (0..=30).map(|kilos| price(to, kilos * 1_000)).collect();
            assert!(all.is_sorted(), "{to}: {all:?}");
        }
    }

    #[test]
    fn planes_do_not_go_overseas() {
        assert_eq!(rates(&country("DE"), &country("AT"), 500).len(), 2);
        assert_eq!(rates(&country("DE"), &country("AU"), 500).len(), 1);
    }
}
