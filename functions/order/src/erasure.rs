//! Who was erased is named by their invoices alone: order by order, as each is over, whatever else it says of them goes.
//!
//! Whoever keeps something personal about an order hears `order.BuyerErased` and drops it: orders are found by their
//! customer, and everything else by its order.
use contract::order::{EraseOrderBuyer, OrderView};
use domain::{
    fulfilment::Shipment,
    order::{Order, OrderRefusal, OrdersErasure},
    repair::Repair,
    returns::Return,
};
use events::{Envelope, customers::CustomerErasedV1};
use runtime::{Cx, Done, Fault, Outcome, Progress, Req, Step};
use table::{Cursor, Held, keys, keys::order as own};

/// Orders of one transaction: each with its news.
const ORDERS: u32 = 20;
/// Erasures of one look of the clock.
const BATCH: u32 = 30;

/// Somebody was erased: their orders are gone through, at once and as long as one of them is not over.
pub async fn begun(cx: Cx, event: Envelope<CustomerErasedV1>) -> Progress<()> {
    let CustomerErasedV1 { customer_id, erased_at } = event.data;
    match cx.find(own::erasure(&customer_id)).await? {
        None => {
            let begun = OrdersErasure::begun(customer_id, erased_at, cx.now());
            Ok(Step::Continue(Done::new(()).create(&begun)))
        }
        Some(held) if held.is_due(cx.now()) => looked(&cx, &held).await.map(Step::Continue),
        Some(_) => Ok(Step::Finish(Done::new(()))),
    }
}

/// Goes on with whomever it is time for.
pub async fn due(cx: Cx) -> Progress<()> {
    let list = own::erasures_due().up_to(cx.now());
    let page = cx.list(&list, BATCH, None).await?;
    for one in &page.items {
        let held = cx.load(own::erasure(&one.customer_id)).await?;
        // The index may lag behind.
        if held.is_due(cx.now()) {
            return looked(&cx, &held).await.map(Step::Continue);
        }
    }
    Ok(Step::Finish(Done::new(())))
}

/// A guest asks to be forgotten: nobody but the order knows who that is.
pub async fn of_guest(cx: Cx, req: Req<EraseOrderBuyer>) -> Outcome<OrderView> {
    let held = cx.load(own::order(&req.path.order_id)).await?;
    if let Some(customer_id) = &held.customer_id {
        return Err(OrderRefusal::OfCustomer(customer_id.clone()).into());
    }
    let Some(next) = held.buyer_erased(cx.now()) else {
        return Ok(Done::new(OrderView::for_staff(&held)));
    };
    if !is_over(&cx, &held).await? {
        return Err(OrderRefusal::NotOver.into());
    }
    forgotten(Done::new(OrderView::for_staff(&next)), &held, &next)
}

/// One page of orders.
async fn looked(cx: &Cx, held: &Held<OrdersErasure>) -> Outcome<()> {
    let list = own::orders_of_customer(&held.customer_id);
    let after = held.after.clone().map(Cursor::from_outside);
    let page = cx.list(&list, ORDERS, after.as_ref()).await?;
    let wanted: Vec<_> = page.items.iter().map(|one| own::order(&one.order_id)).collect();
    let (mut done, mut erased, mut open) = (Done::new(()), 0, false);
    for order in cx.load_many(&wanted).await?.into_iter().flatten() {
        let Some(next) = order.buyer_erased(cx.now()) else { continue };
        if is_over(cx, &order).await? {
            done = forgotten(done, &order, &next)?;
            erased += 1;
        } else {
            open = true;
        }
    }
    let next = held.looked(erased, open, page.next.map(Into::into), cx.now());
    let done = done.replace(held, &next);
    Ok(match next.looked_event(cx.now()) {
        Some(event) => done.publish(&next.customer_id, held.next_version(), &event),
        None => done,
    })
}

/// Writes the order without its buyer, and tells whoever keeps something of them.
fn forgotten<R>(done: Done<R>, held: &Held<Order>, next: &Order) -> Outcome<R> {
    let event = next.buyer_erased_event().ok_or(Fault::missing("erasure"))?;
    Ok(done.replace(held, next).publish(&next.order_id, held.next_version(), &event))
}

/// Whether nothing of it is to be sent, brought back, mended or argued with a bank any more.
async fn is_over(cx: &Cx, order: &Order) -> Result<bool, Fault> {
    if !order.is_over(&[]) {
        return Ok(false);
    }
    let order_id = &order.order_id;
    let parcels: Vec<Shipment> = cx.list_all(&keys::fulfilment::shipments(order_id)).await?;
    if !order.is_over(&parcels) {
        return Ok(false);
    }
    let returns: Vec<Return> = cx.list_all(&keys::returns::returns_of_order(order_id)).await?;
    let repairs: Vec<Repair> = cx.list_all(&keys::repair::repairs_of_order(order_id)).await?;
    let open = returns.iter().any(|one| one.state.is_open());
    if open || repairs.iter().any(|one| one.state.is_open()) {
        return Ok(false);
    }
    let wanted: Vec<_> = order.payment_ids.iter().map(keys::payment::payment).collect();
    let payments = cx.load_many(&wanted).await?;
    Ok(!payments.iter().flatten().any(|payment| payment.is_disputed()))
}
