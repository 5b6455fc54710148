//! Changing an order after it was placed: lines more, lines fewer, another address, another way of
//! sending; previewed to the penny, and made so in one transaction once stock and money are there.
//!
//! Invariants: what an edit charges or gives back is exactly the difference of what is owed for the
//! order before and after; an order is changed by an edit that was previewed as it is, or not at
//! all; lines that were sold keep their prices, their discounts and their tax. Units that are added are
//! sold as a cart of the same buyer would sell them now, by themselves; units more of a line at the
//! line's own unit price; what staff price, at that price. What is added and taken off at once stays.
mod apply;
mod kept;
mod plan;
mod record;
mod refusal;
mod stay;
mod wish;

pub use apply::{Applied, BegunEdit, EditCause, apply_edit, begin_edit, end_edit};
pub use plan::{Due, EditAsks, EditPlan, PlannedEdit, UnitsRemoved, plan_edit};
pub use record::{EDIT_HOURS, EDITS_MAX, Edit, EditPage, EditState};
pub use refusal::EditRefusal;
pub use wish::{AddedLine, EditWishes, LineTarget, ShippingWish};

#[cfg(test)]
mod laws;
