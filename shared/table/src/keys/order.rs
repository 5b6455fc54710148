//! Keys of `order`.
use crate::{
    Index, Indexed, Personal, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::order::{
    Cancellation, Edit, EditPage, LinePage, NumberTaken, Order, OrderDerivation, OrderNumber,
    OrderState, OrderSummary, OrdersErasure, ReferenceTaken, TimelineEntry,
};
use primitives::{
    CancellationId, CustomerId, Day, EditId, EntryId, ExternalKey, OrderId, Timestamp,
};

keys! {
    /// Heads the order's partition. The order exists when this does.
    order(order_id: OrderId) -> Order: "ORDER#{order_id}" / "ORDER";
    /// Lines, so many to an item that an order of any size fits.
    line_page(order_id: OrderId, page: u32) -> LinePage: "ORDER#{order_id}" / "LINES#{page:04}";
    /// What happened to the order, in its own partition so that one read gives the history.
    timeline_entry(order_id: OrderId, at: Timestamp, entry_id: EntryId) -> TimelineEntry: "ORDER#{order_id}" / "TIMELINE#{at}#{entry_id}";
    /// A cancellation, at work page by page or done; found again by a repeat of its command.
    cancellation(order_id: OrderId, cancellation_id: CancellationId) -> Cancellation: "ORDER#{order_id}" / "CANCELLATION#{cancellation_id}";
    /// An edit, at work or at its end; found again by a repeat of its command.
    edit(order_id: OrderId, edit_id: EditId) -> Edit: "ORDER#{order_id}" / "EDIT#{edit_id}";
    /// Lines that an edit will add, kept apart until they are lines of the order.
    edit_page(order_id: OrderId, edit_id: EditId, page: u32) -> EditPage: "ORDER#{order_id}" / "EDITLINES#{edit_id}#{page:04}";
    /// How the prices of the order, and of what its edits added, came to be.
    derivation(order_id: OrderId, part: u32) -> OrderDerivation: "ORDER#{order_id}" / "DERIVATION#{part:04}";
    /// No two orders share a number; staff look orders up by it.
    number(number: OrderNumber) -> NumberTaken: "ORDERNUMBER#{number}" / "NUMBER";
    /// No two orders share the merchant's own reference, such as an invoice number.
    reference(reference: ExternalKey) -> ReferenceTaken: "ORDERREF#{reference}" / "REFERENCE";
    /// How far the orders of somebody who was erased have been gone through.
    erasure(customer_id: CustomerId) -> OrdersErasure: "ORDERS#ERASED#{customer_id}" / "ERASURE";
}

lists! {
    /// Whoever needs all lines of an order, page by page.
    line_pages(order_id: OrderId) -> LinePage: table "ORDER#{order_id}" / "LINES#" oldest;
    /// Staff: what happened to an order, newest first.
    timeline(order_id: OrderId) -> TimelineEntry: table "ORDER#{order_id}" / "TIMELINE#" newest;
    /// Everything an order's edits are and were, for whoever may see the order.
    edits(order_id: OrderId) -> Edit: table "ORDER#{order_id}" / "EDIT#" oldest;
    /// Whoever asks why the order costs what it does: itself first, then its edits.
    derivations(order_id: OrderId) -> OrderDerivation: table "ORDER#{order_id}" / "DERIVATION#" oldest;
    /// A customer's own orders, and staff who help the customer.
    orders_of_customer(customer_id: CustomerId) -> OrderSummary: gsi1 "ORDERS#CUSTOMER#{customer_id}" / "" newest;
    /// Staff: orders in a state, such as those that wait to be sent.
    orders_in_state(state: OrderState) -> OrderSummary: gsi2 "ORDERS#STATE#{state}" / "" newest;
    /// Reports: the orders of one UTC day, by when they were placed.
    orders_of_day(day: Day) -> OrderSummary: gsi3 "ORDERS#DAY#{day}" / "" oldest;
    /// The clock: buyers who were erased and whose orders are to be looked at, those first that wait longest.
    erasures_due() -> OrdersErasure: gsi1 "ORDERS#ERASING" / "" oldest;
}

/// Under whose key it is sealed whom the invoices of a year name.
pub fn invoices_of(year: u16) -> String {
    format!("invoices-{year}")
}

impl Indexed for LinePage {}
impl Indexed for TimelineEntry {}
impl Indexed for Cancellation {}

impl Indexed for Edit {
    fn personal(&self) -> Vec<Personal> {
        vec![Personal::of(&self.order_id, &["plan.shipping_address", "plan.billing_address"])]
    }
}

impl Indexed for OrderDerivation {}
impl Indexed for NumberTaken {}
impl Indexed for ReferenceTaken {}

impl Indexed for OrdersErasure {
    fn entries(&self) -> Vec<(Index, Place)> {
        let due = self.due_at.map(|at| format!("{at}#{}", self.customer_id));
        due.map(|sort| (Index::gsi1, entry("ORDERS#ERASING", sort))).into_iter().collect()
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        self.due_at.is_some().then(|| summary::<Self, _>(self))
    }
}

impl Indexed for EditPage {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

impl Indexed for Order {
    fn entries(&self) -> Vec<(Index, Place)> {
        let Self { order_id, state, .. } = self;
        let at = self.dated();
        let sort = format!("{at}#{order_id}");
        let by_state = entry(format!("ORDERS#STATE#{state}"), sort.clone());
        let mut entries = vec![(Index::gsi2, by_state)];
        // Drafts are neither the customer's nor the day's business.
        if self.is_public() {
            if let Some(customer_id) = &self.customer_id {
                let by_customer = entry(format!("ORDERS#CUSTOMER#{customer_id}"), sort.clone());
                entries.push((Index::gsi1, by_customer));
            }
            entries.push((Index::gsi3, entry(format!("ORDERS#DAY#{}", at.day()), sort)));
        }
        entries
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(&OrderSummary::from(self)))
    }

    /// What it takes to send it is the order's own: its customer may be erased while it is on its way. The key is called by the
    /// cart, where it was one: a guest's has made it before. Whom the invoice names has to be readable for as long as invoices
    /// are kept, so that key is the year's.
    fn personal(&self) -> Vec<Personal> {
        const WHO: &[&str] = &["email", "shipping_address", "note"];
        vec![
            match &self.cart_id {
                Some(cart_id) => Personal::of(cart_id, WHO),
                None => Personal::of(&self.order_id, WHO),
            },
            Personal::of(invoices_of(self.created_at.day().year()), &["billing_address"]),
        ]
    }
}
