//! The laws of editing: every penny and every unit is where the lines say it is.
use super::*;
use crate::{
    cart::Facts,
    order::{
        Command, LineKind, LinePage, LineUnits, Order, OrderRefusal, OrderState, Scope, fulfil,
        laws::{GBP, NOW, cancel, order, some},
    },
    shop::{CountryTax, Price, Settings, ShippingOption},
    totals::TaxRate,
};
use events::{Actor, checkout::CloseReason};
use primitives::{
    Address, CheckoutId, Code, CountryCode, Currency, EditId, Example, LineId, Money, PaymentId,
    Quantity, ReservationId, Sku, Title,
};
use proptest::prelude::*;

fn gbp(minor: i64) -> Money {
    Money::new(minor, GBP)
}

fn code(raw: &str) -> Code {
    Code::parse(raw).unwrap()
}

fn shop(rate: u32) -> Settings {
    let option = |id: &str, minor| ShippingOption {
        option_id: code(id),
        title: primitives::Line::parse("By hand").unwrap(),
        countries: vec![],
        prices: vec![Price { price: gbp(minor), free_above: None }],
        max_weight_grams: None,
    };
    Settings {
        taxes: vec![CountryTax {
            country: CountryCode::gb(),
            standard: TaxRate::parse(format!("0.{rate:02}")).unwrap(),
            categories: vec![],
        }],
        shipping_options: vec![option("standard", 250), option("express", 999)],
        ..Settings::default()
    }
}

fn goods(sku: u32, units: u32, minor: i64) -> AddedLine {
    AddedLine {
        kind: LineKind::Goods,
        sku: Some(Sku::parse(format!("NEW-{sku}")).unwrap()),
        title: Some(Title::parse("A lantern").unwrap()),
        quantity: Quantity::parse(units).unwrap(),
        unit_price: Some(gbp(minor)),
        discount: None,
        tax_category: None,
        weight_grams: None,
    }
}

/// An order with its lines and its money, and what was done to it.
struct World {
    order: Order,
    pages: Vec<LinePage>,
    /// Authorised or taken, less what was let go or given back.
    money: i64,
    edits: u32,
    lines: u32,
    shop: Settings,
    facts: Facts,
}

impl World {
    fn new(lines: &[(i64, u32, u32)], shipping: Option<i64>, inclusive: bool) -> Self {
        let (order, pages) = order(lines, shipping, inclusive);
        let money = order.totals.total.minor;
        Self { order, pages, money, edits: 0, lines: 0, shop: shop(17), facts: Facts::default() }
    }

    fn plan(&mut self, wishes: EditWishes) -> Result<PlannedEdit, OrderRefusal> {
        let facts = Facts { settings: self.shop.clone(), ..self.facts.clone() };
        let lines = &mut self.lines;
        let new_id = || {
            *lines += 1;
            LineId::parse(format!("line_new-{lines}")).unwrap()
        };
        plan_edit(&self.order, &self.pages, wishes, &facts, new_id, NOW)
    }

    fn begin(&mut self, planned: PlannedEdit) -> (Edit, Vec<EditPage>) {
        self.edits += 1;
        let cause = EditCause {
            edit_id: EditId::parse(format!("edt_{}", self.edits)).unwrap(),
            checkout_id: CheckoutId::example(),
            reason: primitives::Line::example(),
            by: Actor::system(),
            now: NOW,
        };
        let begun = begin_edit(&self.order, planned, cause);
        self.order = begun.order;
        (begun.edit, begun.pages)
    }

    fn apply(&mut self, edit: &Edit, pages: &[EditPage]) -> Result<Applied, OrderRefusal> {
        let on = edit.plan.touched();
        let touched: Vec<LinePage> =
            self.pages.iter().filter(|page| on.contains(&page.page)).cloned().collect();
        let paid = (!edit.plan.charge().is_zero()).then(PaymentId::example);
        let reservation = ReservationId::example();
        let done =
            apply_edit(&self.order, edit, pages, &touched, paid.as_ref(), &reservation, NOW)?;
        self.order = done.order.clone();
        for page in &done.touched {
            self.put(page.clone());
        }
        self.pages.extend(done.added.clone());
        self.money += done.event.charged.minor - done.event.refund.minor;
        Ok(done)
    }

    fn put(&mut self, page: LinePage) {
        let at = self.pages.iter().position(|old| old.page == page.page).unwrap();
        self.pages[at] = page;
    }

    fn edit(&mut self, wishes: EditWishes) -> Result<Applied, OrderRefusal> {
        let planned = self.plan(wishes)?;
        let (edit, pages) = self.begin(planned);
        self.apply(&edit, &pages)
    }

    fn send(&mut self, units: LineUnits) {
        let sent = fulfil(&self.order, &self.pages, &[units]).unwrap();
        self.order = sent.order;
        sent.pages.into_iter().for_each(|page| self.put(page));
    }

    /// What is there is what the lines say.
    fn check(&self) {
        let Self { order, pages, .. } = self;
        let lines = || pages.iter().flat_map(|page| &page.lines);
        let sum = |of: &dyn Fn(&crate::order::OrderLine) -> u64| lines().map(of).sum::<u64>();
        assert_eq!(sum(&|line| u64::from(line.quantity.get())), order.units);
        assert_eq!(sum(&|line| u64::from(line.cancelled)), order.units_cancelled);
        assert_eq!(sum(&|line| u64::from(line.fulfilled)), order.units_fulfilled);
        assert_eq!(sum(&|line| u64::from(line.open())), order.units_open());
        assert_eq!(lines().count(), order.line_count as usize);
        assert_eq!(pages.len(), order.page_count as usize);
        assert!(pages.iter().zip(0..).all(|(page, at)| page.page == at && !page.lines.is_empty()));
        let totals = &order.totals;
        let cost = |of: &dyn Fn(&crate::order::OrderLine) -> i64| lines().map(of).sum::<i64>();
        let tax = if totals.prices_include_tax { 0 } else { totals.shipping_tax.minor };
        let shipping = totals.shipping.minor + tax;
        assert_eq!(cost(&|line| line.amounts.total.minor) + shipping, totals.total.minor);
        assert_eq!(
            cost(&|line| line.amounts.tax.minor) + totals.shipping_tax.minor,
            totals.tax.minor
        );
        assert_eq!(cost(&|line| line.amounts.subtotal.minor), totals.subtotal.minor);
        let kept = |line: &crate::order::OrderLine| {
            let of = line.quantity.get();
            let gone = line.amounts.share(0, line.cancelled, of).unwrap().total;
            line.amounts.total.minor - gone.minor
        };
        let owed = if order.state == OrderState::Cancelled { 0 } else { cost(&kept) + shipping };
        let due = totals.total.minus(order.cancelled_amount).unwrap().minor;
        assert_eq!(owed, due, "what is owed is what is kept, and shipping");
        assert_eq!(self.money, due, "what is held is what is owed");
    }
}

/// What may happen to an order.
#[derive(Clone, Debug)]
enum Happening {
    Edit(Vec<(u32, i64)>, Vec<(usize, u32)>, Vec<(usize, u32)>, Option<(bool, Option<i64>)>),
    Fail(u32),
    Cancel(usize, u32),
    Send(usize, u32),
}

fn happening() -> impl Strategy<Value = Happening> {
    let some = || prop::collection::vec((0_usize..80, 1_u32..20), 0..3);
    let to = prop::collection::vec((0_usize..80, 0_u32..40), 0..3);
    let add = prop::collection::vec((1_u32..30, 0_i64..50_000), 0..40);
    let shipping = prop::option::of((any::<bool>(), prop::option::of(0_i64..3_000)));
    prop_oneof![
        4 => (add, some(), to, shipping).prop_map(|(a, r, c, s)| Happening::Edit(a, r, c, s)),
        1 => (1_u32..9).prop_map(Happening::Fail),
        2 => (0_usize..80, 1_u32..20).prop_map(|(at, units)| Happening::Cancel(at, units)),
        1 => (0_usize..80, 1_u32..20).prop_map(|(at, units)| Happening::Send(at, units)),
    ]
}

fn wishes(world: &World, happening: &Happening) -> EditWishes {
    let Happening::Edit(add, remove, change, shipping) = happening else {
        return EditWishes::default();
    };
    let lines: Vec<_> = world.pages.iter().flat_map(|page| &page.lines).collect();
    let mut named = std::collections::BTreeSet::new();
    let mut fresh = |at: usize| {
        let line = lines[at % lines.len()];
        named.insert(line.line_id.clone()).then_some(line)
    };
    let remove = remove.iter().filter_map(|(at, units)| {
        let line = fresh(*at)?;
        let quantity = Quantity::parse((*units).min(line.open())).ok()?;
        Some(LineUnits { line_id: line.line_id.clone(), quantity })
    });
    let remove = remove.collect();
    let change = change.iter().filter_map(|(at, units)| {
        let line = fresh(*at)?;
        let quantity = (*units).max(line.fulfilled);
        Some(LineTarget { line_id: line.line_id.clone(), quantity })
    });
    EditWishes {
        remove,
        change: change.collect(),
        add: add.iter().zip(0..).map(|((units, minor), at)| goods(at, *units, *minor)).collect(),
        shipping: shipping.filter(|_| world.order.units_fulfilled == 0).map(|(fast, minor)| {
            let option = code(if fast { "express" } else { "standard" });
            ShippingWish { option, price: minor.map(gbp) }
        }),
        ..EditWishes::default()
    }
}

fn happens(world: &mut World, happening: &Happening) {
    let open = !matches!(world.order.state, OrderState::Cancelled | OrderState::Fulfilled);
    match happening {
        Happening::Edit(..) => {
            let wishes = wishes(world, happening);
            match world.edit(wishes) {
                Ok(done) => {
                    assert!(done.event.charged.is_zero() || done.event.refund.is_zero());
                    assert!(done.cancelled.iter().all(|news| news.refund.is_zero()));
                }
                Err(refusal) => assert!(
                    !open
                        || matches!(
                            refusal,
                            OrderRefusal::Edit(
                                EditRefusal::Nothing | EditRefusal::Empties | EditRefusal::TooLarge
                            )
                        ),
                    "{refusal:?}"
                ),
            }
        }
        Happening::Fail(units) if open => {
            let add = EditWishes { add: vec![goods(1, *units, 100)], ..EditWishes::default() };
            let planned = world.plan(add).unwrap();
            let before = Order { edits: world.order.edits + 1, ..world.order.clone() };
            let (edit, _) = world.begin(planned);
            let cancelled = cancel(&mut world.order, &mut world.pages, &Scope::Rest);
            assert_eq!(cancelled.unwrap_err(), EditRefusal::AtWork.into());
            let (order, edit) =
                end_edit(&world.order, &edit, CloseReason::Declined, "no money", NOW).unwrap();
            assert_eq!((&order, edit.state), (&before, EditState::Declined));
            assert!(end_edit(&order, &edit, CloseReason::Expired, "late", NOW).is_none());
            world.order = order;
        }
        Happening::Cancel(at, units) if open => {
            if let Some(line) = some(&world.pages, *at, *units) {
                let lines = Scope::Lines(vec![line]);
                let back = cancel(&mut world.order, &mut world.pages, &lines).unwrap();
                world.money -= back.minor;
            }
        }
        Happening::Send(at, units) if open => {
            if let Some(line) = some(&world.pages, *at, *units) {
                world.send(line);
            }
        }
        _ => {}
    }
    world.check();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn whatever_is_edited_cancelled_and_sent_the_money_is_what_the_lines_say(
        lines in prop::collection::vec((0_i64..100_000, 1_u32..40, 0_u32..30), 1..40),
        shipping in prop::option::of(0_i64..5_000),
        inclusive: bool,
        happenings in prop::collection::vec(happening(), 0..12),
    ) {
        let mut world = World::new(&lines, shipping, inclusive);
        world.check();
        for one in &happenings {
            happens(&mut world, one);
        }
        // Whatever is left is given back in the end, to the penny.
        if matches!(world.order.state, OrderState::Placed | OrderState::PartFulfilled) {
            let back = cancel(&mut world.order, &mut world.pages, &Scope::Rest).unwrap();
            world.money -= back.minor;
            world.check();
        }
        if world.order.state == OrderState::Cancelled {
            prop_assert_eq!(world.money, 0);
        }
    }
}

fn only(add: Vec<AddedLine>) -> EditWishes {
    EditWishes { add, ..EditWishes::default() }
}

fn units(line: &str, units: u32) -> LineUnits {
    LineUnits { line_id: LineId::parse(line).unwrap(), quantity: Quantity::parse(units).unwrap() }
}

#[test]
fn a_swap_charges_the_difference_and_nothing_else() {
    let mut world = World::new(&[(700, 3, 0)], Some(300), true);
    let swap =
        |minor| EditWishes { remove: vec![units("line_0", 1)], ..only(vec![goods(1, 1, minor)]) };
    let price = world.pages[0].lines[0].amounts.share(0, 1, 3).unwrap().total.minor;
    let dearer = world.edit(swap(1_000)).unwrap();
    assert_eq!((dearer.event.charged.minor, dearer.event.refund.minor), (1_000 - price, 0));
    assert_eq!(dearer.cancelled[0].cancellation_id.as_ref(), "can_1");
    let cheaper = world.edit(swap(10)).unwrap();
    assert_eq!(cheaper.event.charged.minor, 0);
    assert!(cheaper.event.refund.minor > 0);
    world.check();
}

#[test]
fn the_fingerprint_is_of_the_outcome_and_not_of_the_moment() {
    let mut world = World::new(&[(700, 3, 20)], Some(300), true);
    let one = world.plan(only(vec![goods(1, 1, 500)])).unwrap();
    let again = world.plan(only(vec![goods(1, 1, 500)])).unwrap();
    assert_ne!(one.lines[0].line_id, again.lines[0].line_id);
    let print = |world: &World, planned: &PlannedEdit| planned.fingerprint(&world.order).unwrap();
    assert_eq!(print(&world, &one), print(&world, &again));
    let dearer = world.plan(only(vec![goods(1, 1, 501)])).unwrap();
    assert_ne!(print(&world, &one), print(&world, &dearer));
    world.shop = shop(18);
    let taxed = world.plan(only(vec![goods(1, 1, 500)])).unwrap();
    assert_ne!(print(&world, &one), print(&world, &taxed));
    world.shop = shop(17);
    cancel(&mut world.order, &mut world.pages, &Scope::Lines(vec![units("line_0", 1)])).unwrap();
    let fewer = world.plan(only(vec![goods(1, 1, 500)])).unwrap();
    assert_ne!(print(&world, &one), print(&world, &fewer));
}

#[test]
fn an_edit_that_a_parcel_overtook_changes_nothing() {
    let mut world = World::new(&[(700, 3, 20), (100, 1, 20)], Some(300), true);
    let fewer = EditWishes { remove: vec![units("line_0", 2)], ..only(vec![goods(1, 1, 500)]) };
    let planned = world.plan(fewer).unwrap();
    let (edit, pages) = world.begin(planned);
    world.send(units("line_0", 2));
    let before = (world.order.clone(), world.pages.clone());
    assert_eq!(world.apply(&edit, &pages).unwrap_err(), EditRefusal::Outdated.into());
    assert_eq!((&world.order, &world.pages), (&before.0, &before.1));

    // One that adds alone goes on, as long as anything is still to be sent.
    let mut world = World::new(&[(700, 3, 20)], Some(300), true);
    let planned = world.plan(only(vec![goods(1, 1, 500)])).unwrap();
    let (edit, pages) = world.begin(planned);
    world.send(units("line_0", 2));
    world.apply(&edit, &pages).unwrap();
    world.check();
    let planned = world.plan(only(vec![goods(1, 1, 500)])).unwrap();
    let (edit, pages) = world.begin(planned);
    world.send(units("line_0", 1));
    world.send(units("line_new-1", 1));
    let refused = world.apply(&edit, &pages).unwrap_err();
    assert!(matches!(
        refused,
        OrderRefusal::State { state: OrderState::Fulfilled, command: Command::Amend }
    ));
}

#[test]
fn what_makes_no_sense_is_refused_with_its_reason() {
    let mut world = World::new(&[(700, 3, 20)], Some(300), true);
    let refused = |world: &mut World, wishes| world.plan(wishes).unwrap_err();
    assert_eq!(refused(&mut world, EditWishes::default()), EditRefusal::Nothing.into());
    let all = EditWishes { remove: vec![units("line_0", 3)], ..EditWishes::default() };
    assert_eq!(refused(&mut world, all), EditRefusal::Empties.into());
    let twice = EditWishes {
        remove: vec![units("line_0", 1)],
        change: vec![LineTarget { line_id: LineId::parse("line_0").unwrap(), quantity: 1 }],
        ..EditWishes::default()
    };
    assert!(matches!(refused(&mut world, twice), OrderRefusal::RepeatedLine(_)));
    let unknown = EditWishes { remove: vec![units("line_9", 1)], ..EditWishes::default() };
    assert!(matches!(refused(&mut world, unknown), OrderRefusal::UnknownLine(_)));
    let mut bare = goods(1, 1, 1);
    bare.unit_price = None;
    assert_eq!(refused(&mut world, only(vec![bare])), EditRefusal::NoPrice(1).into());
    let mut bare = goods(1, 1, 1);
    bare.title = None;
    assert_eq!(refused(&mut world, only(vec![bare])), EditRefusal::NoTitle(1).into());
    let mut euros = goods(1, 1, 1);
    euros.unit_price = Some(Money::new(1, Currency::parse("EUR").unwrap()));
    assert!(matches!(refused(&mut world, only(vec![euros])), OrderRefusal::Currency { .. }));
    let many = (0..1_000).map(|at| goods(at, 1, 1)).collect();
    assert_eq!(refused(&mut world, only(many)), OrderRefusal::TooManyLines);
    let by = |option| EditWishes {
        shipping: Some(ShippingWish { option: code(option), price: None }),
        ..EditWishes::default()
    };
    assert_eq!(
        refused(&mut world, by("pigeon")),
        EditRefusal::NoSuchShipping(code("pigeon")).into()
    );
    let abroad = Address { country: CountryCode::parse("FR").unwrap(), ..Address::example() };
    let abroad = EditWishes { shipping_address: Some(abroad), ..EditWishes::default() };
    assert!(matches!(refused(&mut world, abroad), OrderRefusal::Edit(EditRefusal::Country { .. })));
    world.send(units("line_0", 1));
    assert_eq!(refused(&mut world, by("express")), EditRefusal::ShippingEarned.into());
    world.order.edits = EDITS_MAX;
    assert_eq!(refused(&mut world, only(vec![goods(1, 1, 1)])), EditRefusal::TooMany.into());
    world.order.edits = 0;
    world.order.payment_ids = vec![PaymentId::example(); 20];
    assert_eq!(
        refused(&mut world, only(vec![goods(1, 1, 1)])),
        EditRefusal::TooManyPayments.into()
    );
    world.order.state = OrderState::Fulfilled;
    assert!(matches!(refused(&mut world, only(vec![goods(1, 1, 1)])), OrderRefusal::State { .. }));
}

#[test]
fn addresses_and_the_way_of_sending_change_and_the_record_keeps_no_address() {
    let mut world = World::new(&[(700, 3, 20)], Some(300), false);
    let address = Address { country: CountryCode::gb(), ..Address::example() };
    let moved = EditWishes {
        shipping_address: Some(address.clone()),
        billing_address: Some(address.clone()),
        shipping: Some(ShippingWish { option: code("express"), price: None }),
        ..EditWishes::default()
    };
    let done = world.edit(moved.clone()).unwrap();
    assert_eq!(done.order.shipping_address.as_ref(), Some(&address));
    assert_eq!(done.order.totals.shipping, gbp(999));
    assert_eq!(done.edit.plan.shipping_address, None);
    assert!(done.event.destination_changed && done.event.shipping_changed);
    world.check();
    assert_eq!(world.plan(moved).unwrap_err(), EditRefusal::Nothing.into());
}
