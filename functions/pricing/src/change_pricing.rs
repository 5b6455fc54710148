use contract::pricing::{
    AddStandardZones, ExchangeView, PricingView, PutExchange, PutTaxZones, PutTerms, StandardZones,
    TableView, ViewPricing,
};
use domain::pricing::{
    PricingRefusal,
    book::Book,
    currency::{Exchange, ExchangeTerms},
    tax::{TaxTable, eu_zones, us_zones},
};
use runtime::{Cx, Done, Fault, Outcome, Req};
use tariff::Press;

pub async fn view(cx: Cx, _: Req<ViewPricing>) -> Outcome<PricingView> {
    let press = Press::load(&cx).await?;
    Ok(Done::new(shown(press.book())).etag(press.edition()))
}

pub async fn terms(cx: Cx, req: Req<PutTerms>) -> Outcome<PricingView> {
    let body = req.body;
    changed(&cx, req.if_match, |book| {
        book.terms = body.terms;
        book.honour_minutes = body.honour_minutes;
        Ok(())
    })
    .await
}

pub async fn tax_zones(cx: Cx, req: Req<PutTaxZones>) -> Outcome<PricingView> {
    let zones = req.body.tax_zones;
    // Which of them is no good is said by name.
    TaxTable::of(zones.clone())?;
    changed(&cx, req.if_match, |book| {
        book.zones = zones;
        Ok(())
    })
    .await
}

pub async fn standard_zones(cx: Cx, req: Req<AddStandardZones>) -> Outcome<PricingView> {
    let shipped = match req.body.which {
        StandardZones::Eu => eu_zones()?,
        StandardZones::Us => us_zones()?,
    };
    changed(&cx, req.if_match, |book| {
        for zone in shipped {
            let place = (&zone.country, &zone.region);
            if !book.zones.iter().any(|known| (&known.country, &known.region) == place) {
                book.zones.push(zone);
            }
        }
        Ok(())
    })
    .await
}

pub async fn exchange(cx: Cx, req: Req<PutExchange>) -> Outcome<PricingView> {
    let terms = req.body;
    terms.check()?;
    changed(&cx, req.if_match, |book| {
        let table = book.exchange.take().map(|Exchange { table, .. }| table);
        book.exchange = table.map(|table| terms.by(table)).transpose()?;
        book.conversion = Some(terms);
        Ok(())
    })
    .await
}

/// Changes the book, if it is still the edition that the caller has seen.
async fn changed(
    cx: &Cx,
    if_match: Option<u64>,
    change: impl FnOnce(&mut Book) -> Result<(), PricingRefusal>,
) -> Result<Done<PricingView>, Fault> {
    let press = Press::load(cx).await?;
    if if_match.is_some_and(|edition| edition != press.edition()) {
        return Err(Fault::Changed);
    }
    let mut next = press.book().clone();
    change(&mut next)?;
    let done = Done::new(shown(&next)).etag(press.edition_with(&next));
    press.print(done, next)
}

fn shown(book: &Book) -> PricingView {
    let exchange = |terms: &ExchangeTerms| ExchangeView {
        terms: terms.clone(),
        table: book.exchange.as_ref().map(|exchange| TableView::of(&exchange.table)),
    };
    PricingView {
        terms: book.terms.clone(),
        honour_minutes: book.honour_minutes,
        tax_zones: book.zones.clone(),
        exchange: book.conversion.as_ref().map(exchange),
        promotions: u64::try_from(book.promotions.len()).unwrap_or(u64::MAX),
        lists: book.lists,
    }
}
