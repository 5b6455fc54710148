//! Events of `cart`. Edits publish none: they are the shop's most frequent write, and an event would
//! triple what one costs.
use crate::row::events;
use primitives::{CartId, CustomerId, Timestamp};

events! {
    /// A guest's cart was merged into a customer's, at sign-in.
    CartMergedV1 = "cart.CartMerged.v1" {
        /// The guest's cart, which is closed now.
        cart_id: CartId,
        /// The customer's cart, which has the lines of both.
        into: CartId,
        /// Whose it is.
        customer_id: CustomerId,
        /// Lines of the customer's cart after it.
        line_count: u32,
        /// When.
        merged_at: Timestamp,
    }

    /// A cart was left alone for so long that it was closed.
    CartExpiredV1 = "cart.CartExpired.v1" {
        /// The cart.
        cart_id: CartId,
        /// Whose it was; absent for a guest.
        customer_id: Option<CustomerId>,
        /// Lines it had.
        line_count: u32,
        /// When it was last edited.
        updated_at: Timestamp,
    }
}
