//! Keys of `checkout`.
use crate::{
    Indexed, Personal, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::checkout::{Checkout, Source};
use primitives::CheckoutId;
use serde::{Deserialize, Serialize};

keys! {
    /// Read by every step of the saga.
    checkout(checkout_id: CheckoutId) -> Checkout: "CHECKOUT#{checkout_id}" / "CHECKOUT";
}

lists! {
    /// The ticks look for checkouts that stand still or whose time is over, group by group.
    due_checkouts(group: u8) -> DueCheckout: gsi1 "CHECKOUTS#DUE#{group}" / "" oldest;
}

/// A checkout that somebody has to look after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueCheckout {
    /// Which.
    pub checkout_id: CheckoutId,
    /// Whether it should move by itself, rather than wait for its end.
    pub moving: bool,
}

impl Indexed for Checkout {
    fn entries(&self) -> Vec<(crate::Index, Place)> {
        self.due_at()
            .map(|due_at| {
                let group = self.due_group();
                let place = entry(
                    format!("CHECKOUTS#DUE#{group}"),
                    format!("{due_at}#{}", self.checkout_id),
                );
                (crate::Index::gsi1, place)
            })
            .into_iter()
            .collect()
    }

    /// Under the key of the order that it becomes: a checkout that is at work when its customer is erased goes on.
    fn personal(&self) -> Vec<Personal> {
        const WHO: &[&str] =
            &["details.email", "details.shipping_address", "details.billing_address"];
        vec![match &self.source {
            Source::Cart(cart_id) => Personal::of(cart_id, WHO),
            Source::Draft(order_id) | Source::Edit { order_id, .. } => Personal::of(order_id, WHO),
        }]
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        self.due_at().map(|_| {
            summary::<Self, _>(&DueCheckout {
                checkout_id: self.checkout_id.clone(),
                moving: self.state.is_moving(),
            })
        })
    }
}
