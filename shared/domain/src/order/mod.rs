//! Orders, from a draft of the staff to the last unit: who bought what, at which price, and what
//! became of it.
//!
//! Invariant: an order exists when its head exists; its lines, in pages, were written before or with
//! it. What is given back for cancelled units, in whatever parts and order, sums to what they cost.
mod cancellation;
mod derivation;
mod draft;
mod draft_shipping;
mod edit;
mod erasure;
mod fulfil;
mod head;
mod hold;
mod line;
mod number;
mod payment_status;
mod place;
mod price;
mod reckon;
mod refusal;
pub mod states;
mod tax;
mod timeline;

pub use cancellation::*;
pub use derivation::OrderDerivation;
pub use draft::*;
pub use edit::*;
pub use erasure::OrdersErasure;
pub use fulfil::*;
pub use head::*;
pub use hold::*;
pub use line::*;
pub use number::*;
pub use payment_status::*;
pub use place::*;
pub use reckon::Sale;
pub use refusal::OrderRefusal;
pub use states::{Command, OrderState};
pub use tax::{TaxKept, TaxState, TaxSum, tax_kept};
pub use timeline::*;

#[cfg(test)]
pub(crate) mod laws;
#[cfg(test)]
pub(crate) mod price_laws;
#[cfg(test)]
mod threshold_laws;
