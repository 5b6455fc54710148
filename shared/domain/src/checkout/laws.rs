//! The laws of the saga: whatever happens in whatever order, it ends, and ends right.
use super::*;
use crate::order::OrderNumber;
use crate::payment::{self, Ask, Method, Payment, PaymentState, Provider};
use crate::pricing::{Claim, gift_card::Tender, promotion::Counted};
use crate::totals::Totals;
use primitives::{
    CartId, CheckoutId, Currency, EditId, Example, GiftCardId, MethodToken, Money, OrderId,
    PaymentId, PromotionId, ReservationId, Timestamp, TransactionId, limits::CHECKOUT_PAYMENTS_MAX,
};
use proptest::prelude::*;

/// What may happen to a checkout between two looks at it.
#[derive(Clone, Debug)]
enum Happening {
    /// Somebody looks after it: a request, an event, a tick.
    Look,
    /// The commit that followed a look was lost.
    LookInVain,
    /// The shopper completes, with one of two cards.
    Complete(bool),
    /// The shopper gives up.
    Cancel,
    /// The provider answers.
    Provider(PaymentState),
    /// Seconds go by.
    Pass(i64),
    /// A page has too little stock.
    Short,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        6 => Just(Happening::Look),
        1 => Just(Happening::LookInVain),
        2 => any::<bool>().prop_map(Happening::Complete),
        1 => Just(Happening::Cancel),
        3 => prop_oneof![
            Just(PaymentState::ActionRequired),
            Just(PaymentState::Authorised),
            Just(PaymentState::Declined),
            Just(PaymentState::Captured),
        ].prop_map(Happening::Provider),
        1 => (1i64..2_000).prop_map(Happening::Pass),
        1 => Just(Happening::Short),
    ]
}

fn begin() -> Timestamp {
    Timestamp::example()
}

fn instruction(other: bool) -> Instruction {
    let token = if other { "tok_other" } else { "tok_visa" };
    let method =
        Method { provider: Provider::Sandbox, method: Some(MethodToken::parse(token).unwrap()) };
    Instruction { method, by_staff: false }
}

/// What a checkout is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Cart,
    Draft,
    /// An edit that charges something.
    Edit,
    /// An edit that makes nothing dearer.
    Swap,
}

fn kind() -> impl Strategy<Value = Of> {
    prop_oneof![Just(Of::Cart), Just(Of::Draft), Just(Of::Edit), Just(Of::Swap)]
}

fn checkout(pages: u32, of: Of) -> Checkout {
    let (order_id, edit_id) = (OrderId::example(), EditId::example());
    let source = match of {
        Of::Cart => Source::Cart(CartId::example()),
        Of::Draft => Source::Draft(order_id),
        Of::Edit | Of::Swap => Source::Edit { order_id, edit_id, first_page: 2 },
    };
    let mut totals = Totals::zero(Currency::GBP, true);
    if of == Of::Edit {
        totals.total = Money::new(1_000, Currency::GBP);
    }
    let open = Checkout {
        checkout_id: CheckoutId::example(),
        source,
        state: CheckoutState::Open,
        order_id: OrderId::example(),
        reservation_id: ReservationId::example(),
        payment_ids: Vec::new(),
        tenders: Vec::new(),
        card_payments: Vec::new(),
        payment: None,
        customer_id: None,
        details: Details::default(),
        totals,
        line_count: pages,
        page_count: pages,
        units: u64::from(pages),
        weight_grams: 0,
        ships: false,
        discounts: Vec::new(),
        claims: Vec::new(),
        settled: None,
        taxed_by: crate::pricing::TaxedBy::Own,
        claimed: false,
        reserved_pages: 0,
        held_pages: 0,
        failure: None,
        opened_at: begin(),
        changed_at: begin(),
        expires_at: begin().plus_seconds(CHECKOUT_MINUTES * 60),
        placed_at: None,
        number: None,
    };
    let claim = Claim {
        counted: Counted::Promotion(PromotionId::example()),
        uses: 1,
        uses_max: Some(10),
        spend: 0,
        spend_max: None,
    };
    let open = match of {
        // Carts of an odd number of pages draw on a promotion that is limited; the others have a gift
        // card, of two pages for a part, of four for all.
        Of::Cart if pages % 2 == 1 => Checkout { claims: vec![claim], ..open },
        Of::Cart => with_card(open, i64::from(pages) * 300),
        _ => open,
    };
    match of {
        Of::Cart => open,
        _ => open.complete(instruction(false), begin()).unwrap(),
    }
}

/// The checkout of something for ten pounds, with so much on a gift card.
fn with_card(mut open: Checkout, minor: i64) -> Checkout {
    open.totals.total = Money::new(1_000, Currency::GBP);
    let worth = Money::new(minor, Currency::GBP);
    let card_id = GiftCardId::example();
    let tender = Tender { card_id, ending: Some("7XQ2".into()), worth, expires_at: None };
    open.with_tender(tender, begin()).unwrap()
}

/// The world around a checkout: its stock, its payments, and what became of it.
struct World {
    checkout: Checkout,
    now: Timestamp,
    payments: Vec<Payment>,
    /// Pages with stock put aside.
    held: std::collections::BTreeSet<u32>,
    short: bool,
    /// Whether what is limited has been taken.
    claimed: bool,
    placed: u32,
    closed: u32,
}

impl World {
    fn new(pages: u32, of: Of) -> Self {
        Self {
            checkout: checkout(pages, of),
            now: begin(),
            payments: Vec::new(),
            held: std::collections::BTreeSet::new(),
            short: false,
            claimed: false,
            placed: 0,
            closed: 0,
        }
    }

    fn step(&self) -> Step {
        let facts = Facts { now: self.now, payment: self.payments.last() };
        next(&self.checkout, facts)
    }

    /// One look; says whether anything was done.
    fn look(&mut self) -> bool {
        let (now, held) = (self.now, self.checkout.clone());
        self.checkout = match self.step() {
            Step::Rest | Step::AwaitProvider | Step::AwaitShopper { news: false } => return false,
            Step::Claim => {
                assert!(!std::mem::replace(&mut self.claimed, true), "claimed twice");
                assert!(self.held.is_empty(), "stock before what is limited");
                held.claiming(true, now)
            }
            Step::GiveClaimsBack => {
                assert!(std::mem::take(&mut self.claimed), "given back and never taken");
                held.claiming(false, now)
            }
            Step::Reserve { .. } | Step::DebitCards if std::mem::take(&mut self.short) => {
                let reason = CloseReason::StockShort;
                held.give_up(Failure { reason, code: None, message: String::new() }, now)
            }
            Step::Reserve { page } => {
                assert!(self.held.insert(page), "page {page} is put aside twice");
                held.reserved(page, true, now)
            }
            Step::DebitCards => {
                assert_eq!(self.held.len(), held.page_count as usize, "cards before stock");
                assert!(
                    held.card_payments.is_empty() && self.payments.is_empty(),
                    "twice, or late"
                );
                held.debited(vec![PaymentId::parse("pay_card").unwrap()], now)
            }
            Step::AskForMoney => {
                assert!(!held.owes_cards() && held.rest().minor >= 0, "money before gift cards");
                assert_eq!(self.held.len(), held.page_count as usize, "money before stock");
                let payment_id = PaymentId::parse(format!("pay_{}", self.payments.len())).unwrap();
                self.payments.push(request(payment_id.clone(), &held, now));
                held.asked(payment_id, now)
            }
            Step::Remind => held.reminded(now),
            Step::AwaitShopper { news: true } => held.challenged(now),
            Step::Decline(failure) => held.declined(failure, now),
            Step::Place => {
                self.placed += 1;
                let paid = self.payments.last().is_some_and(|payment| payment.state.is_good());
                let unasked = held.asks_for_nothing() || held.is_covered();
                assert_ne!(paid, unasked, "placed unpaid, or paid for nothing");
                assert!(!held.owes_cards(), "placed without its gift cards");
                assert_eq!(self.held.len(), held.page_count as usize, "placed without stock");
                assert_eq!(self.claimed, !held.claims.is_empty(), "placed without what is limited");
                held.placed(OrderNumber::example(), now, now)
            }
            Step::GiveUp(failure) => held.give_up(failure, now),
            Step::GiveBack { page } => {
                self.held.remove(&page);
                held.gave_back(page, true, now)
            }
            Step::Close => {
                self.closed += 1;
                let told = held.closed_event().payment_ids;
                assert!(
                    held.card_payments.iter().all(|id| told.contains(id)),
                    "a card is forgotten"
                );
                assert!(self.held.is_empty(), "closed with stock put aside");
                assert!(!self.claimed, "closed with a promotion drawn on");
                held.closed(now)
            }
        };
        true
    }

    fn happens(&mut self, happening: &Happening) {
        match happening {
            Happening::Look => drop(self.look()),
            Happening::LookInVain => drop(self.step()),
            Happening::Complete(other) => {
                if let Ok(next) = self.checkout.complete(instruction(*other), self.now) {
                    self.checkout = next;
                }
            }
            Happening::Cancel => {
                if let Ok(next) = self.checkout.cancel(self.now) {
                    self.checkout = next;
                }
            }
            Happening::Provider(state) => {
                // The provider's last word stands, and closing calls the rest off.
                if let Some(payment) = self.payments.last_mut()
                    && matches!(
                        payment.state,
                        PaymentState::Requested | PaymentState::ActionRequired
                    )
                {
                    payment.state = *state;
                }
            }
            Happening::Pass(seconds) => self.now = self.now.plus_seconds(*seconds),
            Happening::Short => self.short = true,
        }
        self.check();
    }

    fn check(&self) {
        assert!(self.placed + self.closed <= 1, "ended twice");
        assert_eq!(self.placed == 1, self.checkout.state == CheckoutState::Placed);
        assert_eq!(self.closed == 1, self.checkout.state == CheckoutState::Closed);
        let good = self.payments.iter().filter(|payment| payment.state.is_good()).count();
        assert!(good <= 1, "two payments came through");
        let open = self.payments.iter().filter(|payment| !payment.state.is_lost()).count();
        assert!(open <= 1, "two payments under way");
        assert!(self.payments.len() <= CHECKOUT_PAYMENTS_MAX);
        assert!(self.checkout.state.is_final() == self.checkout.due_at().is_none());
    }
}

fn request(payment_id: PaymentId, checkout: &Checkout, now: Timestamp) -> Payment {
    let ask = Ask {
        payment_id,
        authorise_id: TransactionId::example(),
        capture_id: TransactionId::example(),
        order_id: checkout.order_id.clone(),
        checkout_id: Some(checkout.checkout_id.clone()),
        method: checkout.payment.clone().unwrap().method,
        amount: Money::new(1_000, Currency::GBP),
        by_staff: false,
    };
    payment::request(ask, now).unwrap().payment
}

proptest! {
    #[test]
    fn every_checkout_ends_once_whatever_happens_in_whatever_order(
        happenings in prop::collection::vec(happening(), 0..60),
        pages in 1u32..5,
        of in kind(),
    ) {
        let mut world = World::new(pages, of);
        for happening in &happenings {
            world.happens(happening);
        }
        // Then nobody comes any more but the clock.
        for _ in 0..200 {
            world.now = world.now.plus_seconds(STILL_SECONDS);
            while world.look() {
                world.check();
                if world.step() == Step::Remind {
                    break;
                }
            }
        }
        prop_assert!(world.checkout.state.is_final(), "{:?}", world.checkout.state);
        prop_assert_eq!(world.placed + world.closed, 1);
    }

    #[test]
    fn a_payment_that_came_through_becomes_an_order_even_if_the_time_is_over(late in 0i64..100_000) {
        let mut world = World::new(2, Of::Cart);
        world.happens(&Happening::Complete(false));
        while world.look() {}
        world.happens(&Happening::Provider(PaymentState::Authorised));
        world.now = world.now.plus_seconds(late);
        world.look();
        prop_assert_eq!(world.checkout.state, CheckoutState::Placed);
    }
}

#[test]
fn a_card_that_was_declined_is_not_tried_again_but_another_is() {
    let mut world = World::new(1, Of::Cart);
    world.happens(&Happening::Complete(false));
    while world.look() {}
    world.happens(&Happening::Provider(PaymentState::Declined));
    while world.look() {}
    assert_eq!(world.checkout.state, CheckoutState::Declined);
    let again = world.checkout.complete(instruction(false), world.now).unwrap_err();
    assert!(matches!(again, Refusal::Declined(_)));
    world.happens(&Happening::Complete(true));
    while world.look() {}
    world.happens(&Happening::Provider(PaymentState::Authorised));
    world.look();
    assert_eq!((world.payments.len(), world.placed), (2, 1));
}

#[test]
fn another_card_waits_until_the_first_has_failed() {
    let mut world = World::new(1, Of::Cart);
    world.happens(&Happening::Complete(false));
    while world.look() {}
    let other = world.checkout.complete(instruction(true), world.now);
    assert_eq!(other, Err(Refusal::PaymentPending));
    let same = world.checkout.complete(instruction(false), world.now).unwrap();
    assert_eq!(same, world.checkout);
}

#[test]
fn a_checkout_is_not_closed_while_the_provider_has_not_answered_nor_kept_for_ever() {
    let mut world = World::new(1, Of::Cart);
    world.happens(&Happening::Complete(false));
    while world.look() {}
    world.now = world.checkout.expires_at.plus_seconds(5);
    assert_eq!(world.step(), Step::Remind);
    world.now = world.checkout.expires_at.plus_seconds(OUTCOME_MINUTES * 60);
    assert!(matches!(world.step(), Step::GiveUp(_)));
}

#[test]
fn a_draft_whose_payment_fails_is_given_up() {
    let mut world = World::new(3, Of::Draft);
    while world.look() {}
    world.happens(&Happening::Provider(PaymentState::Declined));
    while world.look() {}
    assert_eq!(world.checkout.state, CheckoutState::Closed);
    assert_eq!(world.checkout.refusal().map(|r| matches!(r, Refusal::Declined(_))), Some(true));
}

#[test]
fn an_edit_waits_for_the_buyer_and_is_given_up_when_nobody_confirms() {
    let mut world = World::new(1, Of::Edit);
    while world.look() {}
    world.happens(&Happening::Provider(PaymentState::ActionRequired));
    while world.look() {}
    assert_eq!(world.checkout.state, CheckoutState::ActionRequired);
    assert_eq!(world.checkout.due_at(), Some(world.checkout.expires_at));
    world.now = world.checkout.expires_at;
    while world.look() {}
    assert_eq!(world.checkout.state, CheckoutState::Closed);
    assert_eq!(world.checkout.refusal(), Some(Refusal::Expired));
}

#[test]
fn an_edit_that_is_declined_tries_no_second_payment() {
    let mut world = World::new(2, Of::Edit);
    while world.look() {}
    world.happens(&Happening::Provider(PaymentState::Declined));
    while world.look() {}
    assert_eq!((world.checkout.state, world.payments.len()), (CheckoutState::Closed, 1));
}

#[test]
fn an_edit_that_charges_nothing_asks_nobody() {
    let mut world = World::new(2, Of::Swap);
    while world.look() {}
    assert_eq!((world.checkout.state, world.payments.len()), (CheckoutState::Placed, 0));
}
