//! What every change of one SKU at one location has in common.
use crate::views;
use contract::inventory::StockView;
use domain::inventory::{Location, Move, Place, Reason, StockItem, StockRefusal};
use events::inventory::StockAdjustedV1;
use primitives::{Line, LocationId, Sku};
use runtime::{Cx, Done, Fault};
use stock::Read;
use table::{Held, keys};

/// What was read of the SKU, and what it is like once it is kept at the location.
pub struct Change {
    pub cx: Cx,
    pub read: Read,
    pub held: Held<StockItem>,
    pub item: StockItem,
    pub location_id: LocationId,
}

/// A location that exists.
pub async fn location(cx: &Cx, location_id: &LocationId) -> Result<Location, Fault> {
    let held = cx.find(keys::inventory::location(location_id)).await?;
    Ok(held.ok_or(StockRefusal::UnknownLocation)?.value)
}

/// A location that takes goods in.
pub async fn open_location(cx: &Cx, location_id: &LocationId) -> Result<Location, Fault> {
    let location = location(cx, location_id).await?;
    if location.active { Ok(location) } else { Err(StockRefusal::LocationClosed.into()) }
}

impl Change {
    /// Reads all there is of a known SKU.
    pub async fn of(cx: &Cx, sku: &Sku, location_id: &LocationId) -> Result<Self, Fault> {
        let mut read = Read::items(cx, [sku]).await?;
        let held = read.items.get(sku).cloned().ok_or(Fault::missing("stock"))?;
        location(cx, location_id).await?;
        let item = held.kept_at(location_id)?;
        read.levels(cx, item.spots()).await?;
        Ok(Self { cx: cx.clone(), read, held, item, location_id: location_id.clone() })
    }

    /// The place that decisions are asked of.
    pub fn place(&self) -> Place<'_> {
        Place { shelf: &self.read.shelf, item: &self.item, location_id: &self.location_id }
    }

    /// Books the moves, tells of them, and shows what is there then.
    pub fn book(
        &self,
        moves: &[Move],
        reason: Reason,
        name: &str,
        note: Option<Line>,
    ) -> Result<Done<StockView>, Fault> {
        let Self { cx, read, held, item, location_id } = self;
        let after = read.shelf.after(moves)?;
        let view = views::stock(&after, item, cx.now());
        let note = note.map(String::from);
        let done = stock::book(cx, Done::new(view), &read.shelf, moves, reason, note.as_deref())?;
        let done = stock::keep(done, Some(held), item, after.available_of(item));
        let event = StockAdjustedV1 {
            sku: item.sku.clone(),
            location_id: location_id.clone(),
            reason: name.into(),
            on_hand: moves.iter().map(|one| one.delta.on_hand).sum(),
            damaged: moves.iter().map(|one| one.delta.damaged).sum(),
        };
        if event.on_hand == 0 && event.damaged == 0 {
            return Ok(done);
        }
        Ok(done.publish(&item.sku, moment(cx), &event))
    }
}

/// Stock has no one version, since its levels move apart; its news are in order of time.
pub fn moment(cx: &Cx) -> u64 {
    u64::try_from(cx.now().millis()).unwrap_or_default()
}
