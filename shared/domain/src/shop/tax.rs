use super::{ShopRefusal, unique};
use crate::totals::TaxRate;
use primitives::{Code, CountryCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Most tax categories with a rate of their own in one country.
const CATEGORIES_MAX: usize = 20;

/// The rates of one country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountryTax {
    /// Where the goods go.
    pub country: CountryCode,
    /// The rate of every tax category that has none of its own.
    pub standard: TaxRate,
    /// Rates of single tax categories, such as books.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub categories: Vec<CategoryRate>,
}

/// The rate of one tax category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryRate {
    /// The tax category that products name.
    pub category: Code,
    /// Its rate.
    pub rate: TaxRate,
}

impl CountryTax {
    /// The rate of a tax category.
    pub fn rate(&self, category: &Code) -> TaxRate {
        self.categories
            .iter()
            .find(|one| one.category == *category)
            .map_or(self.standard, |one| one.rate)
    }

    pub(super) fn check(&self) -> Result<(), ShopRefusal> {
        if self.categories.len() > CATEGORIES_MAX {
            return Err(ShopRefusal::TooMuch);
        }
        unique(&self.categories.iter().map(|one| &one.category).collect::<Vec<_>>(), "tax category")
    }
}
