//! The port to carriers.
mod haulier;

use contract::carrier::RateView;
use domain::{
    carrier::{Bought, Label},
    fulfilment::Status,
};
use primitives::{Address, Code, CountryCode, LabelId, Timestamp};
use runtime::{Cx, Fault, HttpRequest};
use std::{future::Future, pin::Pin};

/// Nobody knows whether the call had an effect. The same call may be made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown(pub String);

/// The answer of a carrier, later.
pub type Call<'a, T> = Pin<Box<dyn Future<Output = Result<T, Unknown>> + Send + 'a>>;

/// What a carrier said to an order for a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ordered {
    /// There it is.
    Label {
        /// What was bought.
        bought: Bought,
        /// As PDF.
        pdf: Vec<u8>,
        /// In ZPL.
        zpl: Vec<u8>,
    },
    /// No, and why.
    Refused(Code),
}

/// Where a parcel comes from and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Where it is handed over.
    pub from: CountryCode,
    /// Where it goes.
    pub to: Address,
}

/// What a label is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The carrier's idempotency key.
    pub label_id: &'a LabelId,
    /// What the shop calls the parcel.
    pub reference: &'a str,
    /// The carrier's service.
    pub service: &'a Code,
    /// How heavy it is.
    pub weight_grams: u32,
}

/// A message of a carrier that was believed, in the shop's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The carrier's name for it.
    pub id: Code,
    /// The carrier's number of the parcel.
    pub tracking_number: Code,
    /// What was seen; `None` for what the shop has no use for.
    pub status: Option<Status>,
    /// When, by the carrier's clock.
    pub seen_at: Timestamp,
}

/// A carrier. `Ok` is certain, `Err` is not.
pub trait Carrier: Send + Sync {
    /// As in labels and events.
    fn name(&self) -> &'static str;
    /// What a parcel would cost.
    fn rates<'a>(&'a self, way: &'a Way, weight_grams: u32) -> Call<'a, Vec<RateView>>;
    /// Orders a label. Ordered twice by the same label's id, it is one.
    fn order<'a>(&'a self, asked: &'a Asked<'a>, way: &'a Way) -> Call<'a, Ordered>;
    /// Gives a label back. One that is in use is not taken back; that is certain, too.
    fn void<'a>(&'a self, label: &'a Label) -> Call<'a, ()>;
    /// Reads a webhook: its signature first, then its words.
    fn hear<'a>(
        &'a self,
        request: &'a HttpRequest,
        now: Timestamp,
    ) -> Pin<Box<dyn Future<Output = Result<Message, Fault>> + Send + 'a>>;
}

/// All carriers, the one that is taken where nobody chooses first.
pub fn all(cx: &Cx) -> Vec<Box<dyn Carrier + '_>> {
    vec![Box::new(haulier::Haulier::new(cx))]
}

/// The carrier of that name; the first where it is gone.
pub fn named<'a>(cx: &'a Cx, name: &str) -> Box<dyn Carrier + 'a> {
    let mut all = all(cx);
    let at = all.iter().position(|carrier| carrier.name() == name).unwrap_or(0);
    all.swap_remove(at)
}
