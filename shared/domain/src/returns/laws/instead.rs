//! Laws of what comes instead: in whatever order goods, cards, refunds, checkouts and the clock are heard of.
use super::*;
use crate::{
    payment::{Method, Provider},
    refunds::{Breakdown, Given, Refund, RefundState},
};
use primitives::{GiftCardId, Line, MethodToken, PaymentId, RefundId};

/// An exchange of so many units at a price each, against something at another price.
struct Exchange {
    one: Return,
    pages: Vec<LinePage>,
    account: ReturnAccount,
    refunds: Vec<Refund>,
    each: i64,
    issued: i64,
}

fn money(minor: i64) -> Money {
    Money::new(minor, primitives::Currency::GBP)
}

impl Exchange {
    fn new(units: u32, each: i64, price: i64, advance: bool) -> Self {
        let (order, pages) = order::laws::order(&[(each, units, 0)], None, true);
        let line_id = pages[0].lines[0].line_id.clone();
        let shipments = [parcel(&order.order_id, line_id.clone(), units, NOW)];
        let quantity = Quantity::parse(units).unwrap();
        let wish = wish(0, vec![WishedLine { line_id, quantity, reason: Reason::Style }]);
        let account = ReturnAccount::new(order.order_id.clone());
        let policy = ReturnPolicy::default();
        let Requested { mut asked, account } =
            request(&order, &pages, &shipments, &account, &policy, wish).unwrap();
        let method =
            Method { provider: Provider::Sandbox, method: MethodToken::parse("tok_visa").ok() };
        let advance =
            advance.then_some(Advance { days: 6, payment_id: None, due_at: None, ended: None });
        let worth = money(each * i64::from(units));
        let new = OrderId::parse("ord_new").unwrap();
        asked.instead = Some(Instead::exchange(new, money(price), worth, Some(method), advance));
        Self { one: asked, pages, account, refunds: Vec::new(), each, issued: 0 }
    }

    fn instead(&self) -> &Instead {
        self.one.instead.as_ref().unwrap()
    }

    fn credits(&self) -> Credits {
        Credits::of(&self.one, &self.refunds)
    }

    fn receive(&mut self, units: u32) {
        let line_id = self.one.lines[0].line_id.clone();
        let came = [LineUnits { line_id, quantity: Quantity::parse(units).unwrap() }];
        if let Ok((next, _)) = receive(&self.one, &self.pages, &came) {
            self.one = next;
        }
    }

    fn inspect(&mut self, units: u32, disposition: Disposition) {
        let line_id = self.one.lines[0].line_id.clone();
        let quantity = Quantity::parse(units).unwrap();
        let found = vec![Found { line_id, quantity, disposition, condition: None }];
        let location_id = LocationId::example();
        let seen = Inspection { found, location_id, with_shipping: false, now: NOW };
        let Ok(seen) = inspect(&self.one, seen) else { return };
        self.one = seen.after;
        if let Some(refund_id) = seen.event.refund_id {
            let payout = money(self.each * i64::from(units));
            let credit = credit_of(&self.one, payout, &self.refunds);
            self.refunds.push(refund(&self.one, refund_id, payout, credit));
        }
        self.go_on();
    }

    /// The next refund that was granted is executed, and heard of.
    fn execute(&mut self) {
        let Some(next) = self.refunds.iter_mut().find(|refund| refund.attempts == 0) else {
            return;
        };
        (next.attempts, next.state) = (1, RefundState::Refunded);
        if let Some(credit) = &mut next.credit {
            credit.given = true;
            if credit.issue {
                self.issued += credit.amount.minor;
                credit.card_id = Some(GiftCardId::example());
            }
        }
        let refund_id = next.refund_id.clone();
        self.one = refunded(&self.one, &refund_id).unwrap();
        self.go_on();
    }

    fn go_on(&mut self) {
        match go_on(&self.one, &self.credits(), NOW) {
            Onward::Nothing => {}
            Onward::Place(cards) => {
                assert!(!cards.is_empty());
                self.one = placing(&self.one);
            }
            Onward::Changed(next) => self.one = *next,
        }
    }

    fn act(&mut self, what: u8, units: u32) {
        let new = self.instead().order_id.clone();
        let payment_id = PaymentId::example();
        let later = NOW.plus_seconds(10 * 86_400);
        match what {
            0 => self.one = approve(&self.one, NOW).unwrap_or_else(|_| self.one.clone()),
            1 => self.become_of(begin_hold(&self.one, payment_id)),
            2 => {
                if let Some(next) = held(&self.one, &payment_id, GiftCardId::example()) {
                    self.issued += next.instead.as_ref().unwrap().pays().minor;
                    self.one = next;
                }
            }
            3 => self.become_of(not_held(&self.one, &payment_id, NOW)),
            4 | 5 => self.receive(units),
            6 | 7 => self.inspect(units, Disposition::Restock),
            8 => self.inspect(units, Disposition::Reject),
            9 | 10 => self.execute(),
            11 | 12 => {
                self.become_of(placed(&self.one, &new, NOW));
                self.go_on();
            }
            13 => self.become_of(not_placed(&self.one, &new, "stock", NOW)),
            14 => {
                let due = overdue(&self.one, &self.account, &self.credits(), later);
                self.ends(due);
            }
            15 => {
                let done = close(&self.one, &self.account, &self.credits(), NOW).ok();
                self.ends(done);
            }
            _ => {
                let done = call_off(&self.one, &self.account, NOW).ok();
                self.ends(done);
            }
        }
    }

    fn become_of(&mut self, next: Option<Return>) {
        self.one = next.unwrap_or_else(|| self.one.clone());
    }

    fn ends(&mut self, next: Option<(Return, ReturnAccount)>) {
        if let Some((one, account)) = next {
            (self.one, self.account) = (one, account);
        }
    }

    fn holds(&self, before: &Self) {
        let (was, is) = (before.instead(), self.instead());
        let ended = |own: &Instead| own.advance.as_ref().and_then(|advance| advance.ended);
        if let Some(end) = ended(was) {
            assert_eq!(ended(is), Some(end), "a hold ends once");
        }
        if !was.is_pending() {
            assert_eq!(was.state, is.state, "what is over stays over");
        }
        let given = self.credits().given.minor;
        let captured = ended(is).map_or(0, |end| end.captured.minor);
        assert!(given <= is.pays().minor, "{is:?}");
        assert!((0..=is.pays().minor).contains(&captured), "{is:?}");
        assert!(self.issued <= is.pays().minor, "never more than pays: {is:?}");
        match is.state {
            InsteadState::Done => {
                assert_eq!(self.issued, given + captured, "backed to the minor unit: {is:?}");
                assert!(is.price.minor - self.issued <= is.agreed().minor, "{is:?}");
                assert_eq!(is.hold(), None);
            }
            InsteadState::Failed => {
                assert_eq!((captured, is.hold()), (0, None), "{is:?}");
            }
            InsteadState::Placed => assert!(is.is_out() && is.due_at().is_some(), "{is:?}"),
            InsteadState::Holding => assert!(is.hold().is_some() && self.issued == 0),
            InsteadState::Waiting | InsteadState::Placing => {}
        }
        let over = matches!(
            self.one.state,
            ReturnState::Closed | ReturnState::Cancelled | ReturnState::Declined
        );
        assert!(!(over && is.is_pending()), "nothing is awaited by what is over: {:?}", self.one);
    }
}

impl Clone for Exchange {
    fn clone(&self) -> Self {
        Self {
            one: self.one.clone(),
            pages: self.pages.clone(),
            account: self.account.clone(),
            refunds: self.refunds.clone(),
            each: self.each,
            issued: self.issued,
        }
    }
}

fn refund(
    one: &Return,
    refund_id: RefundId,
    payout: Money,
    credit: Option<crate::refunds::ExchangeCredit>,
) -> Refund {
    let zero = money(0);
    Refund {
        order_id: one.order_id.clone(),
        refund_id,
        state: RefundState::Granted,
        breakdown: Breakdown {
            lines: Vec::new(),
            shipping: Given::nothing(zero.currency),
            goodwill: zero,
            given_before: zero,
            fees: Vec::new(),
            tax: zero,
            gross: payout,
            payout,
        },
        to: Destination::OriginalPayments,
        reason: Line::example(),
        return_id: Some(one.return_id.clone()),
        credit_to: None,
        asked_by: by(),
        asked_at: NOW,
        decided_by: None,
        decided_at: None,
        credit_note: None,
        parts: Vec::new(),
        attempts: 0,
        waiting: payout,
        credit,
        cards: Vec::new(),
        failure: None,
    }
}

proptest! {
    #[test]
    fn a_hold_ends_once_and_what_paid_for_an_exchange_is_backed_whatever_comes_in_whatever_order(
        units in 1_u32..8,
        each in 1_i64..1_000,
        price in 1_i64..6_000,
        advance in any::<bool>(),
        approved in any::<bool>(),
        acts in prop::collection::vec((0_u8..17, 1_u32..5), 0..60),
    ) {
        let mut world = Exchange::new(units, each, price, advance);
        if approved {
            world.act(0, 1);
        }
        for (what, units) in acts {
            let before = world.clone();
            world.act(what, units);
            world.holds(&before);
        }
    }

    /// Where everything comes and is good, an exchange is done, and so is its return.
    #[test]
    fn what_comes_and_is_good_is_exchanged(
        units in 1_u32..8,
        each in 1_i64..1_000,
        price in 1_i64..6_000,
        advance in any::<bool>(),
    ) {
        let mut world = Exchange::new(units, each, price, advance);
        for what in [0, 1, 2, 11] {
            world.act(what, 1);
        }
        world.receive(units);
        world.inspect(units, Disposition::Restock);
        for what in [9, 11] {
            world.act(what, 1);
        }
        prop_assert_eq!(world.instead().state, InsteadState::Done);
        prop_assert_eq!(world.one.state, ReturnState::Closed);
        let ended = world.instead().advance.as_ref().and_then(|advance| advance.ended);
        prop_assert_eq!(ended.map_or(0, |end| end.captured.minor), 0);
    }
}

#[test]
fn a_unit_that_was_replaced_is_neither_replaced_nor_paid_nor_claimed_again() {
    for goods_come_back in [false, true] {
        let claim = asked(1, ReturnRule::default(), Reason::Damaged, ReturnKind::Claim).unwrap();
        let new = || OrderId::parse("ord_new").unwrap();
        let free = money(0);
        let sent = replace(&claim, new(), free, goods_come_back, NOW).unwrap();
        assert!(replace(&sent, new(), free, goods_come_back, NOW).is_err());
        assert!(settle(&sent, false).is_err());
        let account = ReturnAccount::new(claim.order_id.clone())
            .with(&claim.lines[0].line_id, claim.lines[0].quantity);
        let credits = Credits::of(&sent, &[]);
        assert!(close(&sent, &account, &credits, NOW).is_err(), "it is being placed");
        let done = placed(&sent, &new(), NOW).unwrap();
        assert_eq!(done.state == ReturnState::Closed, !goods_come_back);
        if goods_come_back {
            let (closed, after) = close(&done, &account, &credits, NOW).unwrap();
            assert_eq!((closed.state, after), (ReturnState::Closed, account.clone()));
        }
        let short = not_placed(&sent, &new(), "stock", NOW).unwrap();
        assert_eq!(short.state, ReturnState::Approved);
        assert!(settle(&short, false).is_ok(), "it is paid instead");
        assert!(replace(&short, new(), free, goods_come_back, NOW).is_ok());
    }
}
