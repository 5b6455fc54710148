//! `cart`.
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("cart")
}
