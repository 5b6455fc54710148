//! Rounds of flows, and what each took.
use crate::flow::shop_around;
use cpu_time::ThreadTime;
use journeys::{shop, skus, stock};
use std::{
    collections::BTreeMap,
    future::Future,
    time::{Duration, Instant},
};
use testkit::Shop;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Flows of a round.
    pub flows: usize,
    /// Rounds.
    pub rounds: usize,
    /// Flows before the first round, which do not count.
    pub warm_up: usize,
}

/// Products on sale.
const PRODUCTS: usize = 40;
/// Units of each: nobody is to find the shelf empty.
const UNITS: u32 = 900_000;

/// What one round took.
pub struct Round {
    /// By the clock on the wall.
    pub wall: Duration,
    /// Each flow.
    pub flows: Vec<Flow>,
}

/// What one flow took.
#[derive(Default)]
pub struct Flow {
    /// Processor time by step.
    pub steps: BTreeMap<&'static str, Duration>,
    /// Processor time by who was at work.
    pub by: BTreeMap<&'static str, Duration>,
    /// Round trips to the table.
    pub table_calls: u64,
}

impl Flow {
    /// Processor time in all.
    pub fn total(&self) -> Duration {
        self.steps.values().sum()
    }
}

/// Watches one flow.
pub struct Watch<'a> {
    flow: &'a mut Flow,
}

impl Watch<'_> {
    /// Does a step, and writes down what it took.
    pub async fn step<T>(&mut self, name: &'static str, step: impl Future<Output = T>) -> T {
        let began = ThreadTime::now();
        let result = step.await;
        *self.flow.steps.entry(name).or_default() += began.elapsed();
        result
    }
}

/// Opens a shop on this thread and lets shoppers in, round by round.
pub fn rounds(plan: Plan) -> std::io::Result<Vec<Round>> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    Ok(runtime.block_on(async {
        let shop = shop();
        let skus = skus(PRODUCTS);
        stock(&shop, &skus, UNITS, 1_295).await;
        let mut number = 0;
        round(&shop, &skus, plan.warm_up, &mut number).await;
        let mut rounds = Vec::new();
        for _ in 0..plan.rounds {
            rounds.push(round(&shop, &skus, plan.flows, &mut number).await);
        }
        rounds
    }))
}

async fn round(shop: &Shop, skus: &[String], flows: usize, number: &mut usize) -> Round {
    let began = Instant::now();
    let mut all = Vec::with_capacity(flows);
    for _ in 0..flows {
        let mut flow = Flow::default();
        let (before, calls) = (shop.database.account().read(), shop.table().meter().read().calls);
        shop_around(shop, skus, *number, &mut Watch { flow: &mut flow }).await;
        flow.table_calls = shop.table().meter().read().calls - calls;
        for (name, spent) in shop.database.account().read() {
            let earlier = before.get(name).copied().unwrap_or_default();
            flow.by.insert(name, spent.saturating_sub(earlier));
        }
        all.push(flow);
        *number += 1;
    }
    Round { wall: began.elapsed(), flows: all }
}
