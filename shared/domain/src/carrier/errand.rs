//! A label of a parcel that is no shipment of an order: what comes back to the shop, and what was mended for its owner.
use super::{Bought, LabelState};
use crate::fulfilment::Status;
use events::carrier::{ErrandLabelBoughtV1, ErrandTrackedV1};
use primitives::{
    Code, CountryCode, Invalid, LabelId, LocationId, Money, OrderId, RepairId, ReturnId,
    TakebackId, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a parcel is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Errand {
    /// A return comes to the shop.
    Return {
        /// The order.
        order_id: OrderId,
        /// The return.
        return_id: ReturnId,
    },
    /// A used thing comes to the shop.
    Takeback {
        /// The take-back.
        takeback_id: TakebackId,
    },
    /// A unit goes back to its owner.
    Repair {
        /// The order.
        order_id: OrderId,
        /// The repair.
        repair_id: RepairId,
    },
}

impl Errand {
    /// What the parcel is called: by what it is about, so that it has one label.
    pub fn parcel(&self) -> Result<Code, Invalid> {
        match self {
            Self::Return { return_id, .. } => Code::parse(return_id.as_ref()),
            Self::Takeback { takeback_id } => Code::parse(takeback_id.as_ref()),
            Self::Repair { repair_id, .. } => Code::parse(repair_id.as_ref()),
        }
    }

    /// The return that it is about.
    fn returned(&self) -> Option<(&OrderId, &ReturnId)> {
        match self {
            Self::Return { order_id, return_id } => Some((order_id, return_id)),
            Self::Takeback { .. } | Self::Repair { .. } => None,
        }
    }
}

/// Where a carrier saw a parcel last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LastSeen {
    /// What was seen.
    pub status: Status,
    /// When, by the carrier's clock.
    pub at: Timestamp,
}

/// What a label is asked for.
#[derive(Clone, Debug)]
pub struct ErrandWish {
    /// What the parcel is about.
    pub errand: Errand,
    /// The shop's end of the way.
    pub location_id: LocationId,
    /// Where the parcel is handed over.
    pub from: CountryCode,
    /// How heavy it is.
    pub weight_grams: u32,
    /// The carrier's service.
    pub service: Code,
    /// Who carries it.
    pub carrier: Code,
}

/// The label of one errand: committed before the carrier is asked, with the carrier's idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrandLabel {
    /// What the parcel is called.
    pub parcel: Code,
    /// What it is about.
    pub errand: Errand,
    /// The label; the carrier's idempotency key.
    pub label_id: LabelId,
    /// The shop's end of the way.
    pub location_id: LocationId,
    /// Where the parcel is handed over.
    pub from: CountryCode,
    /// How heavy it is.
    pub weight_grams: u32,
    /// The carrier's service.
    pub service: Code,
    /// Who carries it.
    pub carrier: Code,
    /// How far it is.
    pub state: LabelState,
    /// By which the carrier knows the parcel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<Code>,
    /// What the carrier charges the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// Why there is none, by the carrier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Code>,
    /// Where it was seen last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<LastSeen>,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

/// By which a carrier's message finds an errand's parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrandTracked {
    /// The carrier.
    pub carrier: Code,
    /// The carrier's number.
    pub tracking_number: Code,
    /// The parcel.
    pub parcel: Code,
}

impl ErrandLabel {
    /// A label is asked for.
    pub fn ask(wish: ErrandWish, label_id: LabelId, now: Timestamp) -> Result<Self, Invalid> {
        let ErrandWish { errand, location_id, from, weight_grams, service, carrier } = wish;
        Ok(Self {
            parcel: errand.parcel()?,
            errand,
            label_id,
            location_id,
            from,
            weight_grams: weight_grams.max(1),
            service,
            carrier,
            state: LabelState::Asked,
            tracking_number: None,
            cost: None,
            failure: None,
            seen: None,
            asked_at: now,
        })
    }

    /// The carrier gave it.
    pub fn bought(&self, given: Bought) -> (Self, ErrandTracked, ErrandLabelBoughtV1) {
        let Bought { tracking_number, cost } = given;
        let next = Self {
            state: LabelState::Bought,
            tracking_number: Some(tracking_number.clone()),
            cost: Some(cost),
            ..self.clone()
        };
        let tracked = ErrandTracked {
            carrier: self.carrier.clone(),
            tracking_number: tracking_number.clone(),
            parcel: self.parcel.clone(),
        };
        let event = ErrandLabelBoughtV1 {
            label_id: self.label_id.clone(),
            parcel: self.parcel.clone(),
            carrier: self.carrier.clone(),
            service: self.service.clone(),
            tracking_number,
            cost,
        };
        (next, tracked, event)
    }

    /// The carrier said no: it may be asked for anew.
    #[must_use]
    pub fn refused(&self, failure: Code) -> Self {
        Self { state: LabelState::Refused, failure: Some(failure), ..self.clone() }
    }

    /// The carrier saw the parcel. Nothing, where that was told before, or was overtaken.
    pub fn sighted(
        &self,
        number: &Code,
        status: Status,
        word: Code,
        at: Timestamp,
    ) -> Option<(Self, ErrandTrackedV1)> {
        let mine = self.tracking_number.as_ref() == Some(number);
        let newer = self.seen.as_ref().is_none_or(|seen| seen.at < at);
        if !mine || !newer {
            return None;
        }
        let about = self.errand.returned();
        let event = ErrandTrackedV1 {
            parcel: self.parcel.clone(),
            order_id: about.map(|about| about.0.clone()),
            return_id: about.map(|about| about.1.clone()),
            tracking_number: number.clone(),
            status: word,
            seen_at: at,
        };
        Some((Self { seen: Some(LastSeen { status, at }), ..self.clone() }, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;
    use proptest::prelude::*;

    fn label() -> ErrandLabel {
        let wish = ErrandWish {
            errand: Errand::Takeback { takeback_id: TakebackId::example() },
            location_id: LocationId::example(),
            from: CountryCode::example(),
            weight_grams: 0,
            service: Code::example(),
            carrier: Code::example(),
        };
        let now = Timestamp::from_millis(1_795_253_400_000);
        let asked = ErrandLabel::ask(wish, LabelId::example(), now).unwrap();
        assert_eq!(asked.weight_grams, 1, "nothing weighs nothing");
        let cost = Money::example();
        asked.bought(Bought { tracking_number: Code::example(), cost }).0
    }

    proptest! {
        #[test]
        fn in_whatever_order_a_carrier_tells_it_the_last_sighting_stands(
            told in prop::collection::vec((0..8_usize, 1..50_i64), 1..20)
        ) {
            let mut now = label();
            let mut news = 0;
            for (status, second) in &told {
                let status = Status::ALL[*status];
                let at = Timestamp::from_millis(second * 1_000);
                let word = Code::parse(status.name()).unwrap();
                if let Some((next, _)) = now.sighted(&Code::example(), status, word.clone(), at) {
                    prop_assert!(next.sighted(&Code::example(), status, word, at).is_none());
                    now = next;
                    news += 1;
                }
            }
            let last = told.iter().map(|told| told.1).max().unwrap();
            prop_assert_eq!(now.seen.as_ref().unwrap().at, Timestamp::from_millis(last * 1_000));
            prop_assert!(news <= told.len());
            let other = Code::parse("another").unwrap();
            prop_assert!(now.sighted(&other, Status::Lost, other.clone(), Timestamp::from_millis(99_000)).is_none());
        }
    }
}
