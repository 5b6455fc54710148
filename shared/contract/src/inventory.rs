//! Operations of `inventory`.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations};
use domain::inventory::{
    Arrival, Component, Damage, Delta, Oversell, Reason, ReservationState, StockedAt,
    TRANSFER_LINES_MAX, TransferLine, TransferSummary,
};
use primitives::limits::{KIT_COMPONENTS_MAX, LINES_MAX, LOCATIONS_MAX, STOCK_SHARDS_MAX};
use primitives::{
    Address, CheckoutId, CountryCode, Line, LocationId, MovementId, Quantity, ReservationId, Sku,
    Timestamp, Title, TransferId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Those who move stock.
const MOVERS: Caller = Caller::Staff(&[Role::Fulfilment]);
/// Those who may look at it.
const LOOKERS: Caller = Caller::Staff(&[Role::Fulfilment, Role::Catalog, Role::Service]);

/// SKUs of one question about availability.
pub const AVAILABILITY_SKUS_MAX: usize = 50;
/// Exact numbers end here: more are shown as so many.
pub const AVAILABILITY_UNITS_MAX: u32 = 20;

operations! { "inventory":
    /// Names a place that holds stock, or renames it.
    PutLocation: PUT "/locations/{location_id}" (LocationPath, NoQuery, LocationBody) -> 200 LocationView,
        by MOVERS, with [Versioned];
    /// Shows a place that holds stock.
    ViewLocation: GET "/locations/{location_id}" (LocationPath, NoQuery, NoBody) -> 200 LocationView,
        by LOOKERS, with [Versioned];
    /// Lists the places that hold stock.
    ListLocations: GET "/locations" (NoPath, PageQuery, NoBody) -> 200 Page<LocationView>,
        by LOOKERS, with [];
    /// Says how a SKU is stocked: kit or not, where, and what happens when there are no more.
    PutStock: PUT "/stock/{sku}" (SkuPath, NoQuery, StockBody) -> 200 StockView,
        by MOVERS, with [Versioned];
    /// Shows the stock of a SKU at every location.
    ViewStock: GET "/stock/{sku}" (SkuPath, NoQuery, NoBody) -> 200 StockView,
        by LOOKERS, with [Versioned];
    /// Lists what moved a SKU's stock, the newest first. The sum of all is what is there.
    ListMovements: GET "/stock/{sku}/movements" (SkuPath, PageQuery, NoBody) -> 200 Page<MovementView>,
        by LOOKERS, with [];
    /// Takes goods in: up to 1,000 lines at one location. SKUs new to the warehouse become known to it.
    ReceiveStock: POST "/stock/receipts" (NoPath, NoQuery, ReceiptBody) -> 201 ReceiptView,
        by MOVERS, with [Keyed];
    /// Books units that turned up or are gone. Units promised to buyers cannot go; a stocktake can say so.
    AdjustStock: POST "/stock/{sku}/adjustments" (SkuPath, NoQuery, AdjustmentBody) -> 201 StockView,
        by MOVERS, with [Keyed];
    /// Books a stocktake: so many sellable units are there, whatever was thought.
    CountStock: POST "/stock/{sku}/counts" (SkuPath, NoQuery, CountBody) -> 201 StockView,
        by MOVERS, with [Keyed];
    /// Books units that broke, were mended or were thrown away.
    DamageStock: POST "/stock/{sku}/damages" (SkuPath, NoQuery, DamageBody) -> 201 StockView,
        by MOVERS, with [Keyed];
    /// Deals a location's free units evenly over the SKU's shards. Nothing moves in the warehouse.
    RebalanceStock: POST "/stock/{sku}/rebalancings" (SkuPath, NoQuery, RebalancingBody) -> 201 StockView,
        by MOVERS, with [Keyed];
    /// Sends units from one location to another.
    ShipTransfer: POST "/transfers" (NoPath, NoQuery, TransferBody) -> 201 TransferView,
        by MOVERS, with [Keyed];
    /// Lists transfers, the newest first.
    ListTransfers: GET "/transfers" (NoPath, PageQuery, NoBody) -> 200 Page<TransferSummary>,
        by LOOKERS, with [];
    /// Shows a transfer.
    ViewTransfer: GET "/transfers/{transfer_id}" (TransferPath, NoQuery, NoBody) -> 200 TransferView,
        by LOOKERS, with [];
    /// Takes in what arrived of a transfer, all or a part of it.
    ReceiveTransfer: POST "/transfers/{transfer_id}/receipts" (TransferPath, NoQuery, ArrivalsBody) -> 201 TransferView,
        by MOVERS, with [Keyed];
    /// Shows what is put aside for a checkout, and where it lies.
    ViewReservation: GET "/reservations/{reservation_id}" (ReservationPath, NoQuery, NoBody) -> 200 ReservationView,
        by LOOKERS, with [];
    /// Gives back what a checkout that is closed or lost still holds.
    ReleaseReservation: POST "/reservations/{reservation_id}/release" (ReservationPath, NoQuery, NoBody) -> 201 ReservationView,
        by MOVERS, with [Keyed];
    /// Says whether SKUs can be had, without telling how much there is.
    ViewAvailability: GET "/availability" (NoPath, AvailabilityQuery, NoBody) -> 200 AvailabilityView,
        by Caller::Public, with [];
}

/// Which location.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LocationPath {
    /// The location.
    pub location_id: LocationId,
}

/// Which SKU.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SkuPath {
    /// The SKU.
    pub sku: Sku,
}

/// Which transfer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TransferPath {
    /// The transfer.
    pub transfer_id: TransferId,
}

/// Which reservation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReservationPath {
    /// The reservation.
    pub reservation_id: ReservationId,
}

/// A place that holds stock.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationBody {
    /// Its name.
    pub title: Title,
    /// Where it is.
    #[serde(default)]
    pub country: Option<CountryCode>,
    /// Where parcels to it go, such as those that come back; its country is the same.
    #[serde(default)]
    pub address: Option<Address>,
    /// Whether goods may come in.
    #[serde(default = "yes")]
    pub active: bool,
}

/// A place that holds stock.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LocationView {
    /// The location.
    pub location_id: LocationId,
    /// Its name.
    pub title: Title,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<CountryCode>,
    /// Where parcels to it go.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<Address>,
    /// Whether goods may come in. What is there may be sold either way.
    pub active: bool,
}

/// How a SKU is stocked.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StockBody {
    /// Whether units are counted. Services and downloads are not, and never run out.
    #[serde(default = "yes")]
    pub tracked: bool,
    /// What happens when there are no more.
    #[serde(default)]
    pub oversell: Oversell,
    /// Total of sellable units at and below which staff are told.
    #[serde(default)]
    #[schemars(range(max = 1_000_000))]
    pub reorder_point: Option<u32>,
    /// What a kit is made of. A kit has no units of its own.
    #[serde(default)]
    #[schemars(length(max = KIT_COMPONENTS_MAX))]
    pub components: Vec<Component>,
    /// Where it is, first choice first. Locations that hold it and are left out stay, behind these.
    #[serde(default)]
    #[schemars(length(max = LOCATIONS_MAX))]
    pub locations: Vec<StockedAt>,
    /// Over how many shards new units are spread: more for SKUs that many buy at once.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = STOCK_SHARDS_MAX))]
    pub shards: u16,
}

/// The stock of a SKU.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StockView {
    /// The SKU.
    pub sku: Sku,
    /// Whether units are counted.
    pub tracked: bool,
    /// What happens when there are no more.
    pub oversell: Oversell,
    /// Total of sellable units at and below which staff are told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reorder_point: Option<u32>,
    /// What a kit is made of.
    pub components: Vec<Component>,
    /// Over how many shards new units are spread.
    pub shards: u16,
    /// Units that may be promised now, from stock; of a kit, as its scarcest component allows.
    /// Absent if units are not counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub available: Option<u32>,
    /// All locations together.
    pub total: LevelView,
    /// Each location.
    pub locations: Vec<StockedView>,
}

/// Counters of stock.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct LevelView {
    /// Sellable units that are there, promised or not.
    pub on_hand: u32,
    /// Of these, promised to buyers.
    pub reserved: u32,
    /// Of these, units that may be promised: neither reserved nor safety stock.
    pub available: u32,
    /// On the way from another location.
    pub incoming: u32,
    /// There, but not fit for sale.
    pub damaged: u32,
    /// Promised to buyers, and not there yet.
    pub backordered: u32,
}

/// The stock of a SKU at one location.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StockedView {
    /// The location.
    pub location_id: LocationId,
    /// Units there that are never promised to anybody.
    pub safety_stock: u32,
    /// What is there.
    #[serde(flatten)]
    pub level: LevelView,
}

/// One entry of the stock ledger.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MovementView {
    /// The entry.
    pub movement_id: MovementId,
    /// When.
    pub at: Timestamp,
    /// Where.
    pub location_id: LocationId,
    /// By how much each counter moved.
    pub delta: Delta,
    /// Why.
    pub reason: Reason,
    /// By what kind of caller.
    pub actor: String,
    /// The receipt, reservation, transfer or note behind it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reference: Option<String>,
}

/// Units of one SKU.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitsBody {
    /// The SKU.
    pub sku: Sku,
    /// Units.
    pub quantity: Quantity,
}

/// Goods that come in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptBody {
    /// Where.
    pub location_id: LocationId,
    /// The delivery note's number, for the ledger.
    #[serde(default)]
    pub reference: Option<Line>,
    /// What. A SKU on several lines is added up.
    #[schemars(length(min = 1, max = LINES_MAX))]
    pub lines: Vec<UnitsBody>,
}

/// Goods that came in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReceiptView {
    /// Where.
    pub location_id: LocationId,
    /// Distinct SKUs.
    pub skus: u32,
    /// Units in all.
    pub units: u64,
}

/// Why units turned up or are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentReason {
    /// They turned up.
    Found,
    /// They are gone.
    Lost,
    /// They were stolen.
    Stolen,
    /// An earlier entry was wrong.
    Corrected,
}

/// Units that turned up or are gone.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentBody {
    /// Where.
    pub location_id: LocationId,
    /// Units: more, or fewer if negative; not nought.
    #[schemars(range(min = -1_000_000, max = 1_000_000))]
    pub by: i32,
    /// Why.
    pub reason: AdjustmentReason,
    /// A word on it, for the ledger.
    #[serde(default)]
    pub note: Option<Line>,
}

/// A stocktake.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountBody {
    /// Where.
    pub location_id: LocationId,
    /// Sellable units that were counted, promised ones among them.
    #[schemars(range(max = 1_000_000))]
    pub counted: u32,
    /// A word on it, for the ledger.
    #[serde(default)]
    pub note: Option<Line>,
}

/// Units that broke, were mended or were thrown away.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DamageBody {
    /// Where.
    pub location_id: LocationId,
    /// Units.
    pub quantity: Quantity,
    /// What happened to them.
    pub damage: Damage,
    /// A word on it, for the ledger.
    #[serde(default)]
    pub note: Option<Line>,
}

/// Which location's units are dealt anew.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RebalancingBody {
    /// The location.
    pub location_id: LocationId,
}

/// Units to send.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferBody {
    /// Where the units are.
    pub from: LocationId,
    /// Where they go.
    pub to: LocationId,
    /// What, each SKU once.
    #[schemars(length(min = 1, max = TRANSFER_LINES_MAX))]
    pub lines: Vec<UnitsBody>,
}

/// What arrived.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrivalsBody {
    /// What, each SKU once.
    #[schemars(length(min = 1, max = TRANSFER_LINES_MAX))]
    pub lines: Vec<Arrival>,
}

/// Units on their way.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TransferView {
    /// The transfer.
    pub transfer_id: TransferId,
    /// Where the units were.
    pub from: LocationId,
    /// Where they go.
    pub to: LocationId,
    /// When they left.
    pub shipped_at: Timestamp,
    /// What, and what became of it.
    pub lines: Vec<TransferLine>,
    /// Units that are still on their way.
    pub on_the_way: u32,
}

/// What is put aside for a checkout.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReservationView {
    /// The reservation.
    pub reservation_id: ReservationId,
    /// For whom.
    pub checkout_id: CheckoutId,
    /// Page by page of the order's lines.
    pub pages: Vec<ReservationPageView>,
}

/// One page of a reservation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReservationPageView {
    /// The page, from 0.
    pub page: u32,
    /// How it stands.
    pub state: ReservationState,
    /// Since when.
    pub created_at: Timestamp,
    /// When the units may be given back, unless the order is placed.
    pub expires_at: Timestamp,
    /// What.
    pub lines: Vec<ReservedLineView>,
}

/// One line of a reservation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReservedLineView {
    /// The SKU, which may be a kit.
    pub sku: Sku,
    /// Units that were put aside.
    pub quantity: u32,
    /// Of these, units that were given back since.
    pub released: u32,
    /// Of these, units that have left with a parcel.
    pub dispatched: u32,
    /// Of the quantity, units that were not there when they were promised.
    pub backordered: u32,
    /// Where the units still put aside lie; of a kit, its components.
    pub from: Vec<TakeView>,
}

/// Units that lie somewhere.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TakeView {
    /// The SKU; of a kit, the component.
    pub sku: Sku,
    /// Where.
    pub location_id: LocationId,
    /// Units.
    pub quantity: u32,
}

/// Which SKUs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AvailabilityQuery {
    /// The SKUs: `sku=A&sku=B`.
    #[schemars(length(min = 1, max = AVAILABILITY_SKUS_MAX))]
    pub sku: Vec<Sku>,
}

/// Whether SKUs can be had.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AvailabilityView {
    /// One answer per SKU, in the order of the question.
    pub items: Vec<AvailabilityOfSku>,
}

/// Whether a SKU can be had.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AvailabilityOfSku {
    /// The SKU.
    pub sku: Sku,
    /// Whether it can be had.
    pub state: AvailabilityState,
    /// How many can be had; 20 means 20 or more. Absent if units are not counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub units: Option<u32>,
    /// When the goods are expected.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub available_from: Option<Timestamp>,
}

/// Whether a SKU can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AvailabilityState {
    /// It is there.
    InStock,
    /// It is not there, but can be promised.
    Backorder,
    /// It does not exist yet, but can be promised.
    Preorder,
    /// It cannot be had.
    OutOfStock,
    /// The warehouse does not know it.
    Unknown,
}

fn yes() -> bool {
    true
}

fn one() -> u16 {
    1
}
