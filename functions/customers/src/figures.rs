//! What a customer's orders come to.
use crate::{known::record, united::survivor};
use contract::customers::{FiguresView, ViewCustomerFigures, WorthView};
use domain::customers::Figures;
use primitives::CustomerId;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys::customers as keys;

/// Shows it.
pub async fn view(cx: Cx, req: Req<ViewCustomerFigures>) -> Outcome<FiguresView> {
    record(&cx, &req.path.customer_id).await?;
    let customer_id = survivor(&cx, &req.path.customer_id).await?;
    Ok(Done::new(of(&cx, customer_id).await?))
}

/// What the orders of somebody who was not merged come to.
pub async fn of(cx: &Cx, customer_id: CustomerId) -> Result<FiguresView, Fault> {
    let held = cx.peek(keys::figures(&customer_id)).await?;
    let figures = held.map_or_else(|| Figures::none(customer_id), |held| held.value);
    let Figures { customer_id, worth, first_order_at, last_order_at, last_order_id } = figures;
    let worth = worth
        .into_iter()
        .map(|(currency, worth)| {
            let lifetime_value = worth.lifetime_value();
            let average_order_value = worth.average_order_value();
            (currency, WorthView { worth, lifetime_value, average_order_value })
        })
        .collect();
    Ok(FiguresView { customer_id, worth, first_order_at, last_order_at, last_order_id })
}
