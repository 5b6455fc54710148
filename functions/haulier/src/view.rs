//! Shows a parcel.
use crate::{label, sender};
use base64::{Engine, engine::general_purpose::STANDARD};
use contract::haulier::{HaulierParcelView, HaulierPath, HaulierView};
use domain::haulier::{Parcel, Refusal};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<HaulierView>) -> Outcome<HaulierParcelView> {
    sender::check(&cx, &req.raw).await?;
    let held = parcel(&cx, &req.path).await?;
    Ok(Done::new(of(&held)?))
}

/// The parcel of a path.
pub async fn parcel(cx: &Cx, path: &HaulierPath) -> Result<Held<Parcel>, Fault> {
    let number = path.tracking_number.to_string();
    Ok(cx.find(keys::haulier::parcel(&number)).await?.ok_or(Refusal::UnknownParcel)?)
}

/// A parcel with its label.
pub fn of(parcel: &Parcel) -> Result<HaulierParcelView, Fault> {
    let labelled = !parcel.voided;
    let pdf = labelled.then(|| label::pdf(parcel)).transpose()?;
    Ok(HaulierParcelView {
        tracking_number: parcel.tracking_number.clone(),
        reference: parcel.order.reference.clone(),
        service: parcel.order.service,
        price: parcel.price,
        label_pdf: pdf.map(|bytes| STANDARD.encode(bytes)),
        label_zpl: labelled.then(|| label::zpl(parcel)),
        last: parcel.last,
        voided: parcel.voided,
    })
}
