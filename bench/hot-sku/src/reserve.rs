//! What a shopper asks for: the shop's own reservation, as the checkout makes it.
use primitives::{CheckoutId, Quantity, ReservationId, Sku};
use runtime::{App, Cx, Done, Progress, Step};
use serde::{Deserialize, Serialize};
use stock::{Ask, Paged, reserve_page};

/// How long units are put aside.
const HOLD_SECONDS: i64 = 900;

/// One shopper's wish.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wish {
    /// Names the reservation.
    pub reservation_id: ReservationId,
    /// Whose.
    pub checkout_id: CheckoutId,
    /// Of what.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
}

/// A function that does nothing else.
pub fn app() -> App {
    App::new("hot-sku").on_job(handle)
}

async fn handle(cx: Cx, wish: Wish) -> Progress<()> {
    let Wish { reservation_id, checkout_id, sku, quantity } = wish;
    let until = cx.now().plus_seconds(HOLD_SECONDS);
    let asks = [Ask { sku, quantity }];
    let paged =
        reserve_page(&cx, Done::new(()), &reservation_id, 0, &checkout_id, &asks, until).await?;
    Ok(match paged {
        Paged::Part(done) => Step::Continue(done),
        Paged::Whole(done) => Step::Finish(done),
    })
}
