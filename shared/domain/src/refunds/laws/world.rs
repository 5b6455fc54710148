//! An order on its way: what happens to it, and what must be true of it whatever does.
use super::super::*;
use crate::{
    fulfilment::{RoutePage, Routing, Shipment, ShipmentState, route, send, write_off},
    inventory::{Reservation, ReservationState, ReservedLine},
    order::{self, LinePage, LineUnits, Order, Scope},
    payment::{
        Ask, Kind, Method, Payment, Phase, Provider, Recorded, Verdict, record, reduce,
        request as ask, take,
    },
};
use events::{Actor, ActorKind};
use primitives::{
    CheckoutId, Code, CustomerId, Example, GiftCardId, Line, MethodToken, Money, PaymentId,
    Quantity, RefundId, ReservationId, Timestamp, TransactionId,
};

pub(super) const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

pub(super) fn staff(name: &str) -> Actor {
    Actor { kind: ActorKind::Staff, id: Some(name.into()) }
}

/// An order on its way, with its money and what was given back of it.
pub(super) struct World {
    pub(super) order: Order,
    pub(super) pages: Vec<LinePage>,
    pub(super) parcels: Vec<Shipment>,
    pub(super) payments: Vec<Payment>,
    pub(super) account: RefundAccount,
    pub(super) refunds: Vec<Refund>,
    pub(super) counter: CreditNoteCounter,
    pub(super) notes: Vec<u64>,
    pub(super) ids: usize,
}

impl World {
    pub(super) fn new(
        sold: &[(i64, u32, u32)],
        shipping: Option<i64>,
        inclusive: bool,
        split: i64,
    ) -> Self {
        let (mut order, pages) = order::laws::order(sold, shipping, inclusive);
        order.totals.currency = order.currency;
        order.customer_id = Some(CustomerId::example());
        let reserved = |page: &LinePage| Reservation {
            reservation_id: ReservationId::example(),
            page: page.page,
            checkout_id: CheckoutId::example(),
            lines: page
                .lines
                .iter()
                .map(|line| ReservedLine {
                    sku: line.sku.clone().unwrap(),
                    quantity: line.quantity.get(),
                    released: 0,
                    dispatched: 0,
                    backordered: 0,
                    takes: Vec::new(),
                })
                .collect(),
            state: ReservationState::Committed,
            complete: true,
            created_at: NOW,
            expires_at: NOW,
            releases: Vec::new(),
        };
        let routed: Vec<RoutePage> = pages
            .iter()
            .map(|page| RoutePage { lines: page.clone(), reservation: Some(reserved(page)) })
            .collect();
        let fallback = primitives::LocationId::example();
        let routing = Routing { fallback: Some(fallback), order_version: 1, now: NOW };
        let parcels = route(&order, &routed, &routing);
        let total = order.totals.total.minor;
        let account = RefundAccount::new(order.order_id.clone(), order.currency);
        let mut world = Self {
            order,
            pages,
            parcels,
            payments: Vec::new(),
            account,
            refunds: Vec::new(),
            counter: CreditNoteCounter::default(),
            notes: Vec::new(),
            ids: 0,
        };
        let first = split.min(total);
        for (at, minor) in [first, total - first].into_iter().enumerate() {
            world.pay(at, minor);
        }
        world
    }

    pub(super) fn pay(&mut self, at: usize, minor: i64) {
        let method = MethodToken::parse("tok_visa").ok();
        let asked = Ask {
            payment_id: PaymentId::parse(format!("pay_{at}")).unwrap(),
            authorise_id: self.txn(),
            capture_id: self.txn(),
            order_id: self.order.order_id.clone(),
            checkout_id: None,
            method: Method { provider: Provider::Sandbox, method },
            amount: Money::new(minor, self.order.currency),
            by_staff: false,
        };
        self.payments.push(ask(asked, NOW).unwrap().payment);
        self.tell_all();
    }

    pub(super) fn txn(&mut self) -> TransactionId {
        self.ids += 1;
        TransactionId::parse(format!("txn_{}", self.ids)).unwrap()
    }

    /// The provider tells of one transaction that is under way, or of a refund that was done.
    pub(super) fn tell(&mut self, at: usize, good: bool) {
        let known: Vec<(usize, TransactionId)> = self
            .payments
            .iter()
            .enumerate()
            .flat_map(|(n, payment)| {
                let open = payment.transactions().into_iter().filter(move |entry| {
                    let refund = entry.kind == Kind::Refund;
                    !entry.phase.is_final() || (!good && refund && entry.phase == Phase::Succeeded)
                });
                open.map(move |entry| (n, entry.transaction_id.clone())).collect::<Vec<_>>()
            })
            .collect();
        let Some((n, id)) = known.get(at % known.len().max(1)).cloned() else { return };
        let refund = self.payments[n]
            .log
            .iter()
            .any(|entry| entry.transaction_id == id && entry.kind == Kind::Refund);
        let verdict = if good || !refund {
            Verdict::Succeeded
        } else {
            Verdict::Failed { code: "no".into() }
        };
        if let Ok(Recorded::Changed(next, _)) = record(&self.payments[n], &id, verdict, NOW) {
            self.payments[n] = *next;
        }
        for refund in &mut self.refunds {
            if let Some(next) = heard(refund, &self.payments) {
                assert_eq!(heard(&next, &self.payments), None, "told twice");
                *refund = next;
            }
        }
    }

    pub(super) fn tell_all(&mut self) {
        while self
            .payments
            .iter()
            .any(|one| one.transactions().iter().any(|entry| !entry.phase.is_final()))
        {
            self.tell(0, true);
        }
    }

    pub(super) fn send(&mut self, at: usize) {
        let n = at % self.parcels.len().max(1);
        let Some(parcel) = self.parcels.get(n) else { return };
        if parcel.dispatched_at.is_some() {
            return;
        }
        let mut ready = parcel.clone();
        // What weighs nothing and lies nowhere is granted, not handed over.
        if ready.location_id.is_some() {
            ready.state = ShipmentState::Labelled;
            ready.carrier = Some(Code::example());
        }
        let Ok(crate::fulfilment::Sent::First { shipment, fulfilled, event }) =
            send(&ready, &self.order, &self.pages, None, NOW)
        else {
            return;
        };
        self.parcels[n] = *shipment;
        self.order = fulfilled.order.clone();
        for page in &fulfilled.pages {
            let number = page.page as usize;
            self.pages[number] = page.clone();
        }
        let before = self.payments.clone();
        let mut ids = self.ids;
        let mut new_id = || {
            ids += 1;
            TransactionId::parse(format!("txn_{ids}")).unwrap()
        };
        self.payments =
            take(before, event.amount, &format!("parcel {n}"), &mut new_id, NOW).unwrap();
        self.ids = ids;
        // What is taken is told at once; what is given back may take its time.
        let captures: Vec<_> = self
            .payments
            .iter()
            .enumerate()
            .flat_map(|(n, one)| {
                one.transactions()
                    .into_iter()
                    .filter(|entry| entry.kind == Kind::Capture && !entry.phase.is_final())
                    .map(move |entry| (n, entry.transaction_id.clone()))
                    .collect::<Vec<_>>()
            })
            .collect();
        for (n, id) in captures {
            if let Ok(Recorded::Changed(next, _)) =
                record(&self.payments[n], &id, Verdict::Succeeded, NOW)
            {
                self.payments[n] = *next;
            }
        }
    }

    pub(super) fn less(&mut self, sum: Money, cause: &str) {
        if sum.minor <= 0 {
            return;
        }
        let mut ids = self.ids;
        let mut new_id = || {
            ids += 1;
            TransactionId::parse(format!("txn_{ids}")).unwrap()
        };
        // What came back from a bank, or was refused, can leave less than is owed: then it waits for a person.
        if let Ok(next) = reduce(self.payments.clone(), sum, cause, &mut new_id, NOW) {
            self.payments = next;
        }
        self.ids = ids;
    }

    pub(super) fn write_off(&mut self, at: usize) {
        let n = at % self.parcels.len().max(1);
        let Some(parcel) = self.parcels.get(n) else { return };
        if parcel.dispatched_at.is_none() || parcel.state == ShipmentState::WrittenOff {
            return;
        }
        let lost = Shipment { state: ShipmentState::Failed, ..parcel.clone() };
        let off = write_off(&lost, &self.order, &self.pages, &self.account, false).unwrap();
        self.parcels[n] = off.shipment;
        self.order = off.order;
        self.account = off.account;
        self.less(off.event.refund, &format!("lost {n}"));
    }

    pub(super) fn cancel(&mut self, at: usize, units: u32) {
        let lines: Vec<_> = self.pages.iter().flat_map(|page| &page.lines).collect();
        let line_id = lines[at % lines.len()].line_id.clone();
        let scope =
            Scope::Lines(vec![LineUnits { line_id, quantity: Quantity::parse(units).unwrap() }]);
        let told = order::laws::cancel_telling(&mut self.order, &mut self.pages, &scope);
        let Ok(events) = told else { return };
        // Parcels that held them are made up anew; here they just hold fewer.
        for event in events {
            for line in &event.lines {
                let mut left = line.quantity.get();
                for parcel in self.parcels.iter_mut().filter(|one| one.dispatched_at.is_none()) {
                    for one in &mut parcel.positions {
                        if one.line_id == line.line_id {
                            let part = left.min(one.quantity);
                            one.quantity -= part;
                            left -= part;
                        }
                    }
                }
            }
            let cause = event.cancellation_id.to_string();
            self.less(event.refund, &format!("{cause} {}", self.ids));
        }
        for parcel in &mut self.parcels {
            parcel.positions.retain(|one| one.quantity > 0 || parcel.dispatched_at.is_some());
        }
    }

    pub(super) fn books(&self) -> Books<'_> {
        let (order, pages, account) = (&self.order, &self.pages[..], &self.account);
        Books { order, pages, account, payments: &self.payments }
    }

    pub(super) fn refund(
        &mut self,
        asked: RefundAsk,
        to: Destination,
        limit: i64,
        exchanged: bool,
    ) -> Result<(), RefundRefusal> {
        let policy = RefundPolicy {
            approval_above: vec![ApprovalAbove { amount: Money::new(limit, self.order.currency) }],
        };
        let asking = Asking {
            refund_id: RefundId::parse(format!("rfd_{}", self.refunds.len())).unwrap(),
            ask: asked.clone(),
            to,
            reason: Line::example(),
            return_id: None,
            credit_to: None,
            credit: if exchanged { self.credit(&asked) } else { None },
            by: staff("ann"),
            now: NOW,
        };
        let decided = request(&self.books(), &policy, asking, &self.counter)?;
        self.account = decided.account;
        self.refunds.push(decided.refund);
        self.number(decided.note);
        Ok(())
    }

    /// Half of what it comes to pays for an exchange.
    fn credit(&self, asked: &RefundAsk) -> Option<ExchangeCredit> {
        let half = quote(&self.books(), asked).ok()?.payout.minor / 2;
        let amount = Money::new(half, self.order.currency);
        let (issue, given, card_id) = (true, false, None);
        (half > 0).then_some(ExchangeCredit { amount, issue, given, card_id })
    }

    /// The exchange that a refund pays for comes to nothing.
    pub(super) fn undo(&mut self, at: usize) {
        let n = at % self.refunds.len().max(1);
        let Some(refund) = self.refunds.get(n) else { return };
        let undone = undo_credit(refund, &self.account, self.payments.clone(), NOW).unwrap();
        let Some((refund, account, payments)) = undone else { return };
        (self.refunds[n], self.account, self.payments) = (refund, account, payments);
        let again = undo_credit(&self.refunds[n], &self.account, self.payments.clone(), NOW);
        assert_eq!(again.unwrap(), None, "once");
    }

    pub(super) fn number(&mut self, note: Option<(CreditNoteCounter, CreditNote)>) {
        if let Some((counter, note)) = note {
            self.counter = counter;
            self.notes.push(note.number);
        }
    }

    pub(super) fn decide(&mut self, at: usize, agreed: bool) {
        let n = at % self.refunds.len().max(1);
        let Some(refund) = self.refunds.get(n) else { return };
        let own = approve(refund, &self.account, staff("ann"), &self.counter, NOW);
        assert!(own.is_err(), "nobody agrees to their own");
        let decided = if agreed {
            approve(refund, &self.account, staff("bob"), &self.counter, NOW)
        } else {
            decline(refund, &self.account, staff("bob"), NOW)
        };
        let Ok(decided) = decided else { return };
        self.account = decided.account;
        self.refunds[n] = decided.refund;
        self.number(decided.note);
    }

    pub(super) fn execute(&mut self, at: usize) {
        let n = at % self.refunds.len().max(1);
        let Some(refund) = self.refunds.get(n) else { return };
        let card_id = GiftCardId::parse(format!("gcd_{}", self.ids)).unwrap();
        let paid = Paid { customer: self.order.customer_id.clone(), card_id, now: NOW };
        let mut ids = self.ids;
        let mut new_id = || {
            ids += 1;
            TransactionId::parse(format!("txn_{ids}")).unwrap()
        };
        let done = execute(refund, &self.account, self.payments.clone(), paid, &mut new_id);
        self.ids = ids;
        let Ok(done) = done else { return };
        self.account = done.account;
        self.payments = done.payments;
        self.refunds[n] = done.refund;
    }

    pub(super) fn retry(&mut self, at: usize, to: Option<Destination>) {
        let n = at % self.refunds.len().max(1);
        let Some(refund) = self.refunds.get(n) else { return };
        let again = retry(refund, &self.account, to, self.order.customer_id.as_ref());
        let Ok((refund, account)) = again else { return };
        (self.refunds[n], self.account) = (refund, account);
    }

    pub(super) fn holds(&self) {
        for payment in &self.payments {
            let buckets = &payment.buckets;
            assert!(buckets.refunded.all() + buckets.converted.all() <= buckets.captured.settled);
        }
        for line in self.pages.iter().flat_map(|page| &page.lines) {
            let (of, sent) = (line.quantity.get(), line.fulfilled);
            let paid = line.amounts.share(of - sent, sent, of).unwrap();
            let Some(given) = self.account.of(&line.line_id) else { continue };
            assert!(given.units <= sent, "{line:?} {given:?}");
            assert!(given.given.total <= paid.total, "{line:?} {given:?}");
            assert!(given.given.total.minor >= 0 && given.given.tax.minor >= 0);
        }
        let account = &self.account;
        assert!(account.gross <= self.order.fulfilled_amount, "{account:?}");
        assert!(account.waiting.minor >= 0 && account.shipping.total.minor >= 0, "{account:?}");
        let waiting: i64 = self.refunds.iter().map(|one| one.waiting.minor).sum();
        assert_eq!(account.waiting.minor, waiting);
        let credits = self.refunds.iter().filter_map(|one| one.credit.as_ref());
        let given: i64 = credits.filter(|one| one.given).map(|one| one.amount.minor).sum();
        let converted: i64 = self.payments.iter().map(|one| one.buckets.converted.all()).sum();
        assert!(given <= converted, "what pays for exchanges was taken for what went back");
        for refund in &self.refunds {
            assert!(refund.paid() <= refund.breakdown.payout && refund.unpaid().minor >= 0);
            let numbered = refund.credit_note.is_some();
            let never = matches!(refund.state, RefundState::NeedsApproval | RefundState::Declined);
            assert_eq!(numbered, !never, "{refund:?}");
        }
        let gapless: Vec<u64> = (1..=self.notes.len() as u64).collect();
        assert_eq!(self.notes, gapless);
    }
}
