//! A shop that writes to its buyers, and orders to write about.
use domain::{
    notification::{Channel, MailSettings, Message, News, TextSender, message_id},
    order::{NewOrder, Order, OrderNumber, OrderShipping, into_pages, place_cart, units},
    pricing::Discount,
    shop::Settings,
};
use events::fulfilment::{ShipmentDeliveredV1, ShipmentDispatchedV1, ShippedLine};
use primitives::{
    Address, CartId, CheckoutId, Code, CountryCode, Currency, Email, EntryId, Line, LineId, Locale,
    Money, OrderId, PaymentId, Quantity, ReservationId, ShipmentId, Sku, Title,
};
use table::{Done, keys};
use testkit::{As, Request, Shop};

pub const GBP: Currency = Currency::GBP;

/// A shop whose settings name a sender.
pub async fn shop() -> Shop {
    let shop = Shop::of(vec![notification::app(), outbox::app()]);
    settings(&shop, Some(sender())).await;
    shop
}

pub fn sender() -> MailSettings {
    MailSettings {
        sender: Email::parse("orders@shop.example").unwrap(),
        name: Line::parse("Lantern & Co").unwrap(),
        reply_to: Some(Email::parse("help@shop.example").unwrap()),
        text: Some(TextSender { sender: "Lantern".into() }),
    }
}

pub async fn settings(shop: &Shop, mail: Option<MailSettings>) {
    let settings = Settings { mail, ..Settings::default() };
    shop.seed(Done::new(()).put(&settings)).await;
}

/// Who buys.
#[derive(Clone, Debug)]
pub struct Buyer {
    pub email: Option<&'static str>,
    pub name: &'static str,
    pub country: &'static str,
    pub locale: Option<&'static str>,
    pub phone: Option<&'static str>,
    pub title: &'static str,
    pub lines: u32,
}

pub fn buyer() -> Buyer {
    Buyer {
        email: Some("ada@example.com"),
        name: "Ada Lovelace",
        country: "GB",
        locale: None,
        phone: None,
        title: "White metal lantern",
        lines: 2,
    }
}

impl Buyer {
    pub fn address(&self) -> Address {
        let line = |text: &str| Line::parse(text).unwrap();
        Address {
            name: line(self.name),
            company: None,
            line1: line("1 High Street"),
            line2: None,
            city: line("York"),
            region: None,
            postal_code: Some(Code::parse("YO1 7HH").unwrap()),
            country: CountryCode::parse(self.country).unwrap(),
            phone: self.phone.map(line),
        }
    }
}

/// An order, placed, with the news of it on its way: line `n` is three units at £1.01 and `n` pence,
/// 20 % tax included, and delivery is £4.99.
pub async fn placed(shop: &Shop, name: &str, buyer: &Buyer) -> Order {
    placed_with(shop, name, buyer, vec![]).await
}

/// The same, of which promotions have taken something off.
pub async fn placed_with(
    shop: &Shop,
    name: &str,
    buyer: &Buyer,
    discounts: Vec<Discount>,
) -> Order {
    let (lines, totals) = testkit::priced_lines(name, buyer.lines, buyer.title);
    let order_id = OrderId::parse(format!("ord_{name}")).unwrap();
    let pages = into_pages(&order_id, &lines);
    let count = |n: usize| u32::try_from(n).unwrap();
    let shipping = OrderShipping {
        option: Code::parse("standard").unwrap(),
        title: Title::parse("Delivery").unwrap(),
        price: Money::new(499, GBP),
    };
    let new = NewOrder {
        order_id: order_id.clone(),
        customer_id: None,
        checkout_id: CheckoutId::parse(format!("chk_{name}")).unwrap(),
        cart_id: CartId::parse(format!("cart_{name}")).unwrap(),
        currency: GBP,
        sold_in: primitives::Code::web(),
        email: buyer.email.map(|email| Email::parse(email).unwrap()),
        locale: buyer.locale.map(|locale| Locale::parse(locale).unwrap()),
        shipping_address: Some(buyer.address()),
        billing_address: None,
        shipping: Some(shipping),
        note: None,
        totals,
        discounts,
        settled: None,
        taxed_by: domain::pricing::TaxedBy::Own,
        line_count: count(lines.len()),
        page_count: count(pages.len()),
        units: units(&lines),
        reservation_id: ReservationId::parse(format!("rsv_{name}")).unwrap(),
        payment_ids: vec![PaymentId::parse(format!("pay_{name}")).unwrap()],
    };
    let chance = EntryId::parse("tle_0123456789").unwrap();
    let placed = place_cart(new, OrderNumber::mint(shop.now(), &chance), shop.now());
    let done = Done::new(()).create(&placed.order).publish(&order_id, 1, &placed.event);
    shop.seed(pages.iter().fold(done, Done::create)).await;
    placed.order
}

pub fn shipment(name: &str) -> ShipmentId {
    ShipmentId::parse(format!("shp_{name}")).unwrap()
}

/// A parcel with one unit of the last line.
pub fn dispatched(order: &Order, name: &str, last_line: &str) -> ShipmentDispatchedV1 {
    ShipmentDispatchedV1 {
        shipment_id: shipment(name),
        order_id: order.order_id.clone(),
        carrier: Some(Code::parse("sandbox").unwrap()),
        tracking_number: Some(Code::parse("SB123456789").unwrap()),
        units: 1,
        lines: vec![ShippedLine {
            line_id: LineId::parse(last_line).unwrap(),
            sku: Some(Sku::parse("SKU-1").unwrap()),
            quantity: Quantity::ONE,
        }],
        amount: Money::new(102, GBP),
        payment_ids: order.payment_ids.clone(),
        is_last: false,
        dispatched_at: order.created_at,
    }
}

pub fn delivered(order: &Order, name: &str) -> ShipmentDeliveredV1 {
    ShipmentDeliveredV1 {
        shipment_id: shipment(name),
        order_id: order.order_id.clone(),
        delivered_at: order.created_at,
    }
}

/// Publishes an event about an order.
pub async fn publish<E: events::Event>(shop: &Shop, order: &Order, event: &E) {
    shop.seed(Done::new(()).publish(&order.order_id, 2, event)).await;
}

/// The one message that tells of an order being placed.
pub async fn thanks(shop: &Shop, order: &Order) -> Message {
    let id = message_id(&order.order_id, &News::Placed, Channel::Mail);
    shop.table().load(&keys::notification::message(&id)).await.unwrap().value
}

pub fn service(request: Request) -> Request {
    request.by(As::Staff(contract::Role::Service))
}
