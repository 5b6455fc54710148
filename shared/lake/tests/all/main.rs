//! What is written is read back as it was.
use domain::analytics::{Behaviour, Business, Consent, Device, Kind};
use lake::{
    Cell, Cells, Column, LakeError, Record, Schema, TAIL_BYTES, footer_bytes, held, read, write,
};
use primitives::Timestamp;
use proptest::{collection::vec, option, prelude::*, sample::select};

fn text() -> impl Strategy<Value = Option<String>> {
    option::of("\\PC{0,12}")
}

fn row() -> impl Strategy<Value = Behaviour> {
    let ids = (text(), text(), text(), text(), text());
    let page = (text(), text(), text(), text(), text(), text());
    let goods = (text(), option::of(any::<i64>()), text(), text(), text());
    let plain = (
        "[a-z0-9-]{16,40}",
        0_i64..2_000_000_000_000,
        select(&Kind::ALL[..]),
        "\\PC{0,20}",
        0_i64..8,
    );
    (plain, ids, page, goods).prop_map(|((event_id, at, kind, name, bits), ids, page, goods)| {
        Behaviour {
            event_id,
            received_at: Timestamp::from_millis(at),
            occurred_at: Timestamp::from_millis(at / 2),
            clock_behind_ms: at - 7,
            kind,
            name,
            consent: Consent::from_bits(bits),
            anonymous_id: ids.0,
            user_id: ids.1,
            previous_id: ids.2,
            session_id: ids.3,
            network: ids.4,
            device: Device::Tablet,
            page: page.0,
            referrer: page.1,
            utm_source: page.2,
            utm_medium: page.3,
            utm_campaign: page.4,
            click_id: page.5,
            sku: goods.0,
            value_minor: goods.1,
            currency: goods.2,
            properties: goods.3,
            traits: goods.4,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rows_come_back_as_they_were_and_the_same_rows_are_the_same_bytes(rows in vec(row(), 0..60)) {
        let bytes = write(&rows, &[]).unwrap();
        prop_assert_eq!(&bytes, &write(&rows, &[]).unwrap());
        prop_assert_eq!(read::<Behaviour>(bytes).unwrap(), rows);
    }

    #[test]
    fn damaged_files_are_refused_and_nothing_panics(at in 0_usize..2_000, byte in any::<u8>(), cut in 0_usize..2_000) {
        let row = business("evt_1");
        let mut bytes = write(&[row.clone(), row], &[]).unwrap();
        let (at, cut) = (at % bytes.len(), cut % bytes.len());
        let cut_off = read::<Business>(bytes[..cut].to_vec());
        prop_assert!(cut_off.is_err());
        let before = std::mem::replace(&mut bytes[at], byte);
        let read = read::<Business>(bytes);
        // What names the digest is damaged where it is read nevertheless, and says the same.
        prop_assert!(before == byte || read.is_err() || read.unwrap().len() == 2);
    }
}

/// Found by the law above: a footer that says that a column begins before the file does, and a page that says it is longer.
#[test]
fn what_the_reader_of_columns_would_panic_at_is_an_error() {
    let row = business("evt_1");
    let whole = write(&[row.clone(), row], &[]).unwrap();
    for (at, byte) in [(901, 7), (164, 4)] {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        assert!(read::<Business>(bytes).is_err(), "{at}");
    }
}

fn business(event_id: &str) -> Business {
    Business {
        event_id: event_id.into(),
        occurred_at: Timestamp::from_millis(1_795_348_800_000),
        name: "order.OrderPlaced.v1".into(),
        aggregate: "ord_1".into(),
        version: 3,
        correlation_id: "c".into(),
        actor: "shopper".into(),
        data: r#"{"order_id":"ord_1"}"#.into(),
    }
}

#[test]
fn a_merged_file_says_what_it_holds_in_its_last_bytes() {
    let keys = ["lake/business/date=2026-11-22/part-1.parquet".to_owned(), "two".to_owned()];
    let bytes = write(&[business("evt_1")], &keys).unwrap();
    let tail = bytes.len() - usize::try_from(TAIL_BYTES).unwrap();
    let footer = usize::try_from(footer_bytes(&bytes[tail..]).unwrap()).unwrap();
    assert_eq!(held(&bytes[tail - footer..tail]).unwrap(), keys);
    assert!(footer_bytes(b"12345678").is_err() && footer_bytes(b"").is_err());
    let plain = write(&[business("evt_1")], &[]).unwrap();
    assert_ne!(plain, bytes);
}

#[test]
fn more_rows_than_a_group_holds_come_back_in_order() {
    let rows: Vec<Business> = (0..100_010).map(|n| business(&format!("evt_{n:07}"))).collect();
    assert_eq!(read::<Business>(write(&rows, &[]).unwrap()).unwrap(), rows);
}

/// The shop's events as an earlier and a later version of the shop would know them.
struct Other<const VERSION: u32>(Business);

const EARLIER: &[Column] = &[Column::Text("event_id"), Column::MaybeText("note")];

impl<const VERSION: u32> Record for Other<VERSION> {
    const SCHEMA: Schema = Schema { name: "business", version: VERSION, columns: EARLIER };
    fn cell(&self, column: usize) -> Cell<'_> {
        if column == 0 { Cell::Text(&self.0.event_id) } else { Cell::Nothing }
    }
    fn from_cells(cells: &Cells<'_>) -> Result<Self, LakeError> {
        let other = Self(business(&cells.text("event_id")?));
        assert_eq!((cells.maybe_text("note"), cells.maybe_number("added")), (None, None));
        Ok(other)
    }
}

#[test]
fn later_versions_read_earlier_files_and_earlier_ones_refuse_later() {
    // A file of version 1 has columns that this reader does not know, and lacks one that it does.
    let first = write(&[business("evt_1")], &[]).unwrap();
    let read_later = read::<Other<2>>(first).unwrap();
    assert_eq!(read_later[0].0.event_id, "evt_1");
    let later = write(&[Other::<2>(business("evt_1"))], &[]).unwrap();
    assert!(
        matches!(read::<Business>(later), Err(LakeError::Schema(said)) if said == "business/2")
    );
    // What must be there and is not is said by name, and another table is no table of this one.
    let narrow = write(&[Other::<1>(business("evt_1"))], &[]).unwrap();
    assert!(matches!(read::<Business>(narrow), Err(LakeError::Lacks("occurred_at"))));
    let wrong = write(&[business("evt_1")], &[]).unwrap();
    assert!(matches!(read::<Behaviour>(wrong), Err(LakeError::Schema(_))));
}
