//! The outbox, over a bus that fails in every way EventBridge knows.
use events::{Actor, Event, WANTED_OUTSIDE, inventory::StockLowV1, order::OrderPlacedV1};
use primitives::{Currency, EventId, Example, Money, Timestamp};
use runtime::{
    Host, Settings,
    ports::{Bus, BusEvent, Jobs, Later, Lines, Ports},
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use table::{Outbox, Published, Table};
use testkit::Shop;

/// A bus that answers as told, entry by entry, and keeps what it took.
#[derive(Default)]
struct Flaky {
    answers: Mutex<Vec<Result<(), String>>>,
    taken: Mutex<Vec<String>>,
    calls: Mutex<Vec<usize>>,
    marks: Mutex<Vec<Vec<&'static str>>>,
}

impl Bus for Flaky {
    fn put<'a>(&'a self, events: &'a [BusEvent]) -> Later<'a, Vec<Result<(), String>>> {
        Box::pin(async move {
            self.calls.lock().unwrap().push(events.len());
            self.marks.lock().unwrap().extend(events.iter().map(|event| event.marks.clone()));
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
async fn nothing_is_marked_where_nobody_waits_and_everything_where_nobody_can_say() {
    let (mut host, bus, _) = host(&[]);
    outbox::app().relay(&host, rows(2, 10)).await.unwrap();
    assert!(bus.marks.lock().unwrap().drain(..).all(|marks| marks.is_empty()));
    // A table that is not there stands for one that does not answer.
    host.table = Table::new(testkit::Embedded::new().client(), "elsewhere");
    outbox::app().relay(&host, rows(2, 10)).await.unwrap();
    assert_eq!(*bus.marks.lock().unwrap(), [[WANTED_OUTSIDE]; 2]);
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

/// Keeps the lines of metrics.
#[derive(Default)]
struct Counted(Mutex<Vec<Value>>);

impl Lines for Counted {
    fn write(&self, line: Value) {
        self.0.lock().unwrap().push(line);
    }
}

fn counted(answers: &[Result<(), &str>]) -> (Host, Arc<Counted>) {
    let (mut host, _, _) = host(answers);
    let lines = Arc::new(Counted::default());
    host.ports = Arc::new(Ports { lines: Some(lines.clone()), ..(*host.ports).clone() });
    host.settings = Arc::new(Settings { metrics: "Kontor/test".into(), ..Settings::default() });
    (host, lines)
}

/// A row with one event, decided `late` milliseconds ago.
fn row<E: Event>(host: &Host, event: &E, late: i64) -> Outbox {
    let at = Timestamp::from_millis(host.source.now().millis() - late);
    let [mut row] = <[Outbox; 1]>::try_from(rows(1, 1)).unwrap();
    row.events[0].detail_type = E::DETAIL_TYPE.into();
    row.events[0].occurred_at = at;
    row.events[0].data = serde_json::to_value(event).unwrap();
    row
}

/// The values of a metric, by what its dimension tells apart.
fn values(lines: &Counted, dimension: &str, metric: &str) -> Vec<(String, Value)> {
    let lines = lines.0.lock().unwrap();
    let has = lines.iter().filter(|line| line.get(metric).is_some());
    has.map(|line| (line[dimension].as_str().unwrap_or("").to_owned(), line[metric].clone()))
        .collect()
}

fn placed(minor: i64, currency: Currency) -> OrderPlacedV1 {
    OrderPlacedV1 { total: Money::new(minor, currency), ..OrderPlacedV1::example() }
}

#[tokio::test]
async fn what_the_bus_took_is_counted_by_name_and_by_currency() {
    let (host, lines) = counted(&[]);
    let rows = vec![
        row(&host, &placed(1_050, Currency::GBP), 0),
        row(&host, &placed(7, Currency::GBP), 0),
        row(&host, &placed(1_200, Currency::JPY), 0),
        row(&host, &StockLowV1::example(), 0),
    ];
    outbox::app().relay(&host, rows).await.unwrap();
    let events = values(&lines, "Event", "Events");
    let low = ("inventory.StockLow.v1".to_owned(), json!([1]));
    assert_eq!(events, [low, ("order.OrderPlaced.v1".to_owned(), json!([3]))]);
    let ordered = values(&lines, "Currency", "Ordered");
    let pounds = ("GBP".to_owned(), json!([10.5, 0.07]));
    assert_eq!(ordered, [pounds, ("JPY".to_owned(), json!([1_200]))], "major units, exactly");
}

#[tokio::test]
async fn the_lag_is_that_of_every_event_a_hundred_to_a_line() {
    let (host, lines) = counted(&[]);
    let rows = (0..120).map(|late| row(&host, &StockLowV1::example(), late)).collect();
    outbox::app().relay(&host, rows).await.unwrap();
    let lags: Vec<Value> = values(&lines, "", "OutboxLag").into_iter().map(|(_, v)| v).collect();
    assert!(lags.iter().all(|part| part.as_array().unwrap().len() <= 100));
    let all: Vec<i64> = lags
        .iter()
        .flat_map(|part| part.as_array().unwrap().iter().map(|lag| lag.as_i64().unwrap()))
        .collect();
    assert_eq!(all.len(), 120);
    assert!(all.iter().zip(0..).all(|(lag, late)| (late..late + 1_000).contains(lag)), "{all:?}");
}

#[tokio::test]
async fn what_is_parked_or_refused_is_not_counted() {
    let (host, lines) = counted(&[Err("MalformedDetail: bad"), Ok(())]);
    let sent =
        vec![row(&host, &placed(100, Currency::GBP), 0), row(&host, &StockLowV1::example(), 0)];
    outbox::app().relay(&host, sent).await.unwrap();
    assert_eq!(values(&lines, "Event", "Events").len(), 1);
    assert!(values(&lines, "Currency", "Ordered").is_empty());
    let (host, lines) = counted(&[Err("InternalFailure: down"); 10]);
    let sent = vec![row(&host, &placed(100, Currency::GBP), 0)];
    outbox::app().relay(&host, sent).await.unwrap_err();
    assert!(lines.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_line_is_in_the_embedded_metric_format() {
    let (host, lines) = counted(&[]);
    outbox::app().relay(&host, vec![row(&host, &placed(100, Currency::GBP), 0)]).await.unwrap();
    for line in lines.0.lock().unwrap().iter() {
        let [about] = line["_aws"]["CloudWatchMetrics"].as_array().unwrap().as_slice() else {
            panic!("{line}")
        };
        assert!(line["_aws"]["Timestamp"].is_i64(), "{line}");
        assert_eq!(about["Namespace"], "Kontor/test");
        for metric in about["Metrics"].as_array().unwrap() {
            let values = line[metric["Name"].as_str().unwrap()].as_array().unwrap();
            assert!(values.iter().all(Value::is_number), "{line}");
        }
        for dimension in about["Dimensions"][0].as_array().unwrap() {
            assert!(line[dimension.as_str().unwrap()].is_string(), "{line}");
        }
        assert!(!line.to_string().contains("actor"), "nobody is named");
    }
}
