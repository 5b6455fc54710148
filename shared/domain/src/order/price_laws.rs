//! The laws of what drafts and edits cost.
use super::{laws::NOW, *};
use crate::{
    cart::{self, Cart, CartLine, Facts},
    catalog::{Kind, Offer, Quantities, State},
    pricing::{
        Bill, Standing,
        book::Book,
        laws::{cases, world},
        promotion::{Condition, Effect, Promotion},
        verify,
    },
    shop::{Price, ShippingOption},
    totals::{TaxShare, Totals},
};
use events::Actor;
use primitives::{
    CartId, CheckoutId, Code, CustomerId, EditId, Example, Line, LineId, Money, OrderId, Quantity,
    ReservationId, Slug, Title,
};
use proptest::prelude::*;
use std::sync::Arc;

const SHELF: usize = 6;

/// Goods of the catalogue at these prices, and promotions of every kind. Gifts are on sale and there.
pub(crate) fn facts(prices: &[i64], promotions: Vec<Promotion>) -> Facts {
    let mut facts = Facts::default();
    for (at, minor) in prices.iter().enumerate() {
        let article = world::article(at);
        let offer = Offer {
            sku: world::sku(at),
            product_id: article.product.clone().unwrap(),
            slug: Slug::example(),
            title: Title::example(),
            kind: Kind::Goods,
            prices: vec![world::eur(*minor)],
            tax_category: Code::standard(),
            weight_grams: 1,
            quantities: Quantities::default(),
            kit: vec![],
            state: State::Active,
            categories: article.categories,
            attributes: article.attributes,
        };
        facts.gifts.insert(offer.sku.clone(), 9);
        facts.offers.insert(offer.sku.clone(), offer);
    }
    let promotions = promotions.into_iter().map(|one| Promotion { by_code: false, ..one });
    let book = Book { promotions: promotions.collect(), ..Book::default() };
    facts.tariff.standing = Arc::new(Standing::of(book, 1).unwrap());
    facts
}

fn begun() -> Order {
    let head = DraftHead {
        currency: world::EUR,
        customer_id: Some(CustomerId::example()),
        email: None,
        reference: None,
        placed_at: None,
        shipping_address: None,
        billing_address: None,
        shipping_country: None,
        sold_in: None,
        shipping: None,
        codes: vec![],
        note: None,
    };
    begin_draft(OrderId::example(), OrderNumber::example(), head, NOW).unwrap()
}

fn asked(at: usize, count: u32, price: Option<i64>, discount: Option<i64>) -> DraftLine {
    DraftLine {
        kind: LineKind::Goods,
        sku: Some(world::sku(at)),
        product_id: None,
        title: None,
        quantity: world::units(count),
        unit_price: price.map(world::eur),
        discount: discount.map(world::eur),
        tax_category: None,
        weight_grams: None,
    }
}

fn ids() -> impl FnMut() -> LineId {
    let mut at = 0;
    move || {
        at += 1;
        LineId::parse(format!("line_d{at}")).unwrap()
    }
}

fn priced(facts: &Facts, lines: Vec<DraftLine>) -> Result<Priced, OrderRefusal> {
    priced_as(&begun(), facts, lines)
}

fn priced_as(blank: &Order, facts: &Facts, lines: Vec<DraftLine>) -> Result<Priced, OrderRefusal> {
    let lines = draft_lines(blank, lines, &facts.offers, ids())?;
    price_draft(blank, lines, facts, ids_from("g"), NOW)
}

/// A way of sending at a price; for nothing above a value, if there is one.
fn by_van((minor, free_above): (i64, Option<i64>)) -> ShippingOption {
    ShippingOption {
        option_id: Code::parse("van").unwrap(),
        title: Line::parse("By van").unwrap(),
        countries: vec![],
        prices: vec![Price { price: world::eur(minor), free_above: free_above.map(world::eur) }],
        max_weight_grams: None,
    }
}

pub(super) fn lines(pages: &[LinePage]) -> Vec<OrderLine> {
    pages.iter().flat_map(|page| page.lines.clone()).collect()
}

/// What the verifier says of lines, their sums and how they came to be.
fn proved(lines: &[OrderLine], totals: &Totals, derivation: &OrderDerivation) {
    proved_with(lines, totals, derivation, &taxes(lines, totals));
}

/// The same with what is known of tax by rate.
fn proved_with(
    lines: &[OrderLine],
    totals: &Totals,
    derivation: &OrderDerivation,
    taxes: &[TaxShare],
) {
    let amounts: Vec<_> =
        lines.iter().filter(|line| !line.is_gift()).map(|line| line.amounts).collect();
    let bill = Bill { lines: &amounts, totals, taxes };
    verify(&derivation.derivation, bill).unwrap();
}

/// Tax by rate, the lowest first, of lines without delivery.
fn taxes(lines: &[OrderLine], totals: &Totals) -> Vec<TaxShare> {
    let mut shares: Vec<TaxShare> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_gift()) {
        let left = line.amounts.subtotal.minus(line.amounts.discount).unwrap();
        let tax = line.amounts.tax;
        let net = if totals.prices_include_tax { left.minus(tax).unwrap() } else { left };
        match shares.iter_mut().find(|share| share.rate == line.tax_rate) {
            Some(share) => {
                share.net = share.net.plus(net).unwrap();
                share.tax = share.tax.plus(tax).unwrap();
            }
            None => shares.push(TaxShare { rate: line.tax_rate, net, tax }),
        }
    }
    shares.sort_by_key(|share| share.rate);
    shares
}

fn cart_of(lines: &[(usize, u32)]) -> Cart {
    let opening = cart::Opening {
        cart_id: CartId::example(),
        customer_id: Some(CustomerId::example()),
        currency: world::EUR,
        channel: Code::web(),
        locale: None,
        country: None,
        secret: "digest".into(),
    };
    let mut cart = cart::open(opening, NOW);
    cart.lines = lines
        .iter()
        .zip(0..)
        .map(|((at, count), name)| CartLine {
            line_id: LineId::parse(format!("line_c{name}")).unwrap(),
            sku: world::sku(*at),
            quantity: world::units(*count),
            seen: 0,
            honoured_until: None,
        })
        .collect();
    cart
}

fn shelf() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(1_i64..20_000, SHELF)
}

/// Lines of a draft: which goods, how many, and what the staff say of the price.
fn wishes() -> impl Strategy<Value = Vec<(usize, u32, Option<i64>, Option<i64>)>> {
    let price = prop::option::of(0_i64..30_000);
    let one = (0..SHELF, 1_u32..12, price, prop::option::of(0_i64..500));
    prop::collection::vec(one, 1..8)
}

/// A placed order of goods at the catalogue's prices.
pub(super) fn placed(facts: &Facts, goods: &[(usize, u32)]) -> (Order, Vec<LinePage>) {
    let wanted = goods.iter().map(|(at, count)| asked(*at, *count, None, None)).collect();
    let Priced { order, pages, .. } = priced(facts, wanted).unwrap();
    let checkout = CheckoutId::example();
    let order = begin_placing(&order, "c".into(), checkout.clone()).unwrap();
    let reservation = ReservationId::example();
    (place_draft(&order, &checkout, &reservation, &[], NOW).unwrap().order, pages)
}

pub(super) fn add(at: usize, count: u32) -> AddedLine {
    AddedLine {
        kind: LineKind::Goods,
        sku: Some(world::sku(at)),
        title: None,
        quantity: world::units(count),
        unit_price: None,
        discount: None,
        tax_category: None,
        weight_grams: None,
    }
}

fn off(line: &OrderLine, count: u32) -> LineUnits {
    LineUnits { line_id: line.line_id.clone(), quantity: world::units(count) }
}

/// Makes an edit true, with its stock and its money there.
pub(super) fn edited(
    (order, pages): (&Order, &[LinePage]),
    planned: PlannedEdit,
    name: &str,
) -> (Order, Vec<LinePage>) {
    let cause = EditCause {
        edit_id: EditId::parse(format!("edt_{name}")).unwrap(),
        checkout_id: CheckoutId::example(),
        reason: primitives::Line::example(),
        by: Actor::system(),
        now: NOW,
    };
    let begun = begin_edit(order, planned, cause);
    let on = begun.edit.plan.touched();
    let touched: Vec<LinePage> =
        pages.iter().filter(|page| on.contains(&page.page)).cloned().collect();
    let (edit, reservation) = (&begun.edit, ReservationId::example());
    let done = apply_edit(&begun.order, edit, &begun.pages, &touched, None, &reservation, NOW);
    let done = done.unwrap();
    let mut after: Vec<LinePage> =
        pages.iter().filter(|page| !on.contains(&page.page)).cloned().collect();
    after.extend(done.touched.into_iter().chain(done.added));
    after.sort_by_key(|page| page.page);
    (done.order, after)
}

pub(super) fn owed(order: &Order) -> Money {
    order.totals.total.minus(order.cancelled_amount).unwrap()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_draft_costs_what_a_cart_of_its_buyer_does(
        shelf in shelf(), promotions in world::promotions(),
        goods in prop::collection::btree_map(0..SHELF, 1_u32..12, 1..SHELF),
        sending in prop::option::of((0_i64..3_000, prop::option::of(1_i64..20_000))),
    ) {
        let mut facts = facts(&shelf, promotions);
        let van = Code::parse("van").unwrap();
        facts.settings.shipping_options = sending.map(by_van).into_iter().collect();
        let way = sending.map(|_| van);
        let goods: Vec<(usize, u32)> = goods.into_iter().collect();
        let wanted = goods.iter().map(|(at, count)| asked(*at, *count, None, None)).collect();
        let wish = way.clone().map(|option| ShippingWish { option, price: None });
        let draft = priced_as(&Order { sending: wish, ..begun() }, &facts, wanted).unwrap();
        let cart = Cart { shipping_option: way, ..cart_of(&goods) };
        let cart = cart::quote(&cart, &facts, NOW).unwrap();
        let charged = draft.order.shipping.as_ref().map(|way| way.price);
        prop_assert_eq!(charged, cart.shipping.map(|_| cart.totals.shipping));
        prop_assert_eq!(&draft.order.totals, &cart.totals);
        prop_assert_eq!(&draft.order.discounts, &cart.discounts);
        prop_assert_eq!(&draft.derivation.derivation, &cart.derivation);
        let gifts = lines(&draft.pages).into_iter().filter(OrderLine::is_gift).count();
        prop_assert_eq!(gifts, cart.gifts.len());
        proved_with(&lines(&draft.pages), &draft.order.totals, &draft.derivation, &cart.taxes);
    }

    #[test]
    fn what_staff_write_stands_and_a_draft_written_anew_costs_the_same(
        shelf in shelf(), promotions in world::promotions(), wishes in wishes(),
    ) {
        let facts = facts(&shelf, promotions);
        let wanted: Vec<DraftLine> =
            wishes.iter().map(|(at, n, price, off)| asked(*at, *n, *price, *off)).collect();
        let too_much = wishes.iter().any(|(at, count, price, off)| {
            off.is_some_and(|off| off > price.unwrap_or(shelf[*at]) * i64::from(*count))
        });
        let draft = match priced(&facts, wanted.clone()) {
            Ok(draft) => draft,
            Err(refusal) => {
                prop_assert!(too_much, "{:?}", refusal);
                return Ok(());
            }
        };
        prop_assert!(!too_much);
        let found = lines(&draft.pages);
        for (line, wish) in found.iter().zip(&wanted) {
            if let Some(price) = wish.unit_price {
                prop_assert_eq!(line.unit_price, price);
                let off = wish.discount.unwrap_or(world::eur(0));
                prop_assert_eq!(line.amounts.discount, off, "no promotion takes anything off it");
            }
        }
        if wanted.iter().all(|line| line.unit_price.is_some()) {
            prop_assert!(draft.order.discounts.is_empty() && found.len() == wanted.len());
        }
        proved(&found, &draft.order.totals, &draft.derivation);
        let again = price_draft(&draft.order, found.clone(), &facts, ids_from("h"), NOW).unwrap();
        prop_assert_eq!(&again.order.totals, &draft.order.totals);
        prop_assert_eq!(lines(&again.pages).len(), found.len());
        prop_assert_eq!(&again.derivation.derivation, &draft.derivation.derivation);
    }

    #[test]
    fn an_edit_that_adds_and_takes_off_the_same_changes_nothing(
        shelf in shelf(), promotions in world::promotions(), later in world::promotions(),
        dearer in 0_i64..5_000,
        goods in prop::collection::vec((0..SHELF, 2_u32..12), 1..5), take in 1_u32..12,
    ) {
        let before = facts(&shelf, promotions);
        let (order, pages) = placed(&before, &goods);
        // Whatever prices and promotions have become.
        let now = facts(&shelf.iter().map(|minor| minor + dearer).collect::<Vec<_>>(), later);
        let (at, count) = goods[0];
        let line = lines(&pages)[0].clone();
        let count = take.min(count);
        for wishes in [
            EditWishes { add: vec![add(at, count)], remove: vec![off(&line, count)], ..EditWishes::default() },
            EditWishes {
                add: vec![add(at, 1), add(at, count - 1 + u32::from(count == 1))],
                change: vec![LineTarget {
                    line_id: line.line_id.clone(),
                    quantity: (line.quantity.get() - count).saturating_sub(u32::from(count == 1)),
                }],
                ..EditWishes::default()
            },
        ] {
            let planned = plan_edit(&order, &pages, wishes, &now, ids(), NOW);
            prop_assert_eq!(planned.unwrap_err(), EditRefusal::Nothing.into());
        }
    }

    #[test]
    fn units_that_stay_cost_what_they_cost_and_what_was_added_can_be_taken_off_again(
        shelf in shelf(), promotions in world::promotions(), later in world::promotions(),
        dearer in 0_i64..5_000,
        goods in prop::collection::vec((0..SHELF, 2_u32..12), 1..5),
        more in prop::collection::vec((0..SHELF, 1_u32..12), 1..5),
    ) {
        let (order, pages) = placed(&facts(&shelf, promotions), &goods);
        let counted = later.iter().any(counts);
        let now = facts(&shelf.iter().map(|minor| minor + dearer).collect::<Vec<_>>(), later);
        let add = more.iter().map(|(at, count)| add(*at, *count)).collect();
        let wishes = EditWishes { add, ..EditWishes::default() };
        let planned = plan_edit(&order, &pages, wishes, &now, ids_from("e"), NOW).unwrap();
        let alone = priced(&now, more.iter().map(|(at, n)| asked(*at, *n, None, None)).collect());
        let alone = alone.unwrap();
        let totals = sums(&alone.order.totals, &planned.lines);
        proved(&planned.lines, &totals, &planned.derivation);
        prop_assert_eq!(planned.plan.balance, totals.total);
        if !counted {
            prop_assert_eq!(planned.plan.balance, alone.order.totals.total, "as an order of its own");
            prop_assert_eq!(&planned.plan.claims, &alone.order.claims);
        }
        let (after, all) = edited((&order, &pages), planned, "1");
        for (was, is) in lines(&pages).iter().zip(lines(&all)) {
            prop_assert_eq!(was, &is);
        }
        let added = lines(&all).split_off(lines(&pages).len());
        let remove = added.iter().map(|line| off(line, line.quantity.get())).collect();
        let back = EditWishes { remove, ..EditWishes::default() };
        let planned = plan_edit(&after, &all, back, &now, ids_from("f"), NOW).unwrap();
        let (end, _) = edited((&after, &all), planned, "2");
        prop_assert_eq!(owed(&end), owed(&order));
    }

    #[test]
    fn cancelling_a_discounted_draft_gives_back_what_it_cost(
        shelf in shelf(), promotions in world::promotions(),
        goods in prop::collection::vec((0..SHELF, 1_u32..12), 1..5),
    ) {
        let (mut order, mut pages) = placed(&facts(&shelf, promotions), &goods);
        let total = order.totals.total;
        let first = lines(&pages)[0].clone();
        let one = cancelled(&mut order, &mut pages, &Scope::Lines(vec![off(&first, 1)]));
        let rest = match order.state {
            OrderState::Cancelled => world::eur(0),
            _ => cancelled(&mut order, &mut pages, &Scope::Rest),
        };
        prop_assert_eq!(one.plus(rest).unwrap(), total);
    }
}

/// Whether a rule asks how much is bought.
fn counts(promotion: &Promotion) -> bool {
    let asks = |one: &Condition| matches!(one, Condition::Units { .. } | Condition::Spend { .. });
    promotion.conditions.iter().any(asks) || matches!(promotion.effect, Effect::Tiered { .. })
}

/// Totals of these lines alone, without delivery.
fn sums(like: &Totals, lines: &[OrderLine]) -> Totals {
    let sum = |of: fn(&OrderLine) -> Money| {
        Money::sum(world::EUR, lines.iter().filter(|line| !line.is_gift()).map(of)).unwrap()
    };
    Totals {
        subtotal: sum(|line| line.amounts.subtotal),
        discount: sum(|line| line.amounts.discount),
        tax: sum(|line| line.amounts.tax),
        total: sum(|line| line.amounts.total),
        ..like.clone()
    }
}

fn cancelled(order: &mut Order, pages: &mut [LinePage], scope: &Scope) -> Money {
    let back = laws::cancel_telling(order, pages, scope).unwrap();
    Money::sum(world::EUR, back.into_iter().map(|event| event.refund)).unwrap()
}

pub(super) fn ids_from(name: &'static str) -> impl FnMut() -> LineId {
    let mut at = 0;
    move || {
        at += 1;
        LineId::parse(format!("line_{name}{at}")).unwrap()
    }
}

#[test]
fn a_code_has_to_lead_somewhere_and_goods_have_to_be_on_sale() {
    let facts = facts(&[100], vec![world::promotion(0, gift())]);
    let mut order = begun();
    order.codes = vec![world::code("SUMMER")];
    let refused = price_draft(&order, vec![], &facts, ids(), NOW).unwrap_err();
    assert_eq!(refused, OrderRefusal::UnknownCode(world::code("SUMMER")));
    let unknown = DraftLine { title: Some(Title::example()), ..asked(5, 1, None, None) };
    assert_eq!(priced(&facts, vec![unknown]).unwrap_err(), OrderRefusal::NotOnSale(1));
    let nameless = asked(5, 1, Some(3), None);
    assert_eq!(priced(&facts, vec![nameless]).unwrap_err(), OrderRefusal::NoTitle(1));
    let charge = DraftLine { kind: LineKind::Charge, sku: None, ..asked(0, 1, None, None) };
    assert_eq!(priced(&facts, vec![charge]).unwrap_err(), OrderRefusal::NoPrice(1));
}

#[test]
fn what_is_added_is_taxed_as_the_order_was_or_not_at_all() {
    let mut facts = facts(&[1_000], vec![]);
    let (order, pages) = placed(&facts, &[(0, 2)]);
    assert!(order.totals.prices_include_tax);
    facts.settings.prices_include_tax = false;
    let wish = |price: Option<i64>| EditWishes {
        add: vec![AddedLine { unit_price: price.map(world::eur), ..add(0, 1) }],
        ..EditWishes::default()
    };
    let listed = plan_edit(&order, &pages, wish(None), &facts, ids_from("e"), NOW);
    assert_eq!(listed.unwrap_err(), OrderRefusal::TaxBasis);
    let written = plan_edit(&order, &pages, wish(Some(900)), &facts, ids_from("e"), NOW).unwrap();
    assert_eq!(written.plan.balance, world::eur(900));
}

fn gift() -> Effect {
    Effect::Gift { sku: world::sku(0), units: Quantity::ONE }
}
