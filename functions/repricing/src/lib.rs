//! `repricing`: moves prices by demand, stock, age and competitors, within bounds, and says why.
//!
//! Invariant: a repricer writes to the price list of its own name and to nothing else that is sold by; a
//! run moves a price once at most, in the transaction that logs the move and says how far the run is.
mod count_sales;
mod end_repricer;
mod known;
mod move_repricer;
mod put_repricer;
mod repricers;
mod run;
mod simulate;

use contract::repricing as op;
use runtime::App;

/// Everything this function answers and does by the clock.
pub fn app() -> App {
    App::new("repricing")
        .on(op::PutRepricer, put_repricer::handle)
        .on(op::ListRepricers, repricers::list)
        .on(op::ViewRepricer, repricers::view)
        .on(op::StartRepricer, move_repricer::handle)
        .on(op::PauseRepricer, move_repricer::handle)
        .on(op::EndRepricer, end_repricer::handle)
        .on(op::SimulateRepricer, simulate::handle)
        .on(op::ListRepricerMoves, repricers::moves)
        .on(op::ListPriceMoves, repricers::moves_of_sku)
        .on_tick("count-sales", count_sales::handle)
        .on_tick("reprice", run::handle)
}
