use super::*;
use crate::notification::TextSender;
use primitives::{Email, Example};

fn code(raw: &str) -> Code {
    Code::parse(raw).unwrap()
}

fn country(raw: &str) -> CountryCode {
    CountryCode::parse(raw).unwrap()
}

fn pounds(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

fn courier() -> ShippingOption {
    ShippingOption {
        option_id: code("courier"),
        title: Line::parse("Courier").unwrap(),
        countries: vec![country("GB"), country("IE")],
        prices: vec![Price { price: pounds(595), free_above: Some(pounds(10_000)) }],
        max_weight_grams: Some(30_000),
    }
}

fn parcel() -> Parcel {
    Parcel {
        country: country("GB"),
        currency: Currency::GBP,
        weight_grams: 1_000,
        value: pounds(5_000),
    }
}

#[test]
fn the_settings_a_new_shop_has_are_good_and_let_it_sell() {
    let settings = Settings::default();
    settings.check().unwrap();
    assert_eq!(settings.currency(None), Ok(Currency::GBP));
    assert_eq!(settings.shipping(&parcel()).len(), 1);
}

#[test]
fn a_parcel_goes_where_the_option_reaches_if_it_is_not_too_heavy() {
    let price = |change: fn(&mut Parcel)| {
        let mut parcel = parcel();
        change(&mut parcel);
        courier().quote(&parcel).map(|quote| quote.price.minor)
    };
    assert_eq!(price(|_| ()), Some(595));
    assert_eq!(price(|parcel| parcel.value = pounds(10_000)), Some(0));
    assert_eq!(price(|parcel| parcel.country = country("DE")), None);
    assert_eq!(price(|parcel| parcel.weight_grams = 30_001), None);
    assert_eq!(price(|parcel| parcel.currency = Currency::EUR), None);
}

#[test]
fn tax_follows_the_country_and_then_the_category() {
    let rate = |raw| TaxRate::parse(raw).unwrap();
    let books = CategoryRate { category: code("books"), rate: TaxRate::ZERO };
    let settings = Settings {
        taxes: vec![
            CountryTax { country: country("GB"), standard: rate("0.2"), categories: vec![books] },
            CountryTax { country: country("DE"), standard: rate("0.19"), categories: vec![] },
        ],
        ..Settings::default()
    };
    assert_eq!(settings.tax_rate(None, &code("standard")), rate("0.2"), "the shop's own country");
    assert_eq!(settings.tax_rate(Some(&country("GB")), &code("books")), TaxRate::ZERO);
    assert_eq!(settings.tax_rate(Some(&country("DE")), &code("books")), rate("0.19"));
    assert_eq!(settings.tax_rate(Some(&country("US")), &code("standard")), TaxRate::ZERO);
}

#[test]
fn what_stands_in_the_settings_twice_or_below_nothing_is_refused() {
    let with = |options| Settings { shipping_options: options, ..Settings::default() };
    assert!(matches!(with(vec![courier(), courier()]).check(), Err(ShopRefusal::Twice { .. })));
    let negative =
        ShippingOption { prices: vec![Price { price: pounds(-1), free_above: None }], ..courier() };
    assert_eq!(with(vec![negative]).check(), Err(ShopRefusal::Price));
    let from = |sender: &str| {
        let text = Some(TextSender { sender: sender.into() });
        let (sender, name) = (Email::example(), Line::parse("Shop").unwrap());
        let mail = Some(MailSettings { sender, name, reply_to: None, text });
        Settings { mail, ..Settings::default() }.check()
    };
    assert_eq!(from("Lantern"), Ok(()));
    for odd in ["", "1234", "Lantern&Co", "TwelveLettrs"] {
        assert_eq!(from(odd), Err(ShopRefusal::TextSender), "{odd}");
    }
    let none = Settings { currencies: vec![], ..Settings::default() };
    assert_eq!(none.check(), Err(ShopRefusal::NoCurrency));
}
