//! What the shop has decided for all its carts and orders: currencies, tax, delivery.
mod refusal;
mod shipping;
mod tax;

pub use refusal::ShopRefusal;
pub use shipping::{Parcel, Price, ShippingOption, ShippingQuote};
pub use tax::{CategoryRate, CountryTax};

use crate::{
    notification::MailSettings, refunds::RefundPolicy, returns::ReturnPolicy, totals::TaxRate,
};
use primitives::{Code, CountryCode, Currency, Line, Money};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Most countries that have tax rates, and options of delivery: settings are one item, read by
/// every cart.
pub const COUNTRIES_MAX: usize = 250;
/// Most options of delivery.
pub const OPTIONS_MAX: usize = 50;

/// The shop's settings: one item, changed by staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Currencies that carts may be opened in; the first where the shopper names none.
    #[schemars(length(min = 1, max = 20))]
    pub currencies: Vec<Currency>,
    /// Where the shop is; tax is estimated for it as long as nobody knows where the goods go.
    pub country: CountryCode,
    /// Whether prices include tax.
    pub prices_include_tax: bool,
    /// Rates of tax by country. Where a country has none, there is no tax.
    #[serde(default)]
    #[schemars(length(max = 250))]
    pub taxes: Vec<CountryTax>,
    /// Ways of delivery.
    #[serde(default)]
    #[schemars(length(max = 50))]
    pub shipping_options: Vec<ShippingOption>,
    /// Who writes to buyers. Without it, nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailSettings>,
    /// What is decided about refunds. Without it, nobody's need a second person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunds: Option<RefundPolicy>,
    /// What is decided about returns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<ReturnPolicy>,
}

impl Default for Settings {
    /// What holds until staff decide: British pounds with tax included, and free delivery anywhere,
    /// so that a new shop can sell at once.
    fn default() -> Self {
        let standard = || Some((Code::parse("standard").ok()?, Line::parse("Delivery").ok()?));
        let free = standard().map(|(option_id, title)| ShippingOption {
            option_id,
            title,
            countries: Vec::new(),
            prices: vec![Price { price: Money::zero(Currency::GBP), free_above: None }],
            max_weight_grams: None,
        });
        Self {
            currencies: vec![Currency::GBP],
            country: CountryCode::gb(),
            prices_include_tax: true,
            taxes: Vec::new(),
            shipping_options: free.into_iter().collect(),
            mail: None,
            refunds: None,
            returns: None,
        }
    }
}

impl Settings {
    /// The rate for a tax category of goods that go to a country, or to the shop's own where that
    /// is not known yet.
    pub fn tax_rate(&self, country: Option<&CountryCode>, category: &Code) -> TaxRate {
        let country = country.unwrap_or(&self.country);
        self.taxes
            .iter()
            .find(|tax| tax.country == *country)
            .map_or(TaxRate::ZERO, |tax| tax.rate(category))
    }

    /// The currency of a new cart: the one asked for, if the shop sells in it, else the shop's
    /// first.
    pub fn currency(&self, wanted: Option<Currency>) -> Result<Currency, ShopRefusal> {
        match (wanted, self.currencies.first()) {
            (Some(wanted), _) if self.currencies.contains(&wanted) => Ok(wanted),
            (Some(wanted), _) => Err(ShopRefusal::Currency(wanted)),
            (None, Some(first)) => Ok(*first),
            (None, None) => Err(ShopRefusal::NoCurrency),
        }
    }

    /// Ways of delivery for a parcel, in the order staff gave them.
    pub fn shipping(&self, parcel: &Parcel) -> Vec<ShippingQuote> {
        self.shipping_options.iter().filter_map(|option| option.quote(parcel)).collect()
    }

    /// Checks what no type can: that nothing is there twice, negative, or too much.
    pub fn check(&self) -> Result<(), ShopRefusal> {
        if self.currencies.is_empty() {
            return Err(ShopRefusal::NoCurrency);
        }
        if self.currencies.len() > primitives::limits::PRICES_MAX
            || self.taxes.len() > COUNTRIES_MAX
            || self.shipping_options.len() > OPTIONS_MAX
        {
            return Err(ShopRefusal::TooMuch);
        }
        unique(&self.currencies, "currency")?;
        unique(&self.taxes.iter().map(|tax| &tax.country).collect::<Vec<_>>(), "country")?;
        let options: Vec<_> = self.shipping_options.iter().map(|o| &o.option_id).collect();
        unique(&options, "shipping option")?;
        self.taxes.iter().try_for_each(CountryTax::check)?;
        self.shipping_options.iter().try_for_each(ShippingOption::check)?;
        self.refunds.iter().try_for_each(RefundPolicy::check)?;
        self.returns.iter().try_for_each(ReturnPolicy::check)?;
        self.mail.iter().try_for_each(MailSettings::check)
    }
}

/// Refuses a list that names something twice.
fn unique<T: PartialEq + ToString>(list: &[T], what: &'static str) -> Result<(), ShopRefusal> {
    for (at, one) in list.iter().enumerate() {
        if list.iter().take(at).any(|other| other == one) {
            return Err(ShopRefusal::Twice { what, which: one.to_string() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
