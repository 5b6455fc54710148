//! Labels of parcels that are no shipments of an order.
use domain::{
    carrier::{ErrandLabel, LabelState, LastSeen},
    order::OrderNumber,
};
use primitives::{Code, Email, LabelId, LocationId, Money, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What only the buyer of an order knows.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuestProofBody {
    /// What the order is called.
    pub number: OrderNumber,
    /// The address that it was placed with.
    pub email: Email,
}

/// What goes back to its owner.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairLabelBody {
    /// Where it is.
    pub location_id: LocationId,
    /// How heavy the parcel is, in grams.
    #[schemars(range(min = 1, max = 30000))]
    pub weight_grams: u32,
}

/// A label of a parcel that is no shipment of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ErrandLabelView {
    /// The label.
    pub label_id: LabelId,
    /// How far it is; `refused` may be asked for anew.
    pub state: LabelState,
    /// Who carries the parcel.
    pub carrier: Code,
    /// The carrier's service.
    pub service: Code,
    /// The shop's end of the way.
    pub location_id: LocationId,
    /// By which the carrier knows the parcel; what the QR code says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<Code>,
    /// What the carrier charges the shop; for staff.
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
    /// Gives the QR code as SVG, to be shown where the parcel is handed over: the label is printed there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr_url: Option<String>,
    /// Until when the addresses are good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urls_expire_at: Option<Timestamp>,
    /// Where the parcel was seen last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<LastSeen>,
}

impl ErrandLabelView {
    /// Without addresses of files, as staff see it or as others do.
    pub fn of(label: &ErrandLabel, staff: bool) -> Self {
        Self {
            label_id: label.label_id.clone(),
            state: label.state,
            carrier: label.carrier.clone(),
            service: label.service.clone(),
            location_id: label.location_id.clone(),
            tracking_number: label.tracking_number.clone(),
            cost: label.cost.filter(|_| staff),
            failure: label.failure.clone(),
            pdf_url: None,
            zpl_url: None,
            qr_url: None,
            urls_expire_at: None,
            seen: label.seen.clone(),
        }
    }
}
