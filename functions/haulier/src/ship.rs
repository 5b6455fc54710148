//! Labels: ordered, and given back.
use crate::{sender, view};
use contract::haulier::{HaulierParcelView, HaulierShip, HaulierVoid};
use domain::haulier::{Order, Parcel, number};
use primitives::ExternalKey;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

/// Numbers that are tried where another key has the first.
const NONCES: u8 = 8;

/// Orders a label. The same key always gets the same parcel, for ever: the runtime's memory of answers
/// ends after a day.
pub async fn handle(cx: Cx, req: Req<HaulierShip>) -> Outcome<HaulierParcelView> {
    sender::check(&cx, &req.raw).await?;
    let body = req.body.clone();
    let order = Order {
        key: ExternalKey::parse(req.raw.header("idempotency-key").unwrap_or_default())?,
        reference: body.reference,
        service: body.service,
        from: body.from,
        to: body.to,
        weight_grams: body.weight_grams,
    };
    for nonce in 0..NONCES {
        let tracking_number = number(order.key.as_ref(), nonce);
        let Some(held) = cx.find(keys::haulier::parcel(&tracking_number)).await? else {
            let parcel = Parcel::order(order, tracking_number, cx.now())?;
            return Ok(Done::new(view::of(&parcel)?).create(&parcel));
        };
        if held.order.key == order.key {
            held.is_of(&order)?;
            return Ok(Done::new(view::of(&held)?));
        }
    }
    Err(Fault::Internal("no tracking number is free".into()))
}

/// Gives a label back.
pub async fn void(cx: Cx, req: Req<HaulierVoid>) -> Outcome<HaulierParcelView> {
    sender::check(&cx, &req.raw).await?;
    let held = view::parcel(&cx, &req.path).await?;
    let next = held.void()?;
    Ok(Done::new(view::of(&next)?).replace(&held, &next))
}
