//! No two things can ever stand at the same key.
use conformance::{root, shapes};
use std::{collections::BTreeMap, fs, path::PathBuf};
use table::keys;

/// Types whose text never holds a `#`, so that what fills a brace cannot run into the next part.
const WITHOUT_HASH: &[&str] = &[
    "CampaignId",
    "CancellationId",
    "CartId",
    "CategoryId",
    "CheckoutId",
    "ClientId",
    "CountryCode",
    "Currency",
    "CustomerId",
    "Day",
    "DeliveryId",
    "EditId",
    "EndpointId",
    "EntryId",
    "EventId",
    "ExternalKey",
    "GiftCardId",
    "Gtin",
    "ImportId",
    "LineId",
    "Locale",
    "LocationId",
    "MessageId",
    "Month",
    "MovementId",
    "OrderId",
    "OrderNumber",
    "PaymentId",
    "PriceJobId",
    "ProductId",
    "PromotionId",
    "PromotionState",
    "RefundId",
    "RepairId",
    "ReservationId",
    "ReturnId",
    "SandboxId",
    "ScanId",
    "Shelf",
    "ShipmentId",
    "Sku",
    "Slug",
    "TakebackId",
    "ReplayId",
    "Timestamp",
    "TransactionId",
    "TransferId",
    "WeeeCategory",
    "u16",
    "u32",
    "u64",
    "u8",
];

/// Plain strings in keys: made by the shop itself without a `#`, or the last part of a key whose
/// prefix is nobody else's.
const STRINGS: &[(&str, &str)] = &[
    ("Remembered", "request"),
    ("Seen", "consumer"),
    ("Failure", "message_id"),
    ("Collected", "bucket"),
    ("Receipt", "command"),
    // Text of the shop's people, at the end of a key.
    ("CodeLead", "code"),
    ("UseCounter", "counted"),
    ("PriceList", "list_id"),
    ("GroupMember", "group"),
    ("ListedSku", "list_id"),
    ("Repricer", "rule_id"),
    ("PriceMove", "rule_id"),
    ("WordRow", "head"),
    ("WordRow", "word"),
    ("Webhook", "provider"),
    ("Webhook", "event_id"),
    // A provider's word, at the end of a key.
    ("DisputeEvidence", "dispute"),
    ("Suppression", "digest"),
    ("Mark", "mark"),
    ("GiftCodeLead", "digest"),
    // Made by the shop, of digits and letters.
    ("ReferralCode", "code"),
    ("Guesses", "bucket"),
    ("Parcel", "tracking_number"),
    ("Sighting", "message"),
    ("Tracked", "carrier"),
    ("Tracked", "tracking_number"),
    // The text of an id, which the shop made.
    ("ErrandLabel", "parcel"),
    ("ErrandTracked", "carrier"),
    ("ErrandTracked", "tracking_number"),
];

#[test]
fn no_two_entities_share_a_key() {
    let rows = keys::entities();
    for (at, one) in rows.iter().enumerate() {
        for two in &rows[at + 1..] {
            let same = shapes::overlap(one.pk, two.pk) && shapes::overlap(one.sk, two.sk);
            assert!(!same, "{} and {} may share a key", one.entity, two.entity);
        }
    }
}

#[test]
fn what_fills_a_key_holds_no_separator() {
    let mut odd = Vec::new();
    for row in keys::entities() {
        for (name, kind) in row.fields {
            let kind = kind.rsplit("::").next().unwrap().trim();
            if !WITHOUT_HASH.contains(&kind) && !STRINGS.contains(&(row.entity, name)) {
                odd.push(format!("{}.{name}: {kind}", row.entity));
            }
        }
    }
    assert!(odd.is_empty(), "may hold a `#`; see the lists in tests/all/keys.rs: {odd:#?}");
}

#[test]
fn numbers_in_sort_keys_are_padded_so_that_they_sort() {
    for row in keys::entities() {
        for (name, format) in shapes::holes(row.sk) {
            let number = row
                .fields
                .iter()
                .any(|(field, kind)| *field == name && ["u8", "u16", "u32", "u64"].contains(kind));
            assert!(!number || format.starts_with('0'), "{}: {{{name}}} sorts wrongly", row.entity);
        }
    }
}

#[test]
fn a_key_prefix_is_upper_case_and_belongs_to_one_capability() {
    let capabilities = [
        ("analytics", keys::analytics::ENTITIES),
        ("carrier", keys::carrier::ENTITIES),
        ("cart", keys::cart::ENTITIES),
        ("catalog", keys::catalog::ENTITIES),
        ("checkout", keys::checkout::ENTITIES),
        ("customers", keys::customers::ENTITIES),
        ("experiments", keys::experiments::ENTITIES),
        ("giftcards", keys::giftcards::ENTITIES),
        ("haulier", keys::haulier::ENTITIES),
        ("identity", keys::identity::ENTITIES),
        ("integrations", keys::integrations::ENTITIES),
        ("inventory", keys::inventory::ENTITIES),
        ("loyalty", keys::loyalty::ENTITIES),
        ("notification", keys::notification::ENTITIES),
        ("order", keys::order::ENTITIES),
        // Parcels stand in their order's partition: one read gives them all.
        ("order", keys::fulfilment::ENTITIES),
        // So do refunds, returns and repairs.
        ("order", keys::refunds::ENTITIES),
        ("order", keys::returns::ENTITIES),
        ("order", keys::repair::ENTITIES),
        ("payment", keys::payment::ENTITIES),
        ("pricing", keys::pricing::ENTITIES),
        ("recycle", keys::recycle::ENTITIES),
        ("reports", keys::reports::ENTITIES),
        ("repricing", keys::repricing::ENTITIES),
        ("sandbox", keys::sandbox::ENTITIES),
        ("segments", keys::segments::ENTITIES),
    ];
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for (capability, rows) in capabilities {
        for row in rows {
            let prefix = shapes::prefix(row.pk);
            let good = !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_uppercase());
            assert!(good && row.pk.contains('#'), "{}: {} needs PREFIX#", row.entity, row.pk);
            let owner = owners.entry(prefix).or_insert(capability);
            assert_eq!(*owner, capability, "{prefix}# belongs to two capabilities");
        }
    }
}

#[test]
fn names_of_entities_and_lists_are_unique() {
    let mut entities: Vec<&str> = keys::entities().iter().map(|row| row.entity).collect();
    let count = entities.len();
    entities.sort_unstable();
    entities.dedup();
    assert_eq!(entities.len(), count, "two entities have one name");
    for row in keys::lists() {
        assert!(["table", "gsi1", "gsi2", "gsi3"].contains(&row.index), "{}", row.name);
        let prefix = shapes::prefix(row.pk);
        let good = prefix.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
        assert!(good && !prefix.is_empty(), "{}: {} needs PREFIX#", row.name, row.pk);
    }
}

#[test]
fn no_entity_has_a_field_of_a_name_that_the_table_keeps() {
    let mut folders = vec![root().join("shared/domain/src"), root().join("shared/table/src")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("entity.rs") {
                look_for_reserved_fields(&path);
            }
        }
    }
}

fn look_for_reserved_fields(path: &PathBuf) {
    for line in fs::read_to_string(path).unwrap().lines() {
        let Some((name, _)) = line.trim().strip_prefix("pub ").and_then(|l| l.split_once(": "))
        else {
            continue;
        };
        let index = name.len() == 6 && name.starts_with("gsi");
        let kept = ["v", "t", "s", "ttl"].contains(&name) || index;
        assert!(!kept, "{}: the table keeps `{name}` for itself", path.display());
    }
}
