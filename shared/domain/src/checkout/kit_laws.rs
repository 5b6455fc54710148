//! The laws of kits: what they cost is what their parts cost, and every part can go back.
use super::*;
use crate::{
    cart::{self, Cart, CartLine},
    catalog::{KitComponent, Offer},
    order::{
        self, LinePage, LineUnits, Order, OrderNumber, Scope, laws::cancel_telling, price_laws,
    },
    pricing::{
        laws::{cases, world},
        promotion::Promotion,
    },
};
use primitives::{
    CartId, CheckoutId, Code, CustomerId, Example, LineId, Money, OrderId, Quantity, ReservationId,
    Timestamp,
};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);
/// Goods on sale; the first is a kit of some of the others.
const SHELF: usize = 6;

fn shop(
    prices: &[i64],
    kit: &[(usize, u32, Option<u32>)],
    promotions: Vec<Promotion>,
) -> cart::Facts {
    let mut facts = price_laws::facts(prices, promotions);
    let part = |(at, count, share): &(usize, u32, Option<u32>)| KitComponent {
        sku: world::sku(*at),
        quantity: world::units(*count),
        share: *share,
    };
    let offer: &mut Offer = facts.offers.get_mut(&world::sku(0)).unwrap();
    offer.kit = kit.iter().map(part).collect();
    facts
}

fn cart_of(goods: &[(usize, u32)]) -> Cart {
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
    let line = |(name, (at, count)): (usize, &(usize, u32))| CartLine {
        line_id: LineId::parse(format!("line_c{name}")).unwrap(),
        sku: world::sku(*at),
        quantity: world::units(*count),
        seen: 0,
        honoured_until: None,
    };
    cart.lines = goods.iter().enumerate().map(line).collect();
    cart
}

fn ids() -> impl FnMut() -> LineId {
    let mut at = 0;
    move || {
        at += 1;
        LineId::parse(format!("line_k{at}")).unwrap()
    }
}

/// The order that a cart becomes.
fn bought(cart: &Cart, facts: &cart::Facts) -> Result<(Order, Vec<LinePage>), Refusal> {
    let ids_of_sale = SaleIds {
        checkout_id: CheckoutId::example(),
        order_id: OrderId::example(),
        reservation_id: ReservationId::example(),
    };
    let frozen = cart::freeze(cart, &ids_of_sale.checkout_id, NOW).unwrap();
    let quote = quote(cart, facts, ids(), NOW)?;
    let total = quote.totals.total;
    let Opened { checkout, lines } = open(cart, quote, Some(total), ids_of_sale, NOW)?;
    let placed = place_from_cart(&checkout, &frozen, &[], OrderNumber::example(), NOW).unwrap();
    Ok((placed.placed.order, lines.pages))
}

fn kit() -> impl Strategy<Value = Vec<(usize, u32, Option<u32>)>> {
    let parts = prop::collection::btree_map(1..SHELF, (1_u32..5, 0_u32..100), 1..SHELF);
    (parts, any::<bool>()).prop_map(|(parts, shared)| {
        let part = |(at, (count, share))| (at, count, shared.then_some(share + 1));
        parts.into_iter().map(part).collect()
    })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_kit_is_bought_as_its_parts_which_cost_together_what_it_costs(
        shelf in prop::collection::vec(0_i64..20_000, SHELF), kit in kit(),
        promotions in world::promotions(), kits in 1_u32..12, besides in 1_u32..5,
    ) {
        let facts = shop(&shelf, &kit, promotions);
        let cart = cart_of(&[(0, kits), (1, besides)]);
        let seen = cart::quote(&cart, &facts, NOW).unwrap();
        let whole = seen.lines[0].priced.as_ref().unwrap().amounts;
        let quote = quote(&cart, &facts, ids(), NOW).unwrap();
        let parts: Vec<_> = quote.lines.iter().filter(|line| line.kit.is_some()).collect();
        prop_assert_eq!(parts.len(), kit.len());
        let sum = |of: fn(&crate::totals::LineAmounts) -> Money| {
            Money::sum(world::EUR, parts.iter().map(|line| of(&line.amounts))).unwrap()
        };
        prop_assert_eq!(sum(|one| one.subtotal), whole.subtotal);
        prop_assert_eq!(sum(|one| one.discount), whole.discount);
        prop_assert_eq!(sum(|one| one.tax), whole.tax);
        prop_assert_eq!(sum(|one| one.total), whole.total);
        prop_assert!(parts.iter().all(|line| !line.amounts.total.is_negative()));
        for (line, (at, count, _)) in parts.iter().zip(&kit) {
            prop_assert_eq!(line.sku.clone(), Some(world::sku(*at)));
            prop_assert_eq!(line.quantity.get(), count * kits);
        }
        prop_assert_eq!(&quote.totals, &seen.totals);
        prop_assert_eq!(quote.units, order::units(&quote.lines));
    }

    #[test]
    fn parts_of_a_kit_that_go_back_in_any_order_give_back_exactly_what_was_paid(
        shelf in prop::collection::vec(0_i64..20_000, SHELF), kit in kit(),
        promotions in world::promotions(), kits in 1_u32..12,
        turns in prop::collection::vec((0_usize..8, 1_u32..20), 0..12),
    ) {
        let facts = shop(&shelf, &kit, promotions);
        let (mut order, mut pages) = bought(&cart_of(&[(0, kits), (1, 2)]), &facts).unwrap();
        let paid = order.totals.total;
        let mut back = Money::zero(world::EUR);
        let rest = (0..order.line_count as usize).map(|at| (at, u32::MAX));
        for (at, count) in turns.into_iter().chain(rest) {
            let lines: Vec<_> = pages.iter().flat_map(|page| &page.lines).collect();
            let Some(line) = lines.get(at) else { continue };
            let Ok(quantity) = Quantity::parse(count.min(line.open())) else { continue };
            let scope = Scope::Lines(vec![LineUnits { line_id: line.line_id.clone(), quantity }]);
            for event in cancel_telling(&mut order, &mut pages, &scope).unwrap() {
                back = back.plus(event.refund).unwrap();
                prop_assert!(back <= paid);
            }
        }
        prop_assert_eq!(order.units_open(), 0);
        prop_assert_eq!(back, paid);
    }
}

#[test]
fn a_kit_of_which_a_part_is_not_sold_any_more_is_not_sold_either() {
    let mut facts = shop(&[900, 100, 200], &[(1, 2, None), (2, 1, None)], vec![]);
    assert!(quote(&cart_of(&[(0, 1)]), &facts, ids(), NOW).is_ok());
    facts.offers.get_mut(&world::sku(2)).unwrap().kit =
        vec![KitComponent { sku: world::sku(0), quantity: world::units(2), share: None }];
    let round = quote(&cart_of(&[(0, 1)]), &facts, ids(), NOW);
    assert!(matches!(round, Err(Refusal::Unavailable(_))), "{round:?}");
    facts.offers.remove(&world::sku(2));
    let gone = quote(&cart_of(&[(0, 1)]), &facts, ids(), NOW);
    assert!(matches!(gone, Err(Refusal::Unavailable(_))), "{gone:?}");
}

#[test]
fn what_a_part_costs_follows_its_share_or_what_it_costs_by_itself() {
    let cost = |kit: &[(usize, u32, Option<u32>)]| {
        let facts = shop(&[900, 100, 200], kit, vec![]);
        let quote = quote(&cart_of(&[(0, 2)]), &facts, ids(), NOW).unwrap();
        quote.lines.iter().map(|line| line.amounts.total.minor).collect::<Vec<_>>()
    };
    assert_eq!(cost(&[(1, 2, None), (2, 1, None)]), [900, 900]);
    assert_eq!(cost(&[(1, 2, Some(1)), (2, 1, Some(2))]), [600, 1_200]);
}
