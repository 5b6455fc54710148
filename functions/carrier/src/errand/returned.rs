//! The label that a granted return comes back with. Who pays for it was settled when the return was: what the shop's
//! rules withhold for sending it back is withheld from the refund.
use super::{Trip, given, shops_end, show};
use contract::{
    carrier::{AskGuestReturnLabel, AskReturnLabel, ErrandLabelView, ViewReturnLabel},
    returns::ReturnPath,
};
use domain::{
    carrier::{CarrierRefusal, Errand},
    fulfilment::Shipment,
    order::{LinePage, Order},
    returns::{Return, ReturnRefusal, ReturnState},
};
use primitives::LocationId;
use runtime::{Cx, Done, Outcome, Progress, Req};
use sold::Guest;
use table::{Held, keys};

/// The buyer, or staff for them.
pub async fn ask(cx: Cx, req: Req<AskReturnLabel>) -> Progress<ErrandLabelView> {
    let order = sold::order(&cx, &req.path.order_id).await?;
    labelled(&cx, &order, &req.path).await
}

/// A guest, who knows number and e-mail address.
pub async fn guests(cx: Cx, req: Req<AskGuestReturnLabel>) -> Progress<ErrandLabelView> {
    let order = match sold::guest(&cx, &req.raw, &req.body.number, &req.body.email).await? {
        Guest::Order(order) => order,
        Guest::Wrong(attempt) => return Ok(Guest::refused(attempt)),
    };
    let (order_id, return_id) = (order.order_id.clone(), req.path.return_id.clone());
    labelled(&cx, &order, &ReturnPath { order_id, return_id }).await
}

/// What there is.
pub async fn view(cx: Cx, req: Req<ViewReturnLabel>) -> Outcome<ErrandLabelView> {
    sold::order(&cx, &req.path.order_id).await?;
    show::of(&cx, &errand(&req.path)).await
}

fn errand(path: &ReturnPath) -> Errand {
    Errand::Return { order_id: path.order_id.clone(), return_id: path.return_id.clone() }
}

async fn labelled(cx: &Cx, order: &Held<Order>, path: &ReturnPath) -> Progress<ErrandLabelView> {
    let one = cx.load(keys::returns::one(&path.order_id, &path.return_id)).await?;
    if one.state != ReturnState::Approved {
        return Err(ReturnRefusal::State(one.state).into());
    }
    let country = order.shipping_address.as_ref().map(|address| address.country.clone());
    let from = country.ok_or(CarrierRefusal::NoAddress)?;
    let pages = sold::pages(cx, order).await?;
    let shipments = sold::shipments(cx, &path.order_id).await?;
    let errand = errand(path);
    let (location_id, to) = shops_end(cx, &errand, origin(&one, &shipments), &from).await?;
    let trip = Trip { errand, location_id, from, to, weight_grams: weight(&one, &pages) };
    given(cx, trip, Done::new(()).unchanged(&one)).await
}

/// Where its units were sent from; the first, where several places did.
fn origin<'a>(one: &Return, shipments: &'a [Shipment]) -> Option<&'a LocationId> {
    let of_it = |parcel: &&Shipment| {
        let mut positions = parcel.positions.iter();
        positions.any(|at| one.lines.iter().any(|line| line.line_id == at.line_id))
    };
    shipments.iter().filter(of_it).find_map(|parcel| parcel.location_id.as_ref())
}

/// What its goods weigh, without a box.
fn weight(one: &Return, pages: &[LinePage]) -> u32 {
    let grams = one.lines.iter().map(|line| {
        let mut lines = pages.iter().flat_map(|page| &page.lines);
        let sold = lines.find(|sold| sold.line_id == line.line_id);
        sold.map_or(0, |sold| sold.weight_grams.saturating_mul(line.quantity))
    });
    grams.fold(0, u32::saturating_add)
}
