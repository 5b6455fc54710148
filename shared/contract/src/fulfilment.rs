//! Operations of `fulfilment`.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations};
use domain::{
    fulfilment::{
        Failure, PARCEL_GRAMS_MAX, Position, Resolution, Shipment, ShipmentState, ShipmentSummary,
    },
    order::LineUnits,
};
use primitives::{
    Code, LineId, LocationId, Money, OrderId, ShipmentId, Sku, Timestamp, limits::POSITIONS_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Those who send.
const WAREHOUSE: &[Role] = &[Role::Fulfilment];
/// Those who may look.
const DESK: &[Role] = &[Role::Fulfilment, Role::Service, Role::Finance];

operations! { "fulfilment":
    /// Lists the parcels of an order, with what is in them and where they are.
    ListShipments: GET "/orders/{order_id}/shipments" (OrderShipmentsPath, NoQuery, NoBody) -> 200 ShipmentList,
        by Caller::CustomerOrStaff(DESK), with [];
    /// Shows one parcel.
    ViewShipment: GET "/orders/{order_id}/shipments/{shipment_id}" (ShipmentPath, NoQuery, NoBody) -> 200 ShipmentView,
        by Caller::CustomerOrStaff(DESK), with [];
    /// Lists what is to be picked, packed and handed over at a location, the oldest first.
    ListLocationShipments: GET "/locations/{location_id}/shipments" (LocationShipmentsPath, PageQuery, NoBody) -> 200 Page<ShipmentSummary>,
        by Caller::Staff(WAREHOUSE), with [];
    /// Lists parcels that went wrong and wait for a decision, the oldest first.
    ListFailedShipments: GET "/shipments/failed" (NoPath, PageQuery, NoBody) -> 200 Page<ShipmentSummary>,
        by Caller::Staff(DESK), with [];
    /// Takes units of a parcel off the shelf: those named, or all that are left.
    PickShipment: POST "/orders/{order_id}/shipments/{shipment_id}/picks" (ShipmentPath, NoQuery, PickBody) -> 200 ShipmentView,
        by Caller::Staff(WAREHOUSE), with [Keyed];
    /// Closes and weighs a parcel, or closes it again; a label is asked for each time.
    PackShipment: POST "/orders/{order_id}/shipments/{shipment_id}/pack" (ShipmentPath, NoQuery, PackBody) -> 200 ShipmentView,
        by Caller::Staff(WAREHOUSE), with [Keyed];
    /// Hands a parcel over: its units leave the stock, and what they cost may be taken.
    DispatchShipment: POST "/orders/{order_id}/shipments/{shipment_id}/dispatch" (ShipmentPath, NoQuery, DispatchBody) -> 200 ShipmentView,
        by Caller::Staff(WAREHOUSE), with [Keyed];
    /// Tells what became of a parcel that a carrier without webhooks carries.
    TrackShipment: POST "/orders/{order_id}/shipments/{shipment_id}/sightings" (ShipmentPath, NoQuery, SightingBody) -> 200 ShipmentView,
        by Caller::Staff(&[Role::Fulfilment, Role::Service]), with [Keyed];
    /// Moves units of a parcel into a new one from the same location.
    SplitShipment: POST "/orders/{order_id}/shipments/{shipment_id}/split" (ShipmentPath, NoQuery, SplitBody) -> 200 ShipmentList,
        by Caller::Staff(WAREHOUSE), with [Keyed];
    /// Puts all of another parcel of the order, from the same location, into this one.
    MergeShipments: POST "/orders/{order_id}/shipments/{shipment_id}/merge" (ShipmentPath, NoQuery, MergeBody) -> 200 ShipmentView,
        by Caller::Staff(WAREHOUSE), with [Keyed];
    /// Decides about a parcel that went wrong: send it once more, or give its price back.
    ResolveShipment: POST "/orders/{order_id}/shipments/{shipment_id}/resolution" (ShipmentPath, NoQuery, ResolveBody) -> 200 ShipmentView,
        by Caller::Staff(&[Role::Fulfilment, Role::Service]), with [Keyed];
}

/// Whose parcels.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OrderShipmentsPath {
    /// The order.
    pub order_id: OrderId,
}

/// Which parcel.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShipmentPath {
    /// The order.
    pub order_id: OrderId,
    /// The parcel.
    pub shipment_id: ShipmentId,
}

/// Where the work is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LocationShipmentsPath {
    /// The location.
    pub location_id: LocationId,
}

/// What was taken off the shelf.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PickBody {
    /// Units by line; all that are left where absent.
    #[serde(default)]
    #[schemars(length(min = 1, max = POSITIONS_MAX))]
    pub lines: Option<Vec<LineUnits>>,
}

/// How a parcel is closed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackBody {
    /// Weight with its box, in grams.
    #[schemars(range(min = 1, max = PARCEL_GRAMS_MAX))]
    pub weight_grams: u32,
    /// The carrier's service; what the buyer chose where absent.
    #[serde(default)]
    pub service: Option<Code>,
}

/// Who carries a parcel that has no label of the shop's.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DispatchBody {
    /// The carrier; absent where the parcel has its label.
    #[serde(default)]
    pub carrier: Option<Code>,
    /// By which that carrier knows it.
    #[serde(default)]
    pub tracking_number: Option<Code>,
}

/// What was seen.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SightingBody {
    /// What became of it.
    pub status: domain::fulfilment::Status,
    /// When; now where absent.
    #[serde(default)]
    pub seen_at: Option<Timestamp>,
}

/// What goes into the new parcel.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitBody {
    /// Units by line.
    #[schemars(length(min = 1, max = POSITIONS_MAX))]
    pub lines: Vec<LineUnits>,
}

/// What is put in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeBody {
    /// The other parcel; nothing is left of it.
    pub shipment_id: ShipmentId,
}

/// What is decided.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveBody {
    /// The way out.
    pub resolution: Resolution,
}

/// All parcels of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShipmentList {
    /// The parcels, oldest first.
    pub items: Vec<ShipmentView>,
}

/// One parcel.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShipmentView {
    /// The order.
    pub order_id: OrderId,
    /// The parcel.
    pub shipment_id: ShipmentId,
    /// Where it is sent from; absent where nothing has to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_id: Option<LocationId>,
    /// How far it is.
    pub state: ShipmentState,
    /// What is wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// The carrier's own word for why it gave no label; shown to staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_because: Option<Code>,
    /// What is in it.
    pub positions: Vec<PositionView>,
    /// Weight of the closed parcel, in grams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_grams: Option<u32>,
    /// The carrier's service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Code>,
    /// Who carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Code>,
    /// By which the carrier and the buyer follow it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<Code>,
    /// What is due for it; known once it has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// When it was given to the location.
    pub created_at: Timestamp,
    /// When it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispatched_at: Option<Timestamp>,
    /// When it was last seen on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Timestamp>,
    /// When it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Timestamp>,
}

/// Units of one line in a parcel.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PositionView {
    /// The line.
    pub line_id: LineId,
    /// The merchant's code; absent where nobody picks it, as with charges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// Units.
    pub quantity: u32,
    /// Of these, units that were taken off the shelf.
    pub picked: u32,
}

impl ShipmentView {
    /// As staff see it.
    pub fn for_staff(shipment: &Shipment) -> Self {
        Self {
            order_id: shipment.order_id.clone(),
            shipment_id: shipment.shipment_id.clone(),
            location_id: shipment.location_id.clone(),
            state: shipment.state,
            failure: shipment.failure,
            refused_because: shipment.refused_because.clone(),
            positions: shipment.positions.iter().map(PositionView::from).collect(),
            weight_grams: shipment.weight_grams,
            service: shipment.service.clone(),
            carrier: shipment.carrier.clone(),
            tracking_number: shipment.tracking_number.clone(),
            amount: shipment.amount,
            created_at: shipment.created_at,
            dispatched_at: shipment.dispatched_at,
            seen_at: shipment.seen_at,
            delivered_at: shipment.delivered_at,
        }
    }

    /// As the buyer sees it: without what goes on in the house.
    pub fn for_buyer(shipment: &Shipment) -> Self {
        let in_house = shipment.state.is_in_house();
        Self {
            location_id: None,
            failure: shipment.failure.filter(|_| !in_house),
            refused_because: None,
            ..Self::for_staff(shipment)
        }
    }
}

impl From<&Position> for PositionView {
    fn from(position: &Position) -> Self {
        Self {
            line_id: position.line_id.clone(),
            sku: position.sku.clone(),
            quantity: position.quantity,
            picked: position.picked,
        }
    }
}
