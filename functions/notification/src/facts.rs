//! What has to be known of a buyer to write to them.
use domain::{
    cart::Cart,
    checkout::{Checkout, Source},
    identity::Customer,
    notification::{Language, MailSettings, News},
    order::{LinePage, Order, OrderLine},
    shop::Settings,
};
use events::fulfilment::ShippedLine;
use primitives::{Address, Email, OrderId};
use runtime::{Cx, Fault};
use table::{Wanted, keys};

/// Pages of lines read in one go.
const PAGES: u32 = 4;

/// What is on record.
#[derive(Debug, Default)]
pub struct Facts {
    /// Who writes.
    pub sender: Option<MailSettings>,
    /// The order, unless it has not come to be.
    pub order: Option<Order>,
    /// Who buys, where they have a record.
    customer: Option<Customer>,
    /// Of a payment that failed: what it was for.
    checkout: Option<Checkout>,
    /// The cart that was.
    cart: Option<Cart>,
}

/// Reads it: two round trips, where nobody has a record and no payment has failed one.
pub async fn of(cx: &Cx, order_id: &OrderId, news: &News) -> Result<Facts, Fault> {
    let mut facts = Facts::default();
    let (order, settings) = (keys::order::order(order_id), keys::cart::settings());
    let checkout = match news {
        News::PaymentFailed { checkout_id, .. } => checkout_id.as_ref(),
        _ => None,
    };
    let checkout = checkout.map(keys::checkout::checkout);
    let wanted = Wanted::default().and([order.clone()]).and([settings.clone()]);
    let found = cx.gather(&wanted.and(checkout.clone())).await?;
    let settings: Option<Settings> =
        found.get(&settings).map_err(Fault::Table)?.map(|held| held.value);
    facts.sender = settings.and_then(|settings| settings.mail);
    facts.order = found.get(&order).map_err(Fault::Table)?.map(|held| held.value);
    if let Some(checkout) = checkout {
        facts.checkout = found.get(&checkout).map_err(Fault::Table)?.map(|held| held.value);
    }
    // Nothing more has to be known where nobody writes.
    if facts.sender.is_none() {
        return Ok(facts);
    }
    if let Some(Checkout { source: Source::Cart(cart_id), .. }) = &facts.checkout {
        facts.cart = cx.peek(keys::cart::cart(cart_id)).await?.map(|held| held.value);
    }
    let buyer = facts.order.as_ref().and_then(|order| order.customer_id.as_ref());
    let buyer = buyer.or(facts.checkout.as_ref().and_then(|c| c.customer_id.as_ref())).cloned();
    if let Some(customer_id) = buyer {
        let customer = cx.peek(keys::identity::customer(&customer_id)).await?;
        facts.customer = customer.map(|held| held.value);
    }
    Ok(facts)
}

impl Facts {
    /// Where mail goes: what the order says, or the checkout or cart that it would have come from;
    /// else what the buyer's record says.
    pub fn email(&self) -> Option<&Email> {
        let order = self.order.as_ref().and_then(|order| order.email.as_ref());
        let checkout = || self.checkout.as_ref().and_then(|c| c.details.email.as_ref());
        let cart = || self.cart.as_ref().and_then(|cart| cart.email.as_ref());
        let customer = || self.customer.as_ref().and_then(|customer| customer.email.as_ref());
        order.or_else(checkout).or_else(cart).or_else(customer)
    }

    /// Where the goods go.
    pub fn address(&self) -> Option<&Address> {
        let order = self.order.as_ref().and_then(|order| order.shipping_address.as_ref());
        let checkout = || self.checkout.as_ref().and_then(|c| c.details.shipping_address.as_ref());
        let cart = || self.cart.as_ref().and_then(|cart| cart.shipping_address.as_ref());
        order.or_else(checkout).or_else(cart)
    }

    /// The language: what the order or cart says, else the buyer's record, else the country.
    pub fn language(&self) -> Language {
        let order = self.order.as_ref().and_then(|order| order.locale.as_ref());
        let cart = self.cart.as_ref().and_then(|cart| cart.locale.as_ref());
        let customer = self.customer.as_ref().and_then(|customer| customer.locale.as_ref());
        let country = self.order.as_ref().and_then(|order| order.shipping_country.as_ref());
        let country = country.or(self.address().map(|address| &address.country));
        Language::choose([order, cart, customer].into_iter().flatten(), country)
    }

    /// How the buyer is called.
    pub fn name(&self) -> Option<String> {
        let address = self.address().map(|address| address.name.to_string());
        let record = || self.customer.as_ref()?.display_name.as_ref().map(ToString::to_string);
        address.or_else(record)
    }
}

/// The first lines of an order.
pub async fn first_lines(cx: &Cx, order: &Order, most: usize) -> Result<Vec<OrderLine>, Fault> {
    let per_page = primitives::limits::LINES_PER_PAGE;
    let pages = u32::try_from(most.div_ceil(per_page)).unwrap_or(u32::MAX).min(order.page_count);
    let mut lines: Vec<OrderLine> =
        pages_of(cx, order, 0..pages).await?.into_iter().flat_map(|page| page.lines).collect();
    lines.truncate(most);
    Ok(lines)
}

/// The lines of a parcel, each with what people read. Read page by page until all are found.
pub async fn lines_of_parcel(
    cx: &Cx,
    order: &Order,
    parcel: &[ShippedLine],
) -> Result<Vec<(String, u32)>, Fault> {
    let mut titles = vec![None; parcel.len()];
    let mut from = 0;
    while from < order.page_count && titles.iter().any(Option::is_none) {
        let to = from.saturating_add(PAGES).min(order.page_count);
        let lines = pages_of(cx, order, from..to).await?.into_iter().flat_map(|page| page.lines);
        for line in lines {
            let of_line =
                parcel.iter().zip(&mut titles).filter(|(sent, _)| sent.line_id == line.line_id);
            of_line.for_each(|(_, title)| *title = Some(line.title.to_string()));
        }
        from = to;
    }
    let rows = parcel.iter().zip(titles).map(|(sent, title)| {
        let sku = || sent.sku.as_ref().map(ToString::to_string).unwrap_or_default();
        (title.unwrap_or_else(sku), sent.quantity.get())
    });
    Ok(rows.collect())
}

async fn pages_of(
    cx: &Cx,
    order: &Order,
    pages: std::ops::Range<u32>,
) -> Result<Vec<LinePage>, Fault> {
    let keys: Vec<_> = pages.map(|page| keys::order::line_page(&order.order_id, &page)).collect();
    let held = cx.load_many(&keys).await?;
    Ok(held.into_iter().flatten().map(|held| held.value).collect())
}
