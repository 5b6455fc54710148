//! Lists orders.
use contract::{
    Page, PageQuery,
    order::{ListCustomerOrders, ListMyOrders, ListOrders},
};
use domain::order::{OrderRefusal, OrderSummary};
use primitives::OrderId;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

/// The caller's own orders.
pub async fn mine(cx: Cx, req: Req<ListMyOrders>) -> Outcome<Page<OrderSummary>> {
    let customer_id = req.who.customer().ok_or(Fault::Forbidden)?;
    let list = keys::order::orders_of_customer(customer_id);
    Ok(Done::new(cx.page(&list, &req.query).await?))
}

/// A customer's orders, for staff.
pub async fn of_customer(cx: Cx, req: Req<ListCustomerOrders>) -> Outcome<Page<OrderSummary>> {
    let list = keys::order::orders_of_customer(&req.path.customer_id);
    Ok(Done::new(cx.page(&list, &req.query).await?))
}

/// Orders by state, day, number or reference, for staff.
pub async fn of_shop(cx: Cx, req: Req<ListOrders>) -> Outcome<Page<OrderSummary>> {
    let query = req.query;
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let found = match (query.state, query.day, query.number, query.reference) {
        (Some(state), None, None, None) => {
            cx.page(&keys::order::orders_in_state(&state), &page).await?
        }
        (None, Some(day), None, None) => cx.page(&keys::order::orders_of_day(&day), &page).await?,
        (None, None, Some(number), None) => {
            let taken = cx.find(keys::order::number(&number)).await?;
            one(&cx, taken.map(|taken| taken.value.order_id)).await?
        }
        (None, None, None, Some(reference)) => {
            let taken = cx.find(keys::order::reference(&reference)).await?;
            one(&cx, taken.map(|taken| taken.value.order_id)).await?
        }
        _ => return Err(OrderRefusal::OneFilter.into()),
    };
    Ok(Done::new(found))
}

/// A list of one order, or of none.
async fn one(cx: &Cx, order_id: Option<OrderId>) -> Result<Page<OrderSummary>, Fault> {
    let order = match order_id {
        Some(order_id) => cx.find(keys::order::order(&order_id)).await?,
        None => None,
    };
    let items = order.iter().map(|held| OrderSummary::from(&held.value)).collect();
    Ok(Page { items, next: None })
}
