//! Operations of `cart`, and of the shop's settings.
mod bodies;
mod views;

pub use bodies::{
    AddLinesBody, CartLinePath, CartPath, ChangeLineBody, LineAsk, LineSet, OpenCartBody,
    SetLinesBody, UpdateCartBody,
};
pub use views::{
    CartView, CodeView, LineView, OpenedCart, ShippingOptionsView, ShopOption, ShopView,
};

use crate::{Caller, DerivationView, NoBody, NoPath, NoQuery, row::operations};
use domain::shop::Settings;

operations! { "cart":
    /// Open a cart. The answer has the secret that opens it from then on; it is told only once.
    OpenCart: POST "/carts" (NoPath, NoQuery, OpenCartBody) -> 201 OpenedCart,
        by Caller::Public, with [Keyed];

    /// The signed-in customer's cart, the same on every device; opened if there is none. The answer has a new secret for this device.
    OpenMyCart: POST "/me/cart" (NoPath, NoQuery, OpenCartBody) -> 200 OpenedCart,
        by Caller::Customer, with [Keyed];

    /// A guest signs in: the guest's cart becomes the customer's, or its lines join the customer's cart, which is the answer. What is in both is there in the larger quantity. Doing it again changes nothing. The guest's secret opens the customer's cart from then on.
    ClaimCart: POST "/carts/{cart_id}/claim" (CartPath, NoQuery, NoBody) -> 200 CartView,
        by Caller::Customer, with [];

    /// The cart, with what it costs now and what is wrong with it.
    ViewCart: GET "/carts/{cart_id}" (CartPath, NoQuery, NoBody) -> 200 CartView,
        by Caller::Holder, with [Versioned];

    /// E-mail, addresses, delivery, codes, note. What is left out stays as it is; `null` empties it.
    UpdateCart: PATCH "/carts/{cart_id}" (CartPath, NoQuery, UpdateCartBody) -> 200 CartView,
        by Caller::Holder, with [Versioned];

    /// Add units, of many SKUs at once. A SKU that is in the cart already joins its line. All or none.
    AddLines: POST "/carts/{cart_id}/lines" (CartPath, NoQuery, AddLinesBody) -> 200 CartView,
        by Caller::Holder, with [KeyedWithin, Versioned];

    /// Set quantities by SKU, of many at once; 0 removes. Other lines stay as they are. Doing it again changes nothing.
    SetLines: PATCH "/carts/{cart_id}/lines" (CartPath, NoQuery, SetLinesBody) -> 200 CartView,
        by Caller::Holder, with [Versioned];

    /// Set the quantity of one line; 0 removes it.
    ChangeLine: PATCH "/carts/{cart_id}/lines/{line_id}" (CartLinePath, NoQuery, ChangeLineBody) -> 200 CartView,
        by Caller::Holder, with [Versioned];

    /// Remove a line. Doing it again changes nothing.
    RemoveLine: DELETE "/carts/{cart_id}/lines/{line_id}" (CartLinePath, NoQuery, NoBody) -> 200 CartView,
        by Caller::Holder, with [Versioned];

    /// Why the cart costs what it does: every step of its price, with the rule that made it.
    ViewCartDerivation: GET "/carts/{cart_id}/derivation" (CartPath, NoQuery, NoBody) -> 200 DerivationView,
        by Caller::Holder, with [];

    /// The ways of delivery that are open to the cart, with their prices before promotions.
    ListShippingOptions: GET "/carts/{cart_id}/shipping-options" (CartPath, NoQuery, NoBody) -> 200 ShippingOptionsView,
        by Caller::Holder, with [];

    /// What everybody may know of the shop: where and in which currencies it sells, how it delivers.
    ViewShop: GET "/shop" (NoPath, NoQuery, NoBody) -> 200 ShopView,
        by Caller::Public, with [];

    /// The shop's settings.
    ViewSettings: GET "/settings" (NoPath, NoQuery, NoBody) -> 200 Settings,
        by Caller::Staff(&[]), with [Versioned];

    /// Replace the shop's settings.
    ChangeSettings: PUT "/settings" (NoPath, NoQuery, Settings) -> 200 Settings,
        by Caller::Staff(&[]), with [Versioned];
}
