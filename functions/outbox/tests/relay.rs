//! The outbox, over a bus that fails in every way EventBridge knows.
use events::Actor;
use primitives::{EventId, Timestamp};
use runtime::{
    Host,
    ports::{Bus, BusEvent, Jobs, Later, Ports},
};
use std::sync::{Arc, Mutex};
use table::{Outbox, Published};
use testkit::Shop;

/// A bus that answers as told, entry by entry, and keeps what it took.
#[derive(Default)]
struct Flaky {
    answers: Mutex<Vec<Result<(), String>>>,
    taken: Mutex<Vec<String>>,
    calls: Mutex<Vec<usize>>,
}

impl Bus for Flaky {
    fn put<'a>(&'a self, events: &'a [BusEvent]) -> Later<'a, Vec<Result<(), String>>> {
        Box::pin(async move {
            self.calls.lock().unwrap().push(events.len());
            let mut answers = self.answers.lock().unwrap();
            let results: Vec<_> = events
                .iter()
                .map(|_| if answers.is_empty() { Ok(()) } else { answers.remove(0) })
                .collect();
            let taken = events.iter().zip(&results).filter(|(_, result)| result.is_ok());
            self.taken.lock().unwrap().extend(taken.map(|(event, _)| event.detail_type.clone()));
            Ok(results)
        })
    }
}

#[derive(Default)]
struct Parking(Mutex<Vec<String>>);

impl Jobs for Parking {
    fn send(&self, bodies: Vec<String>) -> Later<'_, ()> {
        Box::pin(async move {
            self.0.lock().unwrap().extend(bodies);
            Ok(())
        })
    }
}

fn host(answers: &[Result<(), &str>]) -> (Host, Arc<Flaky>, Arc<Parking>) {
    let bus = Arc::new(Flaky::default());
    *bus.answers.lock().unwrap() =
        answers.iter().map(|answer| answer.map_err(str::to_owned)).collect();
    let parking = Arc::new(Parking::default());
    let mut host = Shop::of(vec![]).host().clone();
    host.ports =
        Arc::new(Ports { bus: Some(bus.clone()), jobs: Some(parking.clone()), ..Ports::default() });
    (host, bus, parking)
}

fn rows(count: usize, bytes: usize) -> Vec<Outbox> {
    let at = Timestamp::from_millis(0);
    let event = |n: usize| Published {
        id: EventId::parse(format!("evt_{n}")).unwrap(),
        detail_type: format!("test.N{n}.v1"),
        source: "test".into(),
        occurred_at: at,
        correlation_id: "c".into(),
        actor: Actor::system(),
        aggregate: "a".into(),
        version: 1,
        data: "x".repeat(bytes).into(),
    };
    (0..count)
        .map(|n| Outbox {
            event_id: EventId::parse(format!("evt_{n}")).unwrap(),
            events: vec![event(n)],
            until: at,
        })
        .collect()
}

#[tokio::test]
async fn all_go_in_order_in_batches_of_ten() {
    let (host, bus, _) = host(&[]);
    outbox::app().relay(&host, rows(23, 10)).await.unwrap();
    let expected: Vec<_> = (0..23).map(|n| format!("test.N{n}.v1")).collect();
    assert_eq!(*bus.taken.lock().unwrap(), expected);
    assert_eq!(*bus.calls.lock().unwrap(), [10, 10, 3]);
}

#[tokio::test]
async fn a_batch_never_exceeds_what_the_bus_takes() {
    let (host, bus, _) = host(&[]);
    outbox::app().relay(&host, rows(5, 100_000)).await.unwrap();
    assert_eq!(*bus.calls.lock().unwrap(), [2, 2, 1]);
}

#[tokio::test]
async fn an_entry_that_was_refused_goes_again_by_itself() {
    let (host, bus, parking) = host(&[Ok(()), Err("ThrottlingException: slow"), Ok(())]);
    outbox::app().relay(&host, rows(3, 10)).await.unwrap();
    assert_eq!(*bus.taken.lock().unwrap(), ["test.N0.v1", "test.N2.v1", "test.N1.v1"]);
    assert!(parking.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_bus_that_stays_down_fails_the_batch_so_that_it_comes_again() {
    let down = [Err("InternalFailure: down"); 10];
    let (host, _, parking) = host(&down);
    assert!(outbox::app().relay(&host, rows(1, 10)).await.is_err());
    assert!(parking.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn poison_is_parked_with_its_reason_and_holds_nobody_up() {
    let (host, bus, parking) = host(&[Err("MalformedDetail: bad"), Ok(())]);
    outbox::app().relay(&host, rows(2, 10)).await.unwrap();
    assert_eq!(*bus.taken.lock().unwrap(), ["test.N1.v1"]);
    let parked = parking.0.lock().unwrap();
    assert!(parked[0].contains("MalformedDetail") && parked[0].contains("test.N0.v1"));
}

#[tokio::test]
async fn an_event_too_large_for_the_bus_is_parked() {
    let (host, bus, parking) = host(&[]);
    outbox::app().relay(&host, rows(1, 300_000)).await.unwrap();
    assert!(bus.taken.lock().unwrap().is_empty());
    assert_eq!(parking.0.lock().unwrap().len(), 1);
}
