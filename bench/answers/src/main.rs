//! How long reports take over a day of a million events of visitors and twenty thousand orders, through DuckDB.
//!
//! `cargo run --profile bench -p answers [-- --events 1000000]`, after `make tools`. The files are what the writer writes, fifty
//! thousand rows each; the time is the engine's, files read anew each time.
#![allow(clippy::expect_used)] // A measurement that cannot go on says why, and stops.
use domain::{
    analytics::{Behaviour, Consent, Device, Kind, Partition, Sale, SaleKind, merged},
    reports::{By, Funnel, Per, Question, Segment, Span},
};
use lake::Record;
use primitives::{Day, Timestamp};
use report::Row;
use serde_json::{Value, json};
use std::{
    error::Error,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Rows of one file.
const FILE_ROWS: u32 = 50_000;
/// One order for so many events.
const EVENTS_PER_ORDER: u32 = 50;
/// How often each report is asked.
const TIMES: usize = 7;
/// 2026-11-22T00:00:00Z.
const MIDNIGHT: i64 = 1_795_305_600_000;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// What visitors do, from the many to the few.
const NAMES: [&str; 4] =
    ["Product List Viewed", "Product Viewed", "Product Added", "Checkout Started"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip_while(|word| word != "--events").skip(1);
    let events: u32 = words.next().map_or(Ok(1_000_000), |word| word.parse())?;
    let root = tempfile::tempdir()?;
    let mut bytes = 0;
    for first in (0..events).step_by(FILE_ROWS as usize) {
        let rows = (first..events.min(first + FILE_ROWS)).map(|number| visit(number, events));
        bytes += keep(root.path(), rows.collect(), Partition::of_behaviour)?;
    }
    let orders = events / EVENTS_PER_ORDER;
    keep(
        root.path(),
        (0..orders).flat_map(|number| sold(number, orders)).collect(),
        Partition::of_sale,
    )?;
    let steps = NAMES.iter().skip(1).map(|name| (*name).to_owned()).collect();
    let funnel = Funnel::new(steps, 1_440, Segment::Device)?;
    let asked = [
        ("sales by hour and channel", Question::Sales(Per::Hour, By::Channel)),
        ("sales by SKU", Question::Sales(Per::Span, By::Sku)),
        ("funnel of three steps by device", Question::Funnel(funnel)),
        ("traffic by hour", Question::Traffic(Per::Hour)),
        ("ways of visits", Question::Journeys),
    ];
    let mut rows = Vec::new();
    for (name, question) in asked {
        let mut row = Row::new();
        row.insert("name".into(), json!(name));
        for (field, value) in measured(root.path(), &question)? {
            row.insert(field.into(), value);
        }
        row.insert("bytes_per_event".into(), json!(bytes / u64::from(events)));
        #[allow(clippy::print_stdout)]
        {
            println!("{}", serde_json::to_string(&row)?);
        }
        rows.push(row);
    }
    report::keep("answers", u64::from(events), rows)?;
    Ok(())
}

/// Writes rows as the writer does; the bytes of the files.
fn keep<R: Record + domain::analytics::Identified>(
    root: &Path,
    rows: Vec<R>,
    partition: fn(&R) -> Partition,
) -> Result<u64, Box<dyn Error>> {
    let mut all = 0;
    for (partition, rows) in merged(rows, partition) {
        let bytes = lake::write(&rows, &[])?;
        let path = root.join(partition.part(&bytes));
        std::fs::create_dir_all(path.parent().ok_or("a file lies in a folder")?)?;
        std::fs::write(path, &bytes)?;
        all += u64::try_from(bytes.len())?;
    }
    Ok(all)
}

/// The answers' number of rows, and how long it took: the middle and the worst of all times.
fn measured(
    root: &Path,
    question: &Question,
) -> Result<Vec<(&'static str, Value)>, Box<dyn Error>> {
    let day = || Day::parse("2026-11-22").expect("a day");
    let asked = question.asked(&Span::new(day(), day())?);
    let message = json!({ "root": root, "tables": { "sales": [], "behaviour": [], "spend": [["source", "VARCHAR"]] },
        "statement": asked.statement, "times": TIMES });
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut python = Command::new(here.join(".venv/bin/python"))
        .arg(here.join("tests/lake/ask.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    python.stdin.take().ok_or("no input")?.write_all(message.to_string().as_bytes())?;
    let answer: Value = serde_json::from_slice(&python.wait_with_output()?.stdout)?;
    let seconds = answer.get("seconds").and_then(Value::as_array).ok_or("no times")?;
    let mut millis: Vec<i64> = seconds.iter().filter_map(Value::as_f64).map(millis).collect();
    millis.sort_unstable();
    let middle = millis.get(TIMES / 2).ok_or("no times")?;
    let rows = answer.get("rows").and_then(Value::as_array).ok_or("no rows")?.len();
    Ok(vec![("rows", json!(rows)), ("p50_ms", json!(middle)), ("most_ms", json!(millis.last()))])
}

#[allow(clippy::float_arithmetic, clippy::cast_possible_truncation)] // A time, not money.
fn millis(seconds: f64) -> i64 {
    (seconds * 1_000.0) as i64
}

/// One of ten things that a visitor does on that day, most of them looking.
fn visit(number: u32, events: u32) -> Behaviour {
    let (visitor, step) = (number / 10, number % 10);
    let at =
        MIDNIGHT + i64::from(visitor) * DAY / i64::from(events / 10 + 1) + i64::from(step) * 7_000;
    let at = Timestamp::from_millis(at.min(MIDNIGHT + DAY - 1));
    let chosen = number.wrapping_mul(7_919).wrapping_add(104_729);
    let place = match step {
        0..=3 => 0,
        4..=7 => 1,
        8 => 2,
        _ => 3,
    };
    let did =
        usize::from(place == 3 && visitor.is_multiple_of(3)) * 3 + place * usize::from(place < 3);
    let devices = [Device::Mobile, Device::Desktop, Device::Tablet];
    let text = |text: &str| Some(text.to_owned());
    Behaviour {
        event_id: format!(
            "0195f3c2-0000-7000-8000-{:012x}",
            u64::from(chosen) << 12 | u64::from(number % 4_096)
        ),
        received_at: at.plus_seconds(1),
        occurred_at: at,
        clock_behind_ms: 0,
        kind: if step.is_multiple_of(3) { Kind::Page } else { Kind::Track },
        name: NAMES.get(did).copied().unwrap_or_default().to_owned(),
        consent: Consent::from_bits(3),
        anonymous_id: Some(format!("0195f3c2-aaaa-7000-8000-{visitor:012x}")),
        user_id: None,
        previous_id: None,
        session_id: Some(format!("s-{visitor:08x}")),
        network: text("203.0.113.0/24"),
        device: *devices.get((visitor % 3) as usize).unwrap_or(&Device::Other),
        page: Some(format!("/c/{}/SKU-{:05}", chosen % 40, chosen % 2_000)),
        referrer: text("www.example.org"),
        utm_source: text("newsletter"),
        utm_medium: text("mail"),
        utm_campaign: None,
        click_id: None,
        sku: Some(format!("SKU-{:05}", chosen % 2_000)),
        value_minor: Some(i64::from(chosen % 20_000)),
        currency: text("EUR"),
        properties: Some(format!("{{\"position\":{}}}", chosen % 24)),
        traits: None,
    }
}

/// An order of two lines, and its shipping.
fn sold(number: u32, orders: u32) -> Vec<Sale> {
    let at = MIDNIGHT + i64::from(number) * DAY / i64::from(orders + 1);
    let order_id = format!("ord_0195f3c200007000{number:016x}");
    let row = |part: u32| Sale {
        row_id: format!("{order_id}/{part}@0000000003"),
        subject: format!("{order_id}/{part}"),
        version: 3,
        happened_at: Timestamp::from_millis(at),
        kind: if part == 2 { SaleKind::Shipping } else { SaleKind::Sold },
        order_id: order_id.clone(),
        customer_id: Some(format!("cus_0195f3c200007000{:016x}", number / 3)),
        channel: if number.is_multiple_of(9) { "app".into() } else { "web".into() },
        country: Some("DE".into()),
        currency: "EUR".into(),
        sku: (part < 2).then(|| format!("SKU-{:05}", number.wrapping_mul(31) % 2_000)),
        product_id: None,
        category: None,
        promotion: None,
        units: i64::from(part < 2),
        subtotal_minor: 1_999,
        discount_minor: 0,
        tax_minor: 319,
        total_minor: 1_999,
    };
    (0..3).map(row).collect()
}
