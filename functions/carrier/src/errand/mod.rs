//! Labels of parcels that are no shipments of an order: one mechanism, whatever they are about.
mod repaired;
mod returned;
mod show;
mod takeback;

pub use repaired::{ask as ask_repair, view as view_repair};
pub use returned::{ask as ask_return, guests as ask_guest_return, view as view_return};
pub use takeback::{ask as ask_takeback, view as view_takeback};

use crate::{
    label, port,
    port::{Asked, Ordered, Unknown, Way},
    qr,
};
use contract::carrier::ErrandLabelView;
use domain::{
    carrier::{CarrierRefusal, Errand, ErrandLabel, ErrandWish, LabelState},
    inventory::Location,
};
use primitives::{Address, Code, CountryCode, LocationId};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::{Held, keys};

/// The service of parcels that nobody chose one for.
const SERVICE: &str = "standard";

/// What a parcel is about, from where and to where.
struct Trip {
    errand: Errand,
    location_id: LocationId,
    from: CountryCode,
    to: Address,
    weight_grams: u32,
}

/// Gives the label of a parcel: bought the first time, and the same ever after. It is committed before the carrier is
/// asked, and `seen` with it: what the parcel is about is still as it was when that was decided.
async fn given(cx: &Cx, trip: Trip, seen: Done<()>) -> Progress<ErrandLabelView> {
    let held = cx.find(keys::carrier::errand(&trip.errand.parcel()?)).await?;
    match &held {
        Some(held) if held.state == LabelState::Asked => ordered(cx, held, trip.to).await,
        Some(held) if held.state != LabelState::Refused => {
            Ok(Step::Finish(Done::new(show::shown(cx, held).await?)))
        }
        _ => {
            let wish = ErrandWish {
                errand: trip.errand,
                location_id: trip.location_id,
                from: trip.from,
                weight_grams: trip.weight_grams,
                service: Code::parse(SERVICE)?,
                carrier: Code::parse(port::named(cx, "").name())?,
            };
            let label = ErrandLabel::ask(wish, cx.new_id(), cx.now())?;
            Ok(Step::Continue(seen.save(held.as_ref(), &label)))
        }
    }
}

/// Asks the carrier. An unknown outcome is resolved by whoever asks again: the carrier knows the label by its id.
async fn ordered(cx: &Cx, held: &Held<ErrandLabel>, to: Address) -> Progress<ErrandLabelView> {
    let carrier = port::named(cx, held.carrier.as_ref());
    let asked = Asked {
        label_id: &held.label_id,
        reference: held.parcel.as_ref(),
        service: &held.service,
        weight_grams: held.weight_grams,
    };
    let way = Way { from: held.from.clone(), to };
    let answer = carrier.order(&asked, &way).await.map_err(|Unknown(why)| Fault::Outside(why))?;
    let (given, pdf, zpl) = match answer {
        Ordered::Refused(code) => {
            let next = held.refused(code);
            let view = ErrandLabelView::of(&next, cx.who().is_shop());
            return Ok(Step::Finish(Done::new(view).replace(held, &next)));
        }
        Ordered::Label { bought, pdf, zpl } => (bought, pdf, zpl),
    };
    let (next, tracked, event) = held.bought(given);
    let svg = qr::svg(tracked.tracking_number.as_ref())?;
    let files = [
        (pdf, "pdf", "application/pdf"),
        (zpl, "zpl", "text/plain"),
        (svg.into_bytes(), "svg", "image/svg+xml"),
    ];
    label::keep(cx, &next.label_id, files).await?;
    let done = Done::new(show::shown(cx, &next).await?).replace(held, &next).create(&tracked);
    Ok(Step::Finish(done.publish(&next.label_id, held.next_version(), &event)))
}

/// Where in the shop somebody sends a parcel to. Once a label was asked for, it stays there.
async fn shops_end(
    cx: &Cx,
    errand: &Errand,
    first: Option<&LocationId>,
    from: &CountryCode,
) -> Result<(LocationId, Address), Fault> {
    let known = cx.find(keys::carrier::errand(&errand.parcel()?)).await?;
    let known = known.filter(|label| label.state != LabelState::Refused);
    let first = known.as_ref().map_or(first, |label| Some(&label.location_id));
    let all: Vec<Location> = cx.list_all(&keys::inventory::locations()).await?;
    let found = Location::taking(&all, first, from).ok_or(CarrierRefusal::NoReturnAddress)?;
    Ok((found.0.clone(), found.1.clone()))
}
