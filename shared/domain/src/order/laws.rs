//! The laws of cancelling.
use super::*;
use crate::{
    pricing::ShippingPrice,
    totals::{LineAmounts, TaxRate},
};
use events::{Actor, order::LinesCancelledV1};
use primitives::{
    CancellationId, CartId, CheckoutId, Code, CountryCode, Currency, Example, Line, LineId, Money,
    OrderId, PaymentId, Quantity, ReservationId, Sku, Timestamp, Title,
};
use proptest::prelude::*;

pub(super) const GBP: Currency = Currency::GBP;
pub(super) const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

/// A line of price, units, rate in per cent, with a seventh taken off by hand.
fn line((at, (price, units, percent)): (usize, &(i64, u32, u32))) -> OrderLine {
    let zero = Money::zero(GBP);
    let discount = Money::new(price * i64::from(*units) / 7, GBP);
    OrderLine {
        line_id: LineId::parse(format!("line_{at}")).unwrap(),
        kind: LineKind::Goods,
        sku: Some(Sku::parse(format!("SKU-{at}")).unwrap()),
        product_id: None,
        title: Title::example(),
        quantity: Quantity::parse(*units).unwrap(),
        unit_price: Money::new(*price, GBP),
        amounts: LineAmounts { subtotal: zero, discount, tax: zero, total: zero },
        tax_category: Code::example(),
        tax_rate: TaxRate::parse(format!("0.{percent:02}")).unwrap(),
        weight_grams: 0,
        fulfilled: 0,
        cancelled: 0,
        returned: 0,
        written: None,
        kit: None,
    }
}

/// An order of these lines: price, units, rate in per cent.
pub(crate) fn order(
    lines: &[(i64, u32, u32)],
    shipping: Option<i64>,
    inclusive: bool,
) -> (Order, Vec<LinePage>) {
    let mut lines: Vec<OrderLine> = lines.iter().enumerate().map(line).collect();
    let sale = Sale {
        currency: GBP,
        country: CountryCode::example(),
        prices_include_tax: inclusive,
        at: NOW,
        taxed_by: crate::pricing::TaxBy::Own,
        heard: None,
    };
    let way = |minor| ShippingPrice { option: Code::example(), price: Money::new(minor, GBP) };
    let sums = sale.write(&mut lines, shipping.map(way)).unwrap();
    let pages = into_pages(&OrderId::example(), &lines);
    let new = NewOrder {
        order_id: OrderId::example(),
        customer_id: None,
        checkout_id: CheckoutId::example(),
        cart_id: CartId::example(),
        currency: GBP,
        sold_in: Code::web(),
        email: None,
        locale: None,
        shipping_address: None,
        billing_address: None,
        shipping: None,
        note: None,
        totals: sums.totals,
        discounts: Vec::new(),
        settled: None,
        taxed_by: crate::pricing::TaxedBy::Own,
        line_count: u32::try_from(lines.len()).unwrap(),
        page_count: u32::try_from(pages.len()).unwrap(),
        units: units(&lines),
        reservation_id: ReservationId::example(),
        payment_ids: vec![PaymentId::example()],
    };
    (place_cart(new, OrderNumber::example(), NOW).order, pages)
}

fn cause() -> Cause {
    Cause {
        cancellation_id: CancellationId::example(),
        reason: Line::example(),
        by: Actor::system(),
        now: NOW,
    }
}

/// Cancels, page by page, and gives what the events ask to be given back.
pub(super) fn cancel(
    order: &mut Order,
    pages: &mut [LinePage],
    scope: &Scope,
) -> Result<Money, OrderRefusal> {
    let events = cancel_telling(order, pages, scope)?;
    events.iter().try_fold(Money::zero(GBP), |sum, event| Ok(sum.plus(event.refund)?))
}

/// Cancels, page by page, and gives the events.
pub(crate) fn cancel_telling(
    order: &mut Order,
    pages: &mut [LinePage],
    scope: &Scope,
) -> Result<Vec<LinesCancelledV1>, OrderRefusal> {
    let mut cancellation = plan_cancellation(order, pages, scope, cause())?;
    order.cancelling = Some(cancellation.cancellation_id.clone());
    let mut refunds = Money::zero(order.currency);
    let mut events = Vec::new();
    while let Some(at) = cancellation.at().cloned() {
        let page = pages.iter_mut().find(|page| page.page == at.page).unwrap();
        let done = cancel_page(order, &cancellation, page, NOW)?;
        refunds = refunds.plus(done.event.refund).unwrap();
        assert!(done.event.lines.len() <= page.lines.len());
        *page = done.page;
        events.push(done.event);
        cancellation = done.cancellation;
        if let Some((next, _)) = done.order {
            *order = next;
        }
    }
    assert_eq!(cancellation.amount, refunds);
    Ok(events)
}

pub(crate) fn lines() -> impl Strategy<Value = Vec<(i64, u32, u32)>> {
    prop::collection::vec((0_i64..100_000, 1_u32..40, 0_u32..30), 1..60)
}

/// Units of one line, if it has so many open.
pub(super) fn some(pages: &[LinePage], at: usize, units: u32) -> Option<LineUnits> {
    let line = pages.iter().flat_map(|page| &page.lines).nth(at)?;
    let quantity = Quantity::parse(units.min(line.open())).ok()?;
    Some(LineUnits { line_id: line.line_id.clone(), quantity })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn cancelling_everything_in_whatever_parts_gives_back_exactly_what_it_cost(
        lines in lines(),
        shipping in prop::option::of(0_i64..5_000),
        inclusive: bool,
        cuts in prop::collection::vec((0_usize..60, 1_u32..40), 0..30),
    ) {
        let (mut order, mut pages) = order(&lines, shipping, inclusive);
        let mut refunds = vec![];
        for (at, units) in cuts {
            if order.state == OrderState::Placed && let Some(line) = some(&pages, at, units) {
                refunds.push(cancel(&mut order, &mut pages, &Scope::Lines(vec![line])).unwrap());
            }
        }
        if order.state == OrderState::Placed {
            refunds.push(cancel(&mut order, &mut pages, &Scope::Rest).unwrap());
        }
        prop_assert!(refunds.iter().all(|refund| !refund.is_negative()));
        prop_assert_eq!(Money::sum(GBP, refunds).unwrap(), order.totals.total);
        prop_assert_eq!(order.cancelled_amount, order.totals.total);
        prop_assert_eq!(order.state, OrderState::Cancelled);
        prop_assert_eq!(order.units_cancelled, order.units);
        prop_assert!(pages.iter().flat_map(|page| &page.lines).all(|line| line.open() == 0));
    }

    #[test]
    fn what_is_sent_is_paid_for_with_its_shipping_and_the_rest_comes_back(
        lines in lines(),
        shipping in prop::option::of(0_i64..5_000),
        inclusive: bool,
        sent in 0_usize..60,
        units in 1_u32..40,
    ) {
        let (order, mut pages) = order(&lines, shipping, inclusive);
        let sent = some(&pages, sent % lines.len(), units).unwrap();
        let Fulfilled { mut order, pages: changed, .. } = fulfil(&order, &pages, &[sent]).unwrap();
        for page in changed {
            let at = pages.iter().position(|old| old.page == page.page).unwrap();
            pages[at] = page;
        }
        if order.state == OrderState::PartFulfilled {
            let open: Money = Money::sum(
                GBP,
                pages.iter().flat_map(|page| &page.lines).map(|line| {
                    line.amounts.share(0, line.open(), line.quantity.get()).unwrap().total
                }),
            )
            .unwrap();
            let refund = cancel(&mut order, &mut pages, &Scope::Rest).unwrap();
            prop_assert_eq!(refund, open);
            prop_assert!(refund <= order.totals.total);
        }
        prop_assert_eq!(order.state, OrderState::Fulfilled);
        prop_assert_eq!(order.units_open(), 0);
    }
}

#[test]
fn more_than_open_twice_or_unknown_is_refused_and_nothing_changes() {
    let (mut order, mut pages) = order(&[(500, 3, 20), (200, 1, 0)], Some(300), true);
    let line = |id: &str, units| LineUnits {
        line_id: LineId::parse(id).unwrap(),
        quantity: Quantity::parse(units).unwrap(),
    };
    let before = (order.clone(), pages.clone());
    let mut refused =
        |lines: Vec<LineUnits>| cancel(&mut order, &mut pages, &Scope::Lines(lines)).unwrap_err();
    let id = |raw: &str| LineId::parse(raw).unwrap();
    assert_eq!(
        refused(vec![line("line_0", 4)]),
        OrderRefusal::MoreThanOpen { line: id("line_0"), open: 3, asked: 4 }
    );
    assert_eq!(
        refused(vec![line("line_0", 1), line("line_0", 1)]),
        OrderRefusal::RepeatedLine(id("line_0"))
    );
    assert_eq!(refused(vec![line("line_9", 1)]), OrderRefusal::UnknownLine(id("line_9")));
    assert_eq!(refused(vec![]), OrderRefusal::NoLines);
    assert_eq!((order, pages), before);
}

#[test]
fn a_cancelled_order_is_cancelled_no_further() {
    let (mut order, mut pages) = order(&[(500, 3, 20)], None, true);
    cancel(&mut order, &mut pages, &Scope::Rest).unwrap();
    let again = cancel(&mut order, &mut pages, &Scope::Rest).unwrap_err();
    assert!(matches!(again, OrderRefusal::State { state: OrderState::Cancelled, .. }));
}

#[test]
fn nothing_else_is_done_while_a_cancellation_is_at_work() {
    let (mut order, pages) = order(&[(500, 3, 20)], None, true);
    order.cancelling = Some(CancellationId::example());
    let by = Actor::system();
    assert_eq!(hold(&order, Line::example(), by, NOW).unwrap_err(), OrderRefusal::Busy);
    assert_eq!(fulfil(&order, &pages, &[]).unwrap_err(), OrderRefusal::Busy);
    let cancelled = plan_cancellation(&order, &pages, &Scope::Rest, cause());
    assert_eq!(cancelled.unwrap_err(), OrderRefusal::Busy);
}

#[test]
fn nothing_leaves_while_the_order_is_held() {
    let (order, pages) = order(&[(500, 3, 20)], None, true);
    let (held, _) = hold(&order, Line::example(), Actor::system(), NOW).unwrap();
    let line = some(&pages, 0, 1).unwrap();
    assert_eq!(fulfil(&held, &pages, std::slice::from_ref(&line)).unwrap_err(), OrderRefusal::Held);
    let twice = hold(&held, Line::example(), Actor::system(), NOW).unwrap_err();
    assert_eq!(twice, OrderRefusal::AlreadyHeld);
    let (free, _) = release(&held, NOW).unwrap();
    assert_eq!(fulfil(&free, &pages, &[line]).unwrap().order.state, OrderState::PartFulfilled);
    assert_eq!(release(&free, NOW).unwrap_err(), OrderRefusal::NotHeld);
}
