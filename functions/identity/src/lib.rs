//! `identity`: who the callers are, and the records of those who buy.
mod view_me;

use contract::identity::ViewMe;
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("identity").on(ViewMe, view_me::handle)
}
