//! What one run of the saga wants written: collected, then committed as one transaction.
use domain::{
    cart::Cart,
    checkout::{Checkout, Opened, OrderLines, Refusal},
    order::LinePage,
    payment::Payment,
};
use primitives::{Timestamp, limits::TRANSACTION_WRITES_MAX};
use runtime::Done;
use table::{Held, keys};

/// Room for the checkout, its cart, an order with its number, a payment, the events and the answer.
const ROOM: usize = TRANSACTION_WRITES_MAX - 12;

/// A checkout that is being moved, and the writes that go with it.
pub struct Work {
    /// As it was read; absent while it is being opened.
    origin: Option<Held<Checkout>>,
    /// As it will be.
    pub checkout: Checkout,
    /// The cart as it was read, and as it will be.
    pub cart: Option<(Held<Cart>, Cart)>,
    /// Lines that are not written yet.
    pub pages: Vec<LinePage>,
    /// Everything else that is to be written.
    pub done: Done<()>,
    /// Payments of gift cards that are debited in this transaction.
    pub card_payments: Vec<Payment>,
    /// A page of stock is moved in this transaction already.
    pub paged: bool,
}

impl Work {
    /// A checkout as it was read.
    pub fn of(held: Held<Checkout>) -> Box<Self> {
        Box::new(Self {
            checkout: held.value.clone(),
            origin: Some(held),
            cart: None,
            pages: Vec::new(),
            card_payments: Vec::new(),
            done: Done::new(()),
            paged: false,
        })
    }

    /// A checkout that is being opened, with its lines and the cart that it freezes.
    pub fn opening(opened: Opened, cart: Held<Cart>, frozen: Cart) -> Box<Self> {
        let Opened { checkout, lines: OrderLines { pages, derivation } } = opened;
        let done = pages.iter().fold(Done::new(()), Done::create).create(&derivation);
        // Many pages fill a transaction by themselves.
        let paged = pages.len() > 1;
        let cart = Some((cart, frozen));
        let card_payments = Vec::new();
        Box::new(Self { origin: None, checkout, cart, pages, card_payments, done, paged })
    }

    /// The same checkout with other particulars, and lines priced anew where that follows.
    #[must_use]
    pub fn changed(
        mut self: Box<Self>,
        checkout: Checkout,
        lines: Option<OrderLines>,
    ) -> Box<Self> {
        let before = std::mem::replace(&mut self.checkout, checkout).page_count;
        if let Some(OrderLines { pages, derivation }) = lines {
            let done = pages.iter().fold(self.take(), Done::put).put(&derivation);
            // What came for nothing may come no longer.
            let gone = self.checkout.page_count..before;
            let order_id = &self.checkout.order_id;
            self.done =
                gone.fold(done, |done, page| done.erase(&keys::order::line_page(order_id, &page)));
            self.paged = pages.len() > 1;
            self.pages = pages;
        }
        self
    }

    /// Whether it is being opened in this very transaction: a refusal leaves nothing behind.
    pub fn is_new(&self) -> bool {
        self.origin.is_none()
    }

    /// Forgets everything that was to be written, and begins again from what was read.
    #[must_use]
    pub fn again(mut self: Box<Self>) -> Box<Self> {
        match self.origin.take() {
            Some(held) => Self::of(held),
            None => self,
        }
    }

    /// Whether so many writes more would be too many.
    pub fn is_full(&self, more: usize) -> bool {
        self.done.count() + more > ROOM
    }

    /// The checkout's version once this is committed.
    pub fn version(&self) -> u64 {
        self.origin.as_ref().map_or(1, Held::next_version)
    }

    /// Takes what is to be written, to add to it.
    pub fn take(&mut self) -> Done<()> {
        std::mem::replace(&mut self.done, Done::new(()))
    }

    /// Everything, to be committed as one.
    pub fn finish(self: Box<Self>) -> (Done<()>, Checkout) {
        let Self { origin, checkout, cart, done, .. } = *self;
        let done = match &origin {
            Some(held) if held.value == checkout => done,
            origin => done.save(origin.as_ref(), &checkout),
        };
        let done = match cart {
            Some((held, next)) if held.value != next => done.replace(&held, &next),
            _ => done,
        };
        (done, checkout)
    }

    /// Why no order came of it.
    pub fn refusal(&self) -> Refusal {
        self.checkout.refusal().unwrap_or(Refusal::NotOpen)
    }

    /// Writes down a move.
    pub fn moved(&mut self, to: impl FnOnce(&Checkout, Timestamp) -> Checkout, now: Timestamp) {
        self.checkout = to(&self.checkout, now);
    }
}
