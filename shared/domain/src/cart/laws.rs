//! The laws of carts.
use super::*;
use crate::{
    catalog::{Kind, Offer, Quantities, State},
    pricing::Standing,
    shop::Settings,
};
use primitives::{
    CartId, CheckoutId, Code, CountryCode, Currency, CustomerId, Example, Id, LineId, Money,
    OrderId, ProductId, Quantity, Sku, Slug, Timestamp, Title,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

fn sku(n: u32) -> Sku {
    Sku::parse(format!("SKU-{n}")).unwrap()
}

fn line_id(n: u128) -> LineId {
    LineId::from_uuid(uuid::Uuid::from_u128(n))
}

fn offer(n: u32) -> Offer {
    Offer {
        sku: sku(n),
        product_id: ProductId::example(),
        slug: Slug::example(),
        title: Title::example(),
        kind: Kind::Goods,
        prices: vec![Money::new(100 + i64::from(n), Currency::GBP)],
        tax_category: Code::example(),
        weight_grams: 10,
        quantities: Quantities::default(),
        kit: vec![],
        state: State::Active,
        categories: vec![],
        attributes: vec![],
    }
}

fn facts() -> Facts {
    let offers = (0..40).map(|n| (sku(n), offer(n))).collect();
    Facts { settings: Settings::default(), offers, ..Facts::default() }
}

fn cart(id: u128, lines: &[(u32, u32)]) -> Cart {
    let opening = Opening {
        cart_id: CartId::from_uuid(uuid::Uuid::from_u128(id)),
        customer_id: None,
        currency: Currency::GBP,
        channel: Code::web(),
        locale: None,
        country: None,
        secret: format!("digest {id}"),
    };
    let mut cart = open(opening, NOW);
    for (n, units) in lines {
        if cart.line_of(&sku(*n)).is_none() {
            cart.lines.push(CartLine {
                line_id: line_id(id << 32 | u128::from(*n)),
                sku: sku(*n),
                quantity: Quantity::parse(*units).unwrap(),
                seen: 100 + i64::from(*n),
                honoured_until: None,
            });
        }
    }
    cart
}

fn once(n: u32) -> Added {
    Added { request: format!("request {n}"), fingerprint: "body".into() }
}

fn ids() -> impl FnMut() -> LineId {
    let mut last = 0;
    move || {
        last += 1;
        line_id(last)
    }
}

fn units(cart: &Cart) -> BTreeMap<Sku, u32> {
    cart.lines.iter().map(|line| (line.sku.clone(), line.quantity.get())).collect()
}

fn lines() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((0u32..40, 1u32..100), 0..30)
}

fn merged(claimed: Claimed) -> (Cart, Cart) {
    match claimed {
        Claimed::Merged { guest, target, .. } => (*guest, *target),
        Claimed::Adopted(_) => panic!("adopted"),
    }
}

proptest! {
    #[test]
    fn a_merge_loses_no_line_and_doubles_none(ours in lines(), theirs in lines()) {
        let (mine, guest) = (cart(1, &ours), cart(2, &theirs));
        let customer = CustomerId::example();
        let (closed, target) =
            merged(claim(&guest, Some(&mine), &customer, "s", &facts(), NOW).unwrap());
        let (before, other, after) = (units(&mine), units(&guest), units(&target));
        for sku in before.keys().chain(other.keys()) {
            let most = before.get(sku).max(other.get(sku));
            prop_assert_eq!(after.get(sku), most);
        }
        prop_assert!(after.keys().all(|sku| before.contains_key(sku) || other.contains_key(sku)));
        prop_assert_eq!(after.len(), target.lines.len(), "a SKU has one line");
        prop_assert_eq!(closed.state, CartState::Merged { into: target.cart_id.clone() });
        // The same lines again change nothing.
        let (_, again) =
            merged(claim(&guest, Some(&target), &customer, "s", &facts(), NOW).unwrap());
        prop_assert_eq!(again, target);
    }

    #[test]
    fn adds_join_their_lines_in_whatever_portions(wishes in lines()) {
        let wish = |(n, quantity): &(u32, u32)| Wish { sku: sku(*n), quantity: *quantity };
        prop_assume!(!wishes.is_empty());
        let all: Vec<Wish> = wishes.iter().map(wish).collect();
        let empty = cart(1, &[]);
        let at_once = add(&empty, &all, once(0), &facts(), ids(), NOW).unwrap();
        let one_by_one = all.iter().enumerate().fold(empty, |cart, (n, wish)| {
            let once = once(u32::try_from(n).unwrap());
            add(&cart, std::slice::from_ref(wish), once, &facts(), ids(), NOW).unwrap()
        });
        prop_assert_eq!(units(&at_once), units(&one_by_one));
    }

    #[test]
    fn the_sums_of_a_quote_are_those_of_its_lines(wishes in lines(), gone in 0u32..40) {
        let cart = cart(1, &wishes);
        let mut facts = facts();
        facts.offers.remove(&sku(gone));
        let quote = quote(&cart, &facts, NOW).unwrap();
        let priced: i64 = quote.lines.iter().filter_map(|line| line.priced.as_ref().ok())
            .map(|priced| priced.amounts.total.minor).sum();
        prop_assert_eq!(quote.totals.total.minor, priced);
        prop_assert_eq!(quote.lines.len(), cart.lines.len());
        for line in &quote.lines {
            let expected = (line.line.sku != sku(gone))
                .then(|| facts.offers[&line.line.sku].prices[0].minor
                    * i64::from(line.line.quantity.get()));
            prop_assert_eq!(line.priced.as_ref().ok().map(|priced| priced.amounts.subtotal.minor), expected);
        }
        let missing = cart.lines.iter().any(|line| line.sku == sku(gone));
        prop_assert_eq!(quote.errors.len(), usize::from(missing));
    }
}

#[test]
fn a_guest_whose_customer_has_no_open_cart_keeps_the_cart() {
    let guest = cart(2, &[(1, 1)]);
    let customer = CustomerId::example();
    let bought =
        Cart { state: CartState::Ordered { order_id: OrderId::example() }, ..cart(1, &[]) };
    for current in [None, Some(&bought)] {
        match claim(&guest, current, &customer, "s", &facts(), NOW).unwrap() {
            Claimed::Adopted(cart) => assert_eq!(cart.customer_id.as_ref(), Some(&customer)),
            Claimed::Merged { .. } => panic!("merged into a cart that is closed"),
        }
    }
}

#[test]
fn a_frozen_cart_refuses_every_edit_and_names_its_checkout() {
    let checkout = CheckoutId::example();
    let frozen = freeze(&cart(1, &[(1, 1)]), &checkout, NOW).unwrap();
    let refused = CartRefusal::Frozen(checkout.clone());
    let wish = [Wish { sku: sku(2), quantity: 1 }];
    assert_eq!(add(&frozen, &wish, once(1), &facts(), ids(), NOW), Err(refused.clone()));
    assert_eq!(set(&frozen, &wish, &facts(), ids(), NOW), Err(refused.clone()));
    assert_eq!(update(&frozen, Changes::default(), &facts(), NOW), Err(refused.clone()));
    let line = &frozen.lines[0].line_id;
    assert_eq!(remove(&frozen, line, NOW), Err(refused.clone()));
    assert_eq!(change(&frozen, line, 3, &facts(), NOW), Err(refused.clone()));
    let other = CheckoutId::parse("chk_other").unwrap();
    assert_eq!(freeze(&frozen, &other, NOW), Err(refused));
}

#[test]
fn freezing_and_ordering_twice_is_like_once_and_only_the_own_checkout_thaws() {
    let (checkout, other) = (CheckoutId::example(), CheckoutId::parse("chk_other").unwrap());
    let frozen = freeze(&cart(1, &[(1, 1)]), &checkout, NOW).unwrap();
    assert_eq!(freeze(&frozen, &checkout, NOW).unwrap(), frozen);
    assert_eq!(thaw(&frozen, &other, NOW), None);
    assert_eq!(thaw(&frozen, &checkout, NOW).unwrap().state, CartState::Active);
    let order = OrderId::example();
    let bought = ordered(&frozen, &checkout, &order, NOW).unwrap();
    assert_eq!(ordered(&bought, &checkout, &order, NOW).unwrap(), bought);
    assert_eq!(thaw(&bought, &checkout, NOW), None);
    assert_eq!(freeze(&bought, &other, NOW), Err(CartRefusal::Ordered(order)));
}

#[test]
fn an_empty_cart_is_not_frozen() {
    let frozen = freeze(&cart(1, &[]), &CheckoutId::example(), NOW);
    assert_eq!(frozen, Err(CartRefusal::Empty));
}

#[test]
fn a_cart_expires_by_the_clock_but_not_while_a_checkout_holds_it() {
    let later = NOW.plus_seconds(IDLE_SECONDS_MAX);
    let old = cart(1, &[(1, 1)]);
    assert!(expire(&old, later.plus_seconds(-1)).is_none());
    assert_eq!(expire(&old, later).unwrap().event.line_count, 1);
    assert_eq!(remove(&old, &line_id(1), later), Err(CartRefusal::Expired));
    let frozen = freeze(&old, &CheckoutId::example(), NOW).unwrap();
    assert!(expire(&frozen, later).is_none());
}

#[test]
fn a_price_that_changed_is_a_warning_until_the_shopper_accepts_it() {
    let mut facts = facts();
    let cart = cart(1, &[(1, 2)]);
    facts.offers.get_mut(&sku(1)).unwrap().prices = vec![Money::new(150, Currency::GBP)];
    let before = quote(&cart, &facts, NOW).unwrap();
    assert_eq!(before.totals.total.minor, 300, "sums are of the price as it is");
    let [warning] = before.warnings.as_slice() else { panic!("{:?}", before.warnings) };
    assert_eq!((warning.old.unwrap().minor, warning.new.unwrap().minor), (101, 150));
    let accepted = Changes { accept_prices: true, ..Changes::default() };
    let after = update(&cart, accepted, &facts, NOW).unwrap();
    assert!(quote(&after, &facts, NOW).unwrap().warnings.is_empty());
}

#[test]
fn short_stock_is_a_warning_with_what_can_be_had() {
    let cart = cart(1, &[(1, 5), (2, 5), (3, 5)]);
    let stock = BTreeMap::from([(sku(1), 5), (sku(2), 3)]);
    let quote = quote(&cart, &Facts { stock: Some(stock), ..facts() }, NOW).unwrap();
    let short: Vec<_> = quote.warnings.iter().map(|w| (w.sku.clone(), w.available)).collect();
    assert_eq!(short, [(Some(sku(2)), Some(3)), (Some(sku(3)), Some(0))]);
    assert!(quote.errors.is_empty());
}

#[test]
fn more_lines_or_units_than_there_may_be_are_refused() {
    let mut facts = facts();
    facts.offers = (0..1_001).map(|n| (sku(n), offer(n))).collect();
    let wishes: Vec<Wish> = (0..1_000).map(|n| Wish { sku: sku(n), quantity: 1 }).collect();
    let full = add(&cart(1, &[]), &wishes, once(1), &facts, ids(), NOW).unwrap();
    let one = |n, quantity| [Wish { sku: sku(n), quantity }];
    let more = add(&full, &one(1_000, 1), once(2), &facts, ids(), NOW);
    assert_eq!(more, Err(CartRefusal::TooManyLines));
    let much = add(&full, &one(0, 1_000_000), once(2), &facts, ids(), NOW);
    assert!(matches!(much, Err(CartRefusal::Quantity { .. })));
}

#[test]
fn a_way_of_delivery_that_is_not_open_is_not_chosen_and_found_out_later() {
    let mut facts = facts();
    let choose = |raw: &str| Changes {
        shipping_option: Change::To(Code::parse(raw).unwrap()),
        ..Changes::default()
    };
    let cart = cart(1, &[(1, 1)]);
    let none = update(&cart, choose("balloon"), &facts, NOW);
    assert_eq!(none, Err(CartRefusal::ShippingOption));
    let chosen = update(&cart, choose("standard"), &facts, NOW).unwrap();
    assert!(quote(&chosen, &facts, NOW).unwrap().shipping.is_some());
    facts.settings.shipping_options[0].max_weight_grams = Some(1);
    let later = quote(&chosen, &facts, NOW).unwrap();
    assert_eq!(later.errors[0].code, FindingCode::ShippingUnavailable);
}

/// Facts of a shop that honours prices for an hour, and in which a product costs this much now.
fn honouring(minor: i64) -> Facts {
    let mut facts = facts();
    let standing = Standing { honour_minutes: 60, ..Standing::default() };
    facts.tariff.standing = std::sync::Arc::new(standing);
    facts.offers.get_mut(&sku(1)).unwrap().prices = vec![Money::new(minor, Currency::GBP)];
    facts
}

#[test]
fn a_promised_price_is_for_its_window_its_units_and_its_place_and_a_checkout_does_not_prolong_it() {
    let wish = |units| [Wish { sku: sku(1), quantity: units }];
    let unit = |cart: &Cart, now| {
        quote(cart, &honouring(900), now).unwrap().lines[0]
            .priced
            .as_ref()
            .unwrap()
            .unit_price
            .minor
    };
    let ten = add(&cart(1, &[]), &wish(10), once(1), &honouring(500), ids(), NOW).unwrap();
    assert_eq!(unit(&ten, NOW.plus_seconds(3_600)), 500, "promised, though it costs more now");
    assert_eq!(unit(&ten, NOW.plus_seconds(3_601)), 900, "its window is over");
    let more = set(&ten, &wish(11), &honouring(900), ids(), NOW).unwrap();
    assert_eq!(unit(&more, NOW), 500);
    let fewer = set(&ten, &wish(1), &honouring(900), ids(), NOW).unwrap();
    assert_eq!(unit(&fewer, NOW), 900, "the price of ten is not the price of one");
    let abroad =
        Changes { country: Change::To(CountryCode::parse("DE").unwrap()), ..Changes::default() };
    let moved = update(&ten, abroad, &honouring(900), NOW).unwrap();
    assert_eq!(unit(&moved, NOW), 900, "it was promised for another place");
    let late = NOW.plus_seconds(3_000);
    let frozen = freeze(&ten, &CheckoutId::example(), late).unwrap();
    let until = late.plus_seconds(1_800);
    let agreed =
        agreed(&frozen, &[(ten.lines[0].line_id.clone(), Money::new(500, Currency::GBP))], until);
    assert_eq!(unit(&agreed, until), 500, "while the checkout lasts");
    let thawed = thaw(&agreed, &CheckoutId::example(), late).unwrap();
    assert_eq!(unit(&thawed, until), 900, "and no longer");
}
