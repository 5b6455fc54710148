//! `outbox`: carries the events of every transaction from the table's stream to the bus.
mod count;
mod relay;
mod wanted;

use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("outbox").on_outbox(relay::handle)
}
