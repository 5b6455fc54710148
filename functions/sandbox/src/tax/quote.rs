//! What the tax is, and the places where the answer is bad on purpose.
use super::client;
use contract::{
    sandbox::SandboxTaxQuote,
    tax::{TaxQuoteBody, TaxQuoteView, TaxedLine, TaxedShipping},
};
use domain::{
    sandbox::{TAX_SERVICE, TaxMood, tax_document, tax_of, tax_rate},
    totals::TaxRate,
};
use primitives::{Code, Currency};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::time::Duration;

/// Longer than anybody waits.
const SLOW: Duration = Duration::from_secs(3);

pub async fn handle(cx: Cx, req: Req<SandboxTaxQuote>) -> Outcome<TaxQuoteView> {
    client::check(&cx, &req.raw).await?;
    let mut answer = honest(&cx, &req.body, &req.raw.body)?;
    match TaxMood::of(req.body.to.postal_code.as_ref()) {
        TaxMood::Honest => {}
        TaxMood::Slow => cx.pause(SLOW).await,
        TaxMood::Broken => return Err(Fault::Outside("this place fails on purpose".into())),
        TaxMood::WrongSum => answer.tax += 1,
        TaxMood::OtherCurrency => answer.currency = other_than(answer.currency),
        TaxMood::Negative => twist(&mut answer, |_| -1),
        TaxMood::TooMuch => {
            let most: u64 = req.body.lines.iter().map(|line| line.amount).sum();
            let most = i64::try_from(most).unwrap_or(i64::MAX / 2);
            twist(&mut answer, |_| most.saturating_add(1));
        }
    }
    Ok(Done::new(answer))
}

fn honest(cx: &Cx, asked: &TaxQuoteBody, raw: &[u8]) -> Result<TaxQuoteView, Fault> {
    let to = &asked.to;
    let region = to.region.as_ref().and_then(|region| Code::parse(region.to_string()).ok());
    let day = asked.on.clone().unwrap_or_else(|| cx.now().day());
    let rate = |category: &Code| {
        tax_rate(&to.country, region.as_ref(), to.postal_code.as_ref(), category, &day)
    };
    let of =
        |rate: TaxRate, amount: u64| tax_of(rate, amount, asked.currency, asked.prices_include_tax);
    let mut lines = Vec::with_capacity(asked.lines.len());
    for line in &asked.lines {
        let rate = rate(&line.category);
        lines.push(TaxedLine { number: line.number, tax: of(rate, line.amount)?, rate });
    }
    let shipping = match asked.shipping {
        None => None,
        Some(price) => {
            let rate = rate(&Code::parse("standard")?);
            Some(TaxedShipping { tax: of(rate, price)?, rate })
        }
    };
    let taxes = lines.iter().map(|line| line.tax).chain(shipping.iter().map(|said| said.tax));
    Ok(TaxQuoteView {
        service: Code::parse(TAX_SERVICE)?,
        document: tax_document(raw)?,
        currency: asked.currency,
        tax: taxes.sum(),
        lines,
        shipping,
    })
}

fn other_than(currency: Currency) -> Currency {
    if currency == Currency::GBP { Currency::EUR } else { Currency::GBP }
}

/// Gives the first line another tax, and a sum that fits.
fn twist(answer: &mut TaxQuoteView, to: impl Fn(i64) -> i64) {
    if let Some(line) = answer.lines.first_mut() {
        let tax = to(line.tax);
        answer.tax = answer.tax.saturating_sub(line.tax).saturating_add(tax);
        line.tax = tax;
    }
}
