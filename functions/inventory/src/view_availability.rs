use contract::inventory::{
    AVAILABILITY_SKUS_MAX, AVAILABILITY_UNITS_MAX, AvailabilityOfSku, AvailabilityState,
    AvailabilityView, ViewAvailability,
};
use primitives::Sku;
use runtime::{Cx, Done, Fault, Outcome, Req};
use stock::{Availability, availability};

pub async fn handle(cx: Cx, req: Req<ViewAvailability>) -> Outcome<AvailabilityView> {
    let skus = req.query.sku;
    if !(1..=AVAILABILITY_SKUS_MAX).contains(&skus.len()) {
        let text = format!("ask for 1 to {AVAILABILITY_SKUS_MAX} SKUs at once");
        return Err(Fault::malformed(text));
    }
    let known = availability(&cx, &skus).await?;
    let items = skus.into_iter().map(|sku| {
        let availability = known.get(&sku).copied();
        view(sku, availability)
    });
    Ok(Done::new(AvailabilityView { items: items.collect() }))
}

fn view(sku: Sku, availability: Option<Availability>) -> AvailabilityOfSku {
    let (state, available_from) = match availability {
        None => (AvailabilityState::Unknown, None),
        Some(Availability::Endless | Availability::InStock { .. }) => {
            (AvailabilityState::InStock, None)
        }
        Some(Availability::Backorder { .. }) => (AvailabilityState::Backorder, None),
        Some(Availability::Preorder { available_from, .. }) => {
            (AvailabilityState::Preorder, Some(available_from))
        }
        Some(Availability::Out) => (AvailabilityState::OutOfStock, None),
    };
    let units = availability
        .filter(|availability| *availability != Availability::Endless)
        .map(|availability| availability.units().min(AVAILABILITY_UNITS_MAX));
    AvailabilityOfSku { sku, state, units, available_from }
}
