//! Many runs, each by its seed. `SEED=7 cargo test -p simulation` runs one again.
use simulation::World;

/// The seeds to run: the one that is named, or a fixed number of them.
#[allow(clippy::disallowed_methods)] // A test may be told its seed.
fn seeds() -> Vec<u64> {
    match std::env::var("SEED").ok().and_then(|text| text.parse().ok()) {
        Some(seed) => vec![seed],
        None => (1..=6).collect(),
    }
}

/// Steps of one run.
const STEPS: usize = 60;

/// Prints what happened, if the run ends in a panic.
struct Diary<'a>(u64, &'a mut World);

impl Drop for Diary<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {}:\n  {}", self.0, self.1.diary.join("\n  "));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_happens_stock_money_and_orders_agree() {
    for seed in seeds() {
        let mut world = World::of(seed).await;
        let run = Diary(seed, &mut world);
        for _ in 0..STEPS {
            run.1.step().await;
        }
        run.1.rest().await;
    }
}
