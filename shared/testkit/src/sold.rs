//! An order that was delivered, as checkout and fulfilment would have left it.
#![allow(clippy::unwrap_used)] // Tests only: what is written here is well formed.
use crate::{Shop, priced_lines, steps};
use domain::{
    fulfilment::{Position, Shipment, ShipmentState},
    order::{
        Fulfilled, LineUnits, NewOrder, Order, OrderLine, OrderNumber, Placed, fulfil, into_pages,
        place_cart, units,
    },
    pricing::TaxedBy,
    totals::Totals,
};
use primitives::{
    Address, CartId, CheckoutId, Code, CountryCode, Currency, CustomerId, Email, EntryId, Example,
    Money, OrderId, PaymentId, ReservationId, ShipmentId, Timestamp,
};
use runtime::Done;

/// An order of two lines of three units (303 and 306 pence) and £4.99 shipping, before it is written down.
#[derive(Clone, Debug)]
pub struct Sold<'a> {
    /// What its ids are made of.
    pub name: &'a str,
    /// Whose it is; a guest's where nobody is named.
    pub customer: Option<&'a str>,
    /// Where it goes.
    pub address: Option<Address>,
    /// What it is paid by.
    pub payment_ids: Vec<PaymentId>,
}

impl Sold<'_> {
    /// The order.
    pub fn order_id(&self) -> OrderId {
        OrderId::parse(format!("ord_{}", self.name)).unwrap()
    }

    /// What it comes to.
    pub fn total(&self) -> Money {
        priced_lines(self.name, 2, "A lantern").1.total
    }

    /// Writes it down as it is once all of it has left.
    pub async fn left(self, shop: &Shop) -> Order {
        self.written(shop, false).await
    }

    /// The same once all of it is with the buyer, since now.
    pub async fn delivered(self, shop: &Shop) -> Order {
        self.written(shop, true).await
    }

    async fn written(self, shop: &Shop, came: bool) -> Order {
        let (lines, totals) = priced_lines(self.name, 2, "A lantern");
        let pages = into_pages(&self.order_id(), &lines);
        let placed = self.placed(shop, &lines, totals);
        let all: Vec<LineUnits> = lines
            .iter()
            .map(|line| LineUnits { line_id: line.line_id.clone(), quantity: line.quantity })
            .collect();
        let gone = fulfil(&placed.order, &pages, &all).unwrap();
        let done = Done::new(()).create(&gone.order).create(&placed.order.number_taken());
        let done = done.create(&gone.pages[0]);
        let parcel = came.then(|| parcel(&placed.order, &lines, &gone, shop.now()));
        shop.seed(parcel.iter().fold(done, Done::create)).await;
        gone.order
    }

    fn placed(self, shop: &Shop, lines: &[OrderLine], totals: Totals) -> Placed {
        let (order_id, name) = (self.order_id(), self.name);
        let new = NewOrder {
            order_id,
            customer_id: self
                .customer
                .map(|name| CustomerId::parse(format!("cus_{name}")).unwrap()),
            checkout_id: CheckoutId::parse(format!("chk_{name}")).unwrap(),
            cart_id: CartId::parse(format!("cart_{name}")).unwrap(),
            currency: Currency::GBP,
            sold_in: Code::web(),
            taxed_by: TaxedBy::Own,
            email: Email::parse("Buyer@example.com").ok(),
            locale: None,
            shipping_address: self.address,
            billing_address: None,
            shipping: None,
            note: None,
            totals,
            discounts: vec![],
            settled: None,
            line_count: 2,
            page_count: 1,
            units: units(lines),
            reservation_id: ReservationId::parse(format!("rsv_{name}")).unwrap(),
            payment_ids: self.payment_ids,
        };
        let chance = EntryId::parse(format!("tle_{:010x}", name.len() * 7_919)).unwrap();
        place_cart(new, OrderNumber::mint(shop.now(), &chance), shop.now())
    }
}

/// An order that is with a buyer in Germany since now, paid by whatever it may be.
pub async fn delivered(shop: &Shop, name: &str, customer: Option<&str>) -> Order {
    shop.call(steps::warehouse()).await.expect(200);
    let address = Address { country: CountryCode::parse("DE").unwrap(), ..Address::example() };
    let payment_ids = vec![PaymentId::example()];
    Sold { name, customer, address: Some(address), payment_ids }.delivered(shop).await
}

/// The parcel that all of it came in.
fn parcel(order: &Order, lines: &[OrderLine], gone: &Fulfilled, at: Timestamp) -> Shipment {
    let positions = lines.iter().map(|line| Position {
        page: 0,
        line_id: line.line_id.clone(),
        sku: line.sku.clone(),
        order_version: 1,
        quantity: line.quantity.get(),
        by_hand: true,
        picked: line.quantity.get(),
        takes: Vec::new(),
    });
    Shipment {
        order_id: order.order_id.clone(),
        shipment_id: ShipmentId::example(),
        location_id: None,
        state: ShipmentState::Delivered,
        positions: positions.collect(),
        routed_to: 1,
        attempt: 0,
        weight_grams: None,
        service: None,
        carrier: None,
        tracking_number: None,
        label_id: None,
        amount: Some(gone.amount),
        shipping: Some(gone.shipping),
        failure: None,
        refused_because: None,
        seen_at: None,
        created_at: at,
        dispatched_at: Some(at),
        delivered_at: Some(at),
    }
}
