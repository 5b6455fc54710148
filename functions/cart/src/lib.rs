//! `cart`: what somebody means to buy, and what the shop has decided for all carts.
//!
//! An edit reads the cart, then everything its view needs in one round trip for every hundred things
//! (and one more for stock levels), and writes the cart on the condition that nobody wrote it
//! meanwhile; who loses that race is run again on the cart as it is then.
mod add_lines;
mod change_line;
mod change_settings;
mod claim_cart;
mod door;
mod erasure;
mod expire_carts;
mod facts;
mod list_shipping_options;
mod open_cart;
mod open_my_cart;
mod remove_line;
mod set_lines;
mod update_cart;
mod view;
mod view_cart;
mod view_derivation;
mod view_settings;
mod view_shop;

use contract::cart::{
    AddLines, ChangeLine, ChangeSettings, ClaimCart, ListShippingOptions, OpenCart, OpenMyCart,
    RemoveLine, SetLines, UpdateCart, ViewCart, ViewCartDerivation, ViewSettings, ViewShop,
};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("cart")
        .with_keys()
        .on(OpenCart, open_cart::handle)
        .on(OpenMyCart, open_my_cart::handle)
        .on(ClaimCart, claim_cart::handle)
        .on(ViewCart, view_cart::handle)
        .on(UpdateCart, update_cart::handle)
        .on(AddLines, add_lines::handle)
        .on(SetLines, set_lines::handle)
        .on(ChangeLine, change_line::handle)
        .on(RemoveLine, remove_line::handle)
        .on(ViewCartDerivation, view_derivation::handle)
        .on(ListShippingOptions, list_shipping_options::handle)
        .on(ViewShop, view_shop::handle)
        .on(ViewSettings, view_settings::handle)
        .on(ChangeSettings, change_settings::handle)
        .on_news(erasure::customer)
        .on_news(erasure::buyer)
        .on_tick("expire-carts", expire_carts::handle)
}
