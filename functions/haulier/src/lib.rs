//! `haulier`: a carrier that only pretends, with rates, labels, tracking numbers and webhooks of its own
//! (see `docs/sandbox-carrier.md`).
//!
//! Not for production: it is there so that everything a real carrier does to a shop can be tried.
mod label;
mod rates;
mod scan;
mod sender;
mod ship;
mod tell;
mod view;

use contract::haulier::{HaulierRates, HaulierScan, HaulierShip, HaulierView, HaulierVoid};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("haulier")
        .on(HaulierRates, rates::handle)
        .on(HaulierShip, ship::handle)
        .on(HaulierView, view::handle)
        .on(HaulierVoid, ship::void)
        .on(HaulierScan, scan::handle)
        .on_news(tell::handle)
}
