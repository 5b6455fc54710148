//! A parcel in the carrier's books.
use super::{Refusal, Service, rates};
use primitives::{Address, CountryCode, ExternalKey, Money, ScanId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a sender orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The sender's idempotency key.
    pub key: ExternalKey,
    /// The sender's name for the parcel; on the label.
    pub reference: ExternalKey,
    /// How fast.
    pub service: Service,
    /// Where it is handed over.
    pub from: CountryCode,
    /// Where it goes.
    pub to: Address,
    /// How heavy it is.
    pub weight_grams: u32,
}

/// A parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// The carrier's number.
    pub tracking_number: String,
    /// What was ordered.
    pub order: Order,
    /// What it costs.
    pub price: Money,
    /// What was last seen of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<ScanKind>,
    /// Whether the label was given back.
    pub voided: bool,
    /// When it was ordered.
    pub ordered_at: Timestamp,
}

/// What the carrier's people scan, in the carrier's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ScanKind {
    /// Taken over from the sender.
    #[serde(rename = "PICKUP")]
    Pickup,
    /// Went through a depot.
    #[serde(rename = "HUB")]
    Hub,
    /// On the last van.
    #[serde(rename = "VAN")]
    Van,
    /// Given to the recipient.
    #[serde(rename = "DELIVERED")]
    Delivered,
    /// Nobody was there.
    #[serde(rename = "NOBODY_HOME")]
    NobodyHome,
    /// Not found for a week.
    #[serde(rename = "MISSING")]
    Missing,
    /// Broken.
    #[serde(rename = "BROKEN")]
    Broken,
    /// The recipient said no.
    #[serde(rename = "REFUSED")]
    Refused,
    /// Given back to the sender.
    #[serde(rename = "BACK")]
    Back,
    /// Something that this version does not know.
    #[serde(other, rename = "OTHER")]
    Other,
}

/// One scan, on its way to the sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// The scan.
    pub scan_id: ScanId,
    /// What is told.
    pub report: Report,
    /// When the sender took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_at: Option<Timestamp>,
}

/// What the sender is told, as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Unique; a message that is sent again has the same.
    pub id: ScanId,
    /// The parcel.
    pub tracking_number: String,
    /// What was scanned.
    pub scan: ScanKind,
    /// When.
    pub scanned_at: Timestamp,
}

impl Parcel {
    /// Takes an order, or refuses it.
    pub fn order(order: Order, tracking_number: String, now: Timestamp) -> Result<Self, Refusal> {
        if order.to.postal_code.is_none() {
            return Err(Refusal::AddressIncomplete);
        }
        if order.weight_grams > super::GRAMS_MAX {
            return Err(Refusal::TooHeavy);
        }
        let rate = rates(&order.from, &order.to.country, order.weight_grams)
            .into_iter()
            .find(|rate| rate.service == order.service)
            .ok_or(Refusal::NotServed)?;
        Ok(Self {
            tracking_number,
            order,
            price: rate.price,
            last: None,
            voided: false,
            ordered_at: now,
        })
    }

    /// Refuses if the key was used for something else.
    pub fn is_of(&self, order: &Order) -> Result<(), Refusal> {
        if self.order == *order { Ok(()) } else { Err(Refusal::KeyReused) }
    }

    /// Gives the label back.
    pub fn void(&self) -> Result<Self, Refusal> {
        match self.last {
            Some(_) => Err(Refusal::OnItsWay),
            None => Ok(Self { voided: true, ..self.clone() }),
        }
    }

    /// Somebody scans it.
    pub fn scan(
        &self,
        scan_id: ScanId,
        kind: ScanKind,
        at: Timestamp,
    ) -> Result<(Self, Scan), Refusal> {
        if self.voided {
            return Err(Refusal::Voided);
        }
        let report = Report {
            id: scan_id.clone(),
            tracking_number: self.tracking_number.clone(),
            scan: kind,
            scanned_at: at,
        };
        let next = Self { last: Some(kind), ..self.clone() };
        Ok((next, Scan { scan_id, report, told_at: None }))
    }
}
