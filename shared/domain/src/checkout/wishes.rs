//! What the shopper says about themselves, and how that goes into a cart and a checkout.
use super::{Checkout, Details};
use crate::cart::Cart;
use primitives::{Address, Code, Email};

/// What the shopper says about themselves, as it comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Where news of the order goes.
    pub email: Option<Email>,
    /// Where it goes.
    pub shipping_address: Option<Address>,
    /// Whom the invoice names.
    pub billing_address: Option<Address>,
    /// The shop's shipping option.
    pub shipping_option: Option<Code>,
}

impl Wishes {
    /// The cart with these written into it. Where nothing is said, what the cart has stands.
    #[must_use]
    pub fn into_cart(self, cart: &Cart) -> Cart {
        let mut next = cart.clone();
        next.email = self.email.or(next.email);
        next.shipping_address = self.shipping_address.or(next.shipping_address);
        next.billing_address = self.billing_address.or(next.billing_address);
        next.shipping_option = self.shipping_option.or(next.shipping_option);
        next
    }
}

impl Checkout {
    /// The frozen cart with what the checkout says written into it: what it is priced anew by.
    pub(super) fn as_cart(&self, cart: &Cart) -> Cart {
        let Details { email, shipping_address, billing_address, shipping } = self.details.clone();
        let mut next = cart.clone();
        next.email = email;
        next.shipping_address = shipping_address;
        next.billing_address = billing_address;
        next.shipping_option = shipping.map(|shipping| shipping.option);
        next
    }

    /// Whether nothing is said that differs from what is written down.
    pub fn agrees_with(&self, wishes: &Wishes) -> bool {
        fn agree<T: PartialEq>(said: Option<&T>, known: Option<&T>) -> bool {
            said.is_none() || said == known
        }
        let Details { email, shipping_address, billing_address, shipping } = &self.details;
        let option = shipping.as_ref().map(|shipping| &shipping.option);
        agree(wishes.email.as_ref(), email.as_ref())
            && agree(wishes.shipping_address.as_ref(), shipping_address.as_ref())
            && agree(wishes.billing_address.as_ref(), billing_address.as_ref())
            && (!self.ships || agree(wishes.shipping_option.as_ref(), option))
    }
}
