//! Laws of returns: however many there are, no unit is in two, and none that was not delivered is in any.
mod instead;

use super::*;
use crate::{
    fulfilment::{Shipment, ShipmentState},
    order::{self, LinePage, LineUnits, Order, laws::lines},
    refunds::Destination,
};
use events::{Actor, ActorKind};
use primitives::{
    Code, Example, LineId, LocationId, Money, OrderId, Quantity, ReturnId, ShipmentId, Timestamp,
};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

fn by() -> Actor {
    Actor { kind: ActorKind::Staff, id: None }
}

struct World {
    order: Order,
    pages: Vec<LinePage>,
    shipments: Vec<Shipment>,
    account: ReturnAccount,
    all: Vec<Return>,
}

impl World {
    fn new(sold: &[(i64, u32, u32)]) -> Self {
        let (order, pages) = order::laws::order(sold, None, true);
        let account = ReturnAccount::new(order.order_id.clone());
        Self { order, pages, shipments: Vec::new(), account, all: Vec::new() }
    }

    fn line(&self, at: usize) -> (LineId, u32) {
        let lines: Vec<_> = self.pages.iter().flat_map(|page| &page.lines).collect();
        let line = lines[at % lines.len()];
        (line.line_id.clone(), line.quantity.get())
    }

    fn deliver(&mut self, at: usize, units: u32) {
        let (line_id, quantity) = self.line(at);
        let before = self.delivered(&line_id);
        let units = units.min(quantity - before);
        self.shipments.push(parcel(&self.order.order_id, line_id, units, NOW));
    }

    fn delivered(&self, line_id: &LineId) -> u32 {
        let all = delivered(&self.shipments);
        all.get(line_id).map_or(0, |parts| parts.iter().map(|part| part.units).sum())
    }

    fn wish(&mut self, at: usize, units: u32) -> Result<(), ReturnRefusal> {
        let (line_id, _) = self.line(at);
        let quantity = Quantity::parse(units).unwrap();
        let line = WishedLine { line_id, quantity, reason: Reason::ChangedMind };
        let wish = wish(self.all.len(), vec![line]);
        let policy = ReturnPolicy::default();
        let Requested { asked, account } =
            request(&self.order, &self.pages, &self.shipments, &self.account, &policy, wish)?;
        self.account = account;
        self.all.push(asked);
        Ok(())
    }

    fn step(&mut self, at: usize, what: u8, units: u32) {
        let n = at % self.all.len().max(1);
        let Some(one) = self.all.get(n).cloned() else { return };
        let line_id = one.lines[0].line_id.clone();
        let quantity = Quantity::parse(units).unwrap();
        match what {
            0 => self.all[n] = approve(&one, NOW).unwrap_or(one),
            1 => {
                if let Ok((next, account)) = decline(&one, &self.account, Code::example(), NOW) {
                    (self.all[n], self.account) = (next, account);
                }
            }
            2 => {
                if let Ok((next, account)) = call_off(&one, &self.account, NOW) {
                    (self.all[n], self.account) = (next, account);
                }
            }
            3 => {
                let came = [LineUnits { line_id, quantity }];
                if let Ok((next, pages)) = receive(&one, &self.pages, &came) {
                    self.all[n] = next;
                    for page in pages {
                        let at = page.page as usize;
                        self.pages[at] = page;
                    }
                }
            }
            4 => {
                let found = vec![Found {
                    line_id,
                    quantity,
                    disposition: Disposition::Restock,
                    condition: None,
                }];
                let location_id = LocationId::example();
                let seen = Inspection { found, location_id, with_shipping: false, now: NOW };
                if let Ok(seen) = inspect(&one, seen) {
                    self.all[n] = seen.after;
                }
            }
            _ => {
                if let Ok((next, account)) =
                    close(&one, &self.account, &Credits::of(&one, &[]), NOW)
                {
                    (self.all[n], self.account) = (next, account);
                }
            }
        }
    }

    fn holds(&self) {
        for line in self.pages.iter().flat_map(|page| &page.lines) {
            let own = self.all.iter().flat_map(|one| {
                let gone = matches!(one.state, ReturnState::Declined | ReturnState::Cancelled);
                let over = one.state == ReturnState::Closed;
                let mine = one.lines.iter().filter(|part| part.line_id == line.line_id);
                mine.map(move |part| match (gone, over) {
                    (true, _) => 0,
                    (false, true) => part.received,
                    (false, false) => part.quantity,
                })
            });
            let counted: u32 = own.sum();
            assert_eq!(self.account.units(&line.line_id), counted);
            assert!(counted <= self.delivered(&line.line_id), "{line:?}");
            let came: u32 = self
                .all
                .iter()
                .flat_map(|one| &one.lines)
                .filter(|part| part.line_id == line.line_id)
                .map(|part| part.received)
                .sum();
            assert_eq!(line.returned, came);
        }
        for part in self.all.iter().flat_map(|one| &one.lines) {
            assert!(part.received <= part.quantity && part.inspected <= part.received, "{part:?}");
        }
    }
}

fn parcel(order_id: &OrderId, line_id: LineId, units: u32, at: Timestamp) -> Shipment {
    Shipment {
        order_id: order_id.clone(),
        shipment_id: ShipmentId::example(),
        location_id: None,
        state: ShipmentState::Delivered,
        positions: vec![crate::fulfilment::Position {
            page: 0,
            line_id,
            sku: None,
            order_version: 1,
            quantity: units,
            by_hand: false,
            picked: 0,
            takes: Vec::new(),
        }],
        routed_to: 0,
        attempt: 0,
        weight_grams: None,
        service: None,
        carrier: None,
        tracking_number: None,
        label_id: None,
        amount: None,
        shipping: None,
        failure: None,
        refused_because: None,
        seen_at: None,
        created_at: at,
        dispatched_at: Some(at),
        delivered_at: Some(at),
    }
}

fn wish(n: usize, lines: Vec<WishedLine>) -> Wish {
    Wish {
        return_id: ReturnId::parse(format!("rtn_{n}")).unwrap(),
        kind: ReturnKind::Return,
        lines,
        to: Destination::OriginalPayments,
        credit_to: None,
        comment: None,
        beyond_rules: false,
        by: by(),
        now: NOW,
    }
}

proptest! {
    #[test]
    fn no_unit_is_in_two_returns_and_none_that_was_not_delivered_is_in_any(
        sold in lines(),
        acts in prop::collection::vec((0_u8..10, 0_usize..12, 1_u32..6), 0..80),
    ) {
        let mut world = World::new(&sold);
        for (what, at, units) in acts {
            match what {
                0 | 1 => world.deliver(at, units),
                2 | 3 => {
                    let before = world.account.clone();
                    if world.wish(at, units).is_err() {
                        prop_assert_eq!(before, world.account.clone());
                    }
                }
                other => world.step(at, other - 4, units),
            }
            world.holds();
        }
    }
}

/// Three units of one line, delivered so many days ago, and a policy of one rule.
fn asked(
    days: i64,
    rule: ReturnRule,
    reason: Reason,
    kind: ReturnKind,
) -> Result<Return, ReturnRefusal> {
    let (order, pages) = order::laws::order(&[(1_000, 3, 20)], None, true);
    let line_id = pages[0].lines[0].line_id.clone();
    let at = NOW.plus_seconds(-days * 86_400);
    let shipments = [parcel(&order.order_id, line_id.clone(), 3, at)];
    let quantity = Quantity::parse(2).unwrap();
    let wish = Wish { kind, ..wish(0, vec![WishedLine { line_id, quantity, reason }]) };
    let account = ReturnAccount::new(order.order_id.clone());
    let policy = ReturnPolicy { rules: vec![rule], ..ReturnPolicy::default() };
    request(&order, &pages, &shipments, &account, &policy, wish).map(|done| done.asked)
}

#[test]
fn the_rules_decide_on_window_goods_fees_and_who_has_to_look() {
    let fee = Money::new(399, order::laws::order(&[(1, 1, 1)], None, true).0.currency);
    let rule = || ReturnRule {
        window_days: 14,
        label_paid_by: Payer::Buyer,
        return_shipping: vec![fee],
        restocking_per_mille: 100,
        auto_approve: true,
        ..ReturnRule::default()
    };
    let within = asked(14, rule(), Reason::ChangedMind, ReturnKind::Return).unwrap();
    assert_eq!((within.state, within.return_shipping), (ReturnState::Approved, Some(fee)));
    assert_eq!(within.lines[0].restocking_per_mille, 100);
    let late = asked(15, rule(), Reason::ChangedMind, ReturnKind::Return).unwrap_err();
    assert!(matches!(late, ReturnRefusal::TooLate { .. }), "{late:?}");
    let never = || ReturnRule { returnable: false, ..rule() };
    let refused = asked(1, never(), Reason::Style, ReturnKind::Return).unwrap_err();
    assert!(matches!(refused, ReturnRefusal::NotReturnable(_)), "{refused:?}");
    // What came wrong can always be claimed, for nothing, and somebody looks.
    let claim = asked(90, never(), Reason::Damaged, ReturnKind::Claim).unwrap();
    assert_eq!((claim.state, claim.return_shipping), (ReturnState::Requested, None));
    assert_eq!(claim.lines[0].restocking_per_mille, 0);
    let none = asked(1, rule(), Reason::Style, ReturnKind::Claim);
    assert_eq!(none, Err(ReturnRefusal::NoClaim));
}

#[test]
fn what_comes_back_in_a_worse_condition_than_asked_gives_back_less() {
    let rule = ReturnRule {
        restocking_per_mille: 100,
        condition: Condition::Unused,
        worse_per_mille: 300,
        ..ReturnRule::default()
    };
    let withheld = |reason, condition| {
        let mut came = asked(1, rule.clone(), reason, ReturnKind::Return).unwrap();
        (came.state, came.lines[0].received) = (ReturnState::Received, came.lines[0].quantity);
        let (line_id, quantity) = (came.lines[0].line_id.clone(), Quantity::parse(1).unwrap());
        let disposition = Disposition::Restock;
        let seen = Inspection {
            found: vec![Found { line_id, quantity, disposition, condition }],
            location_id: LocationId::example(),
            with_shipping: false,
            now: NOW,
        };
        inspect(&came, seen).unwrap().event.lines[0].restocking_per_mille
    };
    for (condition, less) in [
        (None, 100),
        (Some(Condition::Unopened), 100),
        (Some(Condition::Unused), 100),
        (Some(Condition::Used), 400),
    ] {
        assert_eq!(withheld(Reason::ChangedMind, condition), less, "{condition:?}");
        assert_eq!(withheld(Reason::Damaged, condition), 0, "what came wrong has no condition");
    }
    let all = ReturnRule { worse_per_mille: 901, ..rule.clone() };
    let policy = ReturnPolicy { rules: vec![all], ..ReturnPolicy::default() };
    assert!(policy.check().is_err(), "more than the price");
}

#[test]
fn a_claim_is_settled_without_anything_coming_back_and_a_return_is_not() {
    let claim = asked(1, ReturnRule::default(), Reason::Missing, ReturnKind::Claim).unwrap();
    let settled = settle(&claim, true).unwrap();
    assert_eq!(settled.event.restock_at, None);
    assert!(settled.event.refund_id.is_some() && settled.event.with_shipping);
    assert_eq!(settled.after.state, ReturnState::Inspected);
    assert!(settle(&settled.after, true).is_err(), "once");
    let plain = asked(1, ReturnRule::default(), Reason::Style, ReturnKind::Return).unwrap();
    assert_eq!(settle(&plain, false), Err(ReturnRefusal::OnlyClaims));
}

#[test]
fn the_last_refund_closes_it() {
    let claim = asked(1, ReturnRule::default(), Reason::Damaged, ReturnKind::Claim).unwrap();
    let settled = settle(&claim, false).unwrap();
    let refund_id = settled.event.refund_id.unwrap();
    let closed = refunded(&settled.after, &refund_id).unwrap();
    assert_eq!(closed.state, ReturnState::Closed);
    assert_eq!(refunded(&closed, &refund_id), None, "told twice");
}
