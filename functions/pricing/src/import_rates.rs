use contract::pricing::{ImportRates, RatesView, TableView};
use domain::pricing::{
    PricingRefusal,
    currency::ecb::{self, Read},
};
use events::pricing::RatesImportedV1;
use runtime::{Cx, Done, Outcome, Req};
use tariff::Press;

pub async fn handle(cx: Cx, req: Req<ImportRates>) -> Outcome<RatesView> {
    let Read { table, skipped } = ecb::read(&req.body.xml)?;
    let found = table.of.clone();
    // The bank's day may begin before the shop's does, but never two days before.
    if found > cx.now().plus_seconds(86_400).day() {
        return Err(PricingRefusal::BadRates(format!("{found} is yet to come")).into());
    }
    let press = Press::load(&cx).await?;
    let mut next = press.book().clone();
    let terms = next.conversion.clone().ok_or(PricingRefusal::NoConversion)?;
    let of = next.exchange.as_ref().map(|exchange| exchange.table.of.clone());
    if let Some(of) = of.filter(|of| *of > found) {
        return Err(PricingRefusal::OldRates { of, found }.into());
    }
    let exchange = terms.by(table)?;
    let event = RatesImportedV1 { of: found, base: exchange.table.base };
    let done = Done::new(RatesView { table: TableView::of(&exchange.table), skipped });
    next.exchange = Some(exchange);
    let edition = press.edition_with(&next);
    if edition == press.edition() {
        return Ok(done);
    }
    press.print(done.publish("rates", edition, &event), next)
}
