//! Operations of `haulier`, the make-believe carrier. Not the shop's own API: the shop calls it as it
//! would call a real carrier.
use crate::{Caller, NoBody, NoPath, NoQuery, row::operations};
use domain::haulier::{GRAMS_MAX, Rate, ScanKind, Service};
use primitives::{Address, CountryCode, ExternalKey, Money, ScanId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

operations! { "haulier":
    /// What a parcel would cost (make-believe carrier; see docs/sandbox-carrier.md).
    HaulierRates: POST "/haulier/v1/rates" (NoPath, NoQuery, HaulierRatesBody) -> 200 HaulierRateList,
        by Caller::Signed, with [];
    /// Orders a label (make-believe carrier).
    HaulierShip: POST "/haulier/v1/parcels" (NoPath, NoQuery, HaulierShipBody) -> 200 HaulierParcelView,
        by Caller::Signed, with [Keyed];
    /// Shows a parcel (make-believe carrier).
    HaulierView: GET "/haulier/v1/parcels/{tracking_number}" (HaulierPath, NoQuery, NoBody) -> 200 HaulierParcelView,
        by Caller::Signed, with [];
    /// Gives a label back that was not used (make-believe carrier).
    HaulierVoid: POST "/haulier/v1/parcels/{tracking_number}/void" (HaulierPath, NoQuery, NoBody) -> 200 HaulierParcelView,
        by Caller::Signed, with [];
    /// Scans a parcel, as the carrier's people would; the sender hears of it by webhook (make-believe carrier).
    HaulierScan: POST "/haulier/v1/parcels/{tracking_number}/scans" (HaulierPath, NoQuery, HaulierScanBody) -> 200 HaulierScanView,
        by Caller::Signed, with [Keyed];
}

/// Which parcel.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HaulierPath {
    /// The carrier's number.
    pub tracking_number: ExternalKey,
}

/// From where, to where, how heavy.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HaulierRatesBody {
    /// Where it is handed over.
    pub from: CountryCode,
    /// Where it goes.
    pub to: CountryCode,
    /// Grams.
    #[schemars(range(min = 1, max = GRAMS_MAX))]
    pub weight_grams: u32,
}

/// Offers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HaulierRateList {
    /// Cheapest first.
    pub items: Vec<Rate>,
}

/// What is to be carried.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HaulierShipBody {
    /// The sender's name for the parcel.
    pub reference: ExternalKey,
    /// How fast.
    pub service: Service,
    /// Where it is handed over.
    pub from: CountryCode,
    /// Where it goes.
    pub to: Address,
    /// Grams.
    pub weight_grams: u32,
}

/// What was scanned.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HaulierScanBody {
    /// The carrier's word.
    pub scan: ScanKind,
    /// When; now where absent.
    #[serde(default)]
    pub scanned_at: Option<Timestamp>,
}

/// A parcel in the carrier's books.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HaulierParcelView {
    /// The carrier's number.
    pub tracking_number: String,
    /// The sender's name for it.
    pub reference: ExternalKey,
    /// How fast.
    pub service: Service,
    /// What it costs.
    pub price: Money,
    /// The label as PDF, A6, in base64; absent where the label was given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_pdf: Option<String>,
    /// The label in ZPL, for 203 dpi printers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_zpl: Option<String>,
    /// What was last seen of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<ScanKind>,
    /// Whether its label was given back.
    pub voided: bool,
}

/// A scan.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HaulierScanView {
    /// The scan.
    pub scan_id: ScanId,
}
