//! Random histories after the sale. `CASES=200 cargo nextest run -p simulation` plays more of them.
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use simulation::{Act, AfterSale, Step, history};
use testkit::Delivery;

/// Prints what happened, if the run ends in a panic.
struct Diary(AfterSale);

impl Drop for Diary {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}\n", self.0.diary.join("\n"));
        }
    }
}

/// One history, with every event twice and backwards, and how often something was told in it, each time once.
pub async fn played(acts: &[Act], what: &str) -> usize {
    let mut run = Diary(AfterSale::begin(Delivery::TwiceAndBackwards).await);
    for act in acts {
        run.0.play(act).await;
    }
    run.0.rest().await;
    run.0.told(what)
}

/// How many are played: few, for each takes a second.
#[allow(clippy::disallowed_methods)] // A test may be told how long it may take.
fn cases() -> u32 {
    std::env::var("CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(4)
}

#[test]
fn whatever_is_bought_and_given_back_order_payment_stock_points_and_customer_agree() {
    let config = Config {
        cases: cases(),
        max_shrink_iters: 60,
        failure_persistence: None,
        ..Config::default()
    };
    let played = TestRunner::new(config).run(&(history(), proptest::bool::ANY), |(acts, twice)| {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().start_paused(true).build();
        let runtime = runtime.map_err(|e| TestCaseError::fail(e.to_string()))?;
        let delivery = if twice { Delivery::TwiceAndBackwards } else { Delivery::Once };
        runtime.block_on(async {
            let mut run = Diary(AfterSale::begin(delivery).await);
            for act in &acts {
                run.0.play(act).await;
            }
            run.0.rest().await;
        });
        Ok(())
    });
    played.unwrap_or_else(|error| panic!("{error}"));
}

/// Found by a random history: no payment's event tells of store credit, and so nobody heard of it.
#[tokio::test(start_paused = true)]
async fn what_is_given_back_as_store_credit_is_known_to_order_customer_and_points() {
    let acts = [
        Act::bought(3, "tok_visa"),
        Act::Deliver { order: 0 },
        Act::Ask { order: 0, line: 0, units: 1, claim: true, to_credit: true },
        Act::Go { on: 0, step: Step::Settle },
        Act::Carry,
    ];
    assert_eq!(played(&acts, "refunds.RefundCompleted.v1").await, 1);
}
