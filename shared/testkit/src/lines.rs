//! Lines of orders as a checkout would have written them.
use domain::{
    order::{LineKind, OrderLine, Sale},
    pricing::ShippingPrice,
    totals::{LineAmounts, TaxRate, Totals},
};
use primitives::{Code, CountryCode, Currency, LineId, Money, Quantity, Sku, Timestamp, Title};

/// So many lines, and what they come to with a delivery at £4.99: line `n` is three units at £1.01 and
/// `n` pence, 20 % tax included.
pub fn priced_lines(name: &str, count: u32, title: &str) -> (Vec<OrderLine>, Totals) {
    let gbp = |minor| Money::new(minor, Currency::GBP);
    let zero = gbp(0);
    let mut lines: Vec<OrderLine> = (0..count)
        .map(|n| OrderLine {
            line_id: LineId::parse(format!("line_{name}-{n}")).expect("a good value"),
            kind: LineKind::Goods,
            sku: Some(Sku::parse(format!("SKU-{n}")).expect("a good value")),
            product_id: None,
            title: Title::parse(title).expect("a good value"),
            quantity: Quantity::parse(3).expect("a good value"),
            unit_price: gbp(101 + i64::from(n)),
            amounts: LineAmounts { subtotal: zero, discount: zero, tax: zero, total: zero },
            tax_category: Code::standard(),
            tax_rate: TaxRate::parse("0.2").expect("a good value"),
            weight_grams: 100,
            fulfilled: 0,
            cancelled: 0,
            returned: 0,
            written: None,
            kit: None,
        })
        .collect();
    let sale = Sale {
        currency: Currency::GBP,
        country: CountryCode::gb(),
        prices_include_tax: true,
        at: Timestamp::from_millis(0),
        taxed_by: domain::pricing::TaxBy::Own,
        heard: None,
    };
    let way = ShippingPrice { option: Code::standard(), price: gbp(499) };
    let sums = sale.write(&mut lines, Some(way)).expect("a good value");
    (lines, sums.totals)
}
