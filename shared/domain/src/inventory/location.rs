//! Places that hold stock.
use super::StockRefusal;
use primitives::{Address, CountryCode, LocationId, Title};
use serde::{Deserialize, Serialize};

/// A place that holds stock: a warehouse, a shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// The location.
    pub location_id: LocationId,
    /// Its name.
    pub title: Title,
    /// Where it is.
    pub country: Option<CountryCode>,
    /// Where parcels to it go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Whether goods may come in. What is there may be sold either way.
    pub active: bool,
}

impl Location {
    /// In the country of its address, where it has one; another country beside it is a slip.
    pub fn placed(self) -> Result<Self, StockRefusal> {
        let Some(address) = &self.address else { return Ok(self) };
        if self.country.as_ref().is_some_and(|country| *country != address.country) {
            return Err(StockRefusal::OtherCountry);
        }
        Ok(Self { country: Some(address.country.clone()), ..self })
    }

    /// Whether parcels may be sent to it.
    fn takes(&self) -> Option<(&LocationId, &Address)> {
        let address = self.address.as_ref().filter(|_| self.active)?;
        Some((&self.location_id, address))
    }

    /// Where somebody in a country sends a parcel to: the place that its things came from, if parcels may be sent
    /// there; otherwise one in the same country, and otherwise the first.
    pub fn taking<'a>(
        all: &'a [Self],
        first: Option<&LocationId>,
        country: &CountryCode,
    ) -> Option<(&'a LocationId, &'a Address)> {
        let known = || all.iter().filter_map(Self::takes);
        let same = |id: &LocationId| first == Some(id);
        known()
            .find(|(id, _)| same(id))
            .or_else(|| known().find(|(_, address)| address.country == *country))
            .or_else(|| known().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::{Example, Id};

    fn at(id: u8, country: &str, open: bool, whole: bool) -> Location {
        let country = CountryCode::parse(country).unwrap();
        let address = Address { country: country.clone(), ..Address::example() };
        Location {
            location_id: LocationId::from_bytes([id; 16]),
            title: Title::example(),
            country: Some(country),
            address: whole.then_some(address),
            active: open,
        }
    }

    #[test]
    fn parcels_go_where_the_things_came_from_or_stay_in_the_country_and_never_where_nobody_takes_them()
     {
        let (gb, fr) = (CountryCode::parse("GB").unwrap(), CountryCode::parse("FR").unwrap());
        let all = [
            at(1, "GB", false, true),
            at(2, "GB", true, false),
            at(3, "DE", true, true),
            at(4, "GB", true, true),
        ];
        let to = |first: usize, country| {
            Location::taking(&all, Some(&all[first].location_id), country).map(|found| found.0)
        };
        assert_eq!(to(2, &gb), Some(&all[2].location_id));
        assert_eq!(to(0, &gb), Some(&all[3].location_id));
        assert_eq!(to(1, &fr), Some(&all[2].location_id));
        assert_eq!(Location::taking(&all[..2], None, &gb), None);
    }

    #[test]
    fn a_country_beside_an_address_is_the_same_one() {
        let other = Location { country: CountryCode::parse("DE").ok(), ..at(1, "GB", true, true) };
        assert_eq!(other.placed(), Err(StockRefusal::OtherCountry));
        let none = Location { country: None, ..at(1, "GB", true, true) };
        assert_eq!(none.placed().unwrap().country, CountryCode::parse("GB").ok());
    }
}
