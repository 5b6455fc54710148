//! Operations of `carrier`.
mod errand;

pub use errand::{ErrandLabelView, GuestProofBody, RepairLabelBody};

use crate::{
    Caller, NoBody, NoPath, NoQuery, Role,
    fulfilment::ShipmentPath,
    recycle::TakebackPath,
    repair::RepairPath,
    returns::{GuestReturnPath, ReturnPath},
    row::operations,
};
use domain::{carrier::LabelState, fulfilment::Status};
use primitives::{Code, LabelId, Money, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whoever sends it, or helps them.
const SENDER: Caller = Caller::CustomerOrStaff(&[Role::Service, Role::Fulfilment]);

operations! { "carrier":
    /// Asks the carriers what a parcel would cost, cheapest first.
    ListRates: GET "/orders/{order_id}/shipments/{shipment_id}/rates" (ShipmentPath, RatesQuery, NoBody) -> 200 RateList,
        by Caller::Staff(&[Role::Fulfilment]), with [];
    /// Shows the label of a parcel, with addresses that give it as PDF and as ZPL for some minutes.
    ViewLabel: GET "/orders/{order_id}/shipments/{shipment_id}/label" (ShipmentPath, NoQuery, NoBody) -> 200 LabelView,
        by Caller::Staff(&[Role::Fulfilment]), with [];
    /// Lists where the carrier saw a parcel, oldest first.
    ListSightings: GET "/orders/{order_id}/shipments/{shipment_id}/tracking" (ShipmentPath, NoQuery, NoBody) -> 200 SightingList,
        by Caller::CustomerOrStaff(&[Role::Fulfilment, Role::Service]), with [];
    /// Hears what the make-believe carrier has to say; signed in X-Haulier-Signature.
    ReceiveHaulierWebhook: POST "/webhooks/haulier" (NoPath, NoQuery, NoBody) -> 200 TrackingReceipt,
        by Caller::Signed, with [RawBody];
    /// Gives the label, and the QR code for those without a printer, that a granted return comes back with. Asked again, it is the same.
    AskReturnLabel: POST "/orders/{order_id}/returns/{return_id}/label" (ReturnPath, NoQuery, NoBody) -> 200 ErrandLabelView,
        by SENDER, with [Keyed];
    /// The label of a return, and where its parcel was seen last.
    ViewReturnLabel: GET "/orders/{order_id}/returns/{return_id}/label" (ReturnPath, NoQuery, NoBody) -> 200 ErrandLabelView,
        by SENDER, with [];
    /// The same label for a guest, who knows the order's number and the e-mail address that it was placed with.
    AskGuestReturnLabel: POST "/guest-returns/{return_id}/label" (GuestReturnPath, NoQuery, GuestProofBody) -> 200 ErrandLabelView,
        by Caller::Public, with [Keyed];
    /// Gives the label and the QR code that a used thing is sent in with, once its quote was accepted.
    AskTakebackLabel: POST "/takebacks/{takeback_id}/label" (TakebackPath, NoQuery, NoBody) -> 200 ErrandLabelView,
        by SENDER, with [Keyed];
    /// The label of a take-back, and where its parcel was seen last.
    ViewTakebackLabel: GET "/takebacks/{takeback_id}/label" (TakebackPath, NoQuery, NoBody) -> 200 ErrandLabelView,
        by SENDER, with [];
    /// Gives the label that a unit goes back to its owner with, mended or not.
    AskRepairLabel: POST "/orders/{order_id}/repairs/{repair_id}/label" (RepairPath, NoQuery, RepairLabelBody) -> 200 ErrandLabelView,
        by Caller::Staff(&[Role::Service, Role::Fulfilment]), with [Keyed];
    /// The label that a unit goes back with, and where its parcel was seen last.
    ViewRepairLabel: GET "/orders/{order_id}/repairs/{repair_id}/label" (RepairPath, NoQuery, NoBody) -> 200 ErrandLabelView,
        by SENDER, with [];
}

/// How heavy the parcel is.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RatesQuery {
    /// Grams; what it was packed with, or what its goods weigh, where absent.
    #[serde(default)]
    #[schemars(range(min = 1, max = 30000))]
    pub weight_grams: Option<u32>,
}

/// Offers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RateList {
    /// Cheapest first.
    pub items: Vec<RateView>,
}

/// One offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RateView {
    /// Who carries it.
    pub carrier: Code,
    /// The carrier's service; pass it when packing.
    pub service: Code,
    /// What the carrier charges the shop.
    pub cost: Money,
    /// Working days until it arrives, as a rule.
    pub days: u8,
}

/// A label.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LabelView {
    /// The label.
    pub label_id: LabelId,
    /// How far it is.
    pub state: LabelState,
    /// Who carries the parcel.
    pub carrier: Code,
    /// The carrier's service.
    pub service: Code,
    /// By which the carrier knows the parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<Code>,
    /// What the carrier charges the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// Why there is none, by the carrier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Code>,
    /// Gives the label as PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdf_url: Option<String>,
    /// Gives the label in ZPL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zpl_url: Option<String>,
    /// Until when the addresses are good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urls_expire_at: Option<Timestamp>,
}

/// Where a parcel was seen.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SightingList {
    /// Oldest first.
    pub items: Vec<SightingView>,
}

/// One sighting.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SightingView {
    /// What was seen.
    pub status: Status,
    /// When, by the carrier's clock.
    pub seen_at: Timestamp,
    /// The carrier's number of the parcel then.
    pub tracking_number: Code,
}

/// A message was heard.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TrackingReceipt {
    /// The carrier's name for the message.
    pub id: Code,
}
