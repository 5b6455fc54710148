//! Keys of `cart`, and of the shop's settings.
use crate::{
    Index, Indexed, Personal, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    cart::{Cart, CartDue, CartState, CurrentCart, IDLE_SECONDS_MAX},
    shop::Settings,
};
use primitives::{CartId, CustomerId, Timestamp};

keys! {
    /// A cart with all its lines: one item, so that one conditional write decides every race.
    cart(cart_id: CartId) -> Cart: "CART#{cart_id}" / "CART";
    /// Which cart a customer finds on every device.
    current_cart(customer_id: CustomerId) -> CurrentCart: "CURRENTCART#{customer_id}" / "CART";
    /// Read by every cart and checkout, written by staff alone.
    settings() -> Settings: "SHOP#" / "SETTINGS";
}

lists! {
    /// The clock: carts that may have expired, spread over so many partitions that no index runs hot.
    carts_due(bucket: u16) -> CartDue: gsi1 "CARTS#DUE#{bucket}" / "" oldest;
}

/// Partitions of the list of what may have expired.
pub const DUE_BUCKETS: u16 = 16;

impl Indexed for Settings {}
impl Indexed for CurrentCart {}

impl Indexed for Cart {
    /// By the day it expires, not the moment: an edit moves it in the index once a day at most.
    fn entries(&self) -> Vec<(Index, Place)> {
        let Some(at) = self.expires_at() else { return Vec::new() };
        let (bucket, day, cart_id) = (self.bucket(DUE_BUCKETS), at.day(), &self.cart_id);
        vec![(Index::gsi1, entry(format!("CARTS#DUE#{bucket}"), format!("{day}#{cart_id}")))]
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        (self.state == CartState::Active).then(|| summary::<Self, _>(&self.due()))
    }

    /// A guest is known by the cart alone.
    fn personal(&self) -> Vec<Personal> {
        const WHO: &[&str] = &["email", "shipping_address", "billing_address", "note"];
        vec![match &self.customer_id {
            Some(customer_id) => Personal::of(customer_id, WHO),
            None => Personal::of(&self.cart_id, WHO),
        }]
    }

    /// What is closed holds an address and an e-mail that nobody needs for long. An expired cart was
    /// last edited one idle time ago, so it stays readable for another.
    fn expires(&self) -> Option<Timestamp> {
        match self.state {
            CartState::Active | CartState::Frozen { .. } => None,
            _ => Some(self.updated_at.plus_seconds(2 * IDLE_SECONDS_MAX)),
        }
    }
}
