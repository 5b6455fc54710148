//! Claims against carriers: filed, accepted with an amount, or declined. No buyer's money follows from them.
use contract::{
    Page, PageQuery,
    fulfilment::ShipmentPath,
    returns::{DecideCarrierClaim, FileCarrierClaim, ListCarrierClaims, ViewCarrierClaim},
};
use domain::returns::{CarrierClaim, Filing, decide_claim, file_claim};
use events::returns::{CarrierClaimDecidedV1, CarrierClaimFiledV1};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys, keys::returns as own};

/// Files one.
pub async fn file(cx: Cx, req: Req<FileCarrierClaim>) -> Outcome<CarrierClaim> {
    let ShipmentPath { order_id, shipment_id } = &req.path;
    sold::order(&cx, order_id).await?;
    if let Some(return_id) = &req.body.return_id {
        cx.load(own::one(order_id, return_id)).await?;
    }
    let parcel = cx.load(keys::fulfilment::shipment(order_id, shipment_id)).await?;
    let held = cx.find(own::carrier_claim(order_id, shipment_id)).await?;
    let filing = Filing {
        fault: req.body.fault,
        claimed: req.body.claimed,
        reference: req.body.reference,
        return_id: req.body.return_id,
        now: cx.now(),
    };
    let claim = file_claim(&parcel, held.as_ref().map(|held| &held.value), filing)?;
    let event = CarrierClaimFiledV1 {
        order_id: order_id.clone(),
        shipment_id: shipment_id.clone(),
        carrier: claim.carrier.clone(),
        claimed: claim.claimed,
    };
    let version = held.as_ref().map_or(1, Held::next_version);
    let done = Done::new(claim.clone()).save(held.as_ref(), &claim);
    Ok(done.publish(shipment_id, version, &event))
}

/// The carrier has decided.
pub async fn decide(cx: Cx, req: Req<DecideCarrierClaim>) -> Outcome<CarrierClaim> {
    let held = find(&cx, &req.path).await?;
    let claim = decide_claim(&held, req.body.accepted, req.body.why, cx.now())?;
    let event = CarrierClaimDecidedV1 {
        order_id: claim.order_id.clone(),
        shipment_id: claim.shipment_id.clone(),
        carrier: claim.carrier.clone(),
        claimed: claim.claimed,
        accepted: claim.accepted,
    };
    let done = Done::new(claim.clone()).replace(&held, &claim);
    Ok(done.publish(&claim.shipment_id, held.next_version(), &event))
}

/// Shows a parcel's.
pub async fn view(cx: Cx, req: Req<ViewCarrierClaim>) -> Outcome<CarrierClaim> {
    let held = find(&cx, &req.path).await?;
    Ok(Done::new(held.value))
}

/// In a state.
pub async fn list(cx: Cx, req: Req<ListCarrierClaims>) -> Outcome<Page<CarrierClaim>> {
    let page = PageQuery { cursor: req.query.cursor, limit: req.query.limit };
    Ok(Done::new(cx.page(&own::carrier_claims(&req.query.state), &page).await?))
}

async fn find(cx: &Cx, path: &ShipmentPath) -> Result<Held<CarrierClaim>, Fault> {
    cx.load(own::carrier_claim(&path.order_id, &path.shipment_id)).await
}
