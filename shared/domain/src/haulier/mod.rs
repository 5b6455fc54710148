//! The make-believe carrier: rates, tracking numbers, parcels and what is seen of them.
//!
//! It is another company: it knows nothing of orders, and its words are its own.
mod parcel;
mod rates;
mod refusal;
mod sscc;

pub use parcel::{Order, Parcel, Report, Scan, ScanKind};
pub use rates::{GRAMS_MAX, Rate, Service, Zone, rates, zone};
pub use refusal::Refusal;
pub use sscc::{Sscc, is_valid, number};
