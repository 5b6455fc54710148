use crate::{Cache, DataKey, FRESH, IndexKey, Place, ROOM, SealError};
use proptest::prelude::*;
use std::{sync::Arc, time::Duration};

fn place<'a>(pk: &'a str, sk: &'a str, attribute: &'a str) -> Place<'a> {
    Place { pk, sk, attribute }
}

proptest! {
    #[test]
    fn what_was_sealed_opens(bits: [u8; 32], clear: Vec<u8>, pk: String, sk: String, at: String) {
        let key = DataKey::new(&bits).unwrap();
        let here = place(&pk, &sk, &at);
        let sealed = key.seal(here, &clear).unwrap();
        prop_assert_eq!(key.open(here, &sealed).unwrap(), clear.clone());
        prop_assert_ne!(key.seal(here, &clear).unwrap(), sealed, "a nonce is never used twice");
    }

    #[test]
    fn what_was_sealed_as_text_opens_and_shows_nothing(bits: [u8; 32], words: Vec<String>) {
        let key = DataKey::new(&bits).unwrap();
        let here = place("CUSTOMER#1", "PROFILE", "name");
        let sealed = key.seal_text(here, &words).unwrap();
        prop_assert_eq!(key.open_text::<Vec<String>>(here, &sealed).unwrap(), words);
        prop_assert_eq!(key.open_text::<u64>(here, &sealed), Err(SealError::Format));
        prop_assert_eq!(key.open_text::<u64>(here, "no base64!"), Err(SealError::Format));
    }

    #[test]
    fn another_key_opens_nothing(bits: [u8; 32], other: [u8; 32], clear: Vec<u8>) {
        prop_assume!(bits != other);
        let here = place("CUSTOMER#1", "PROFILE", "name");
        let sealed = DataKey::new(&bits).unwrap().seal(here, &clear).unwrap();
        let opened = DataKey::new(&other).unwrap().open(here, &sealed);
        prop_assert_eq!(opened, Err(SealError::Opening));
    }

    #[test]
    fn nothing_opens_elsewhere(bits: [u8; 32], a in "[ab]{0,3}", b in "[ab]{0,3}", c in "[ab]{0,3}",
        d in "[ab]{0,3}", e in "[ab]{0,3}", f in "[ab]{0,3}") {
        prop_assume!((&a, &b, &c) != (&d, &e, &f));
        let key = DataKey::new(&bits).unwrap();
        let sealed = key.seal(place(&a, &b, &c), b"Ada").unwrap();
        prop_assert_eq!(key.open(place(&d, &e, &f), &sealed), Err(SealError::Opening));
    }

    #[test]
    fn no_changed_byte_opens(bits: [u8; 32], clear: Vec<u8>, at: prop::sample::Index, by in 1_u8..) {
        let key = DataKey::new(&bits).unwrap();
        let here = place("CUSTOMER#1", "PROFILE", "name");
        let mut sealed = key.seal(here, &clear).unwrap();
        let at = at.index(sealed.len());
        sealed[at] ^= by;
        prop_assert!(key.open(here, &sealed).is_err());
    }

    #[test]
    fn rubbish_is_refused(bits: [u8; 32], rubbish: Vec<u8>) {
        let key = DataKey::new(&bits).unwrap();
        prop_assert!(key.open(place("p", "s", "a"), &rubbish).is_err());
    }

    #[test]
    fn hashes_tell_kinds_values_and_shops_apart(bits: [u8; 32], other: [u8; 32],
        kind in "[ab]{0,3}", value in "[ab]{0,3}", kind2 in "[ab]{0,3}", value2 in "[ab]{0,3}") {
        let key = IndexKey::new(&bits);
        let same = (&kind, &value) == (&kind2, &value2);
        prop_assert_eq!(key.hash(&kind, &value) == key.hash(&kind2, &value2), same);
        prop_assert_eq!(IndexKey::new(&other).hash(&kind, &value) == key.hash(&kind, &value), bits == other);
    }
}

#[test]
fn a_cached_key_is_stale_in_time_and_forgotten_at_once() {
    let (mut cache, key) = (Cache::default(), Arc::new(DataKey::new(&[7; 32]).unwrap()));
    cache.keep("a", Arc::clone(&key), Duration::ZERO);
    assert!(cache.get("a", FRESH.saturating_sub(Duration::from_nanos(1))).is_some());
    assert!(cache.get("a", FRESH).is_none());
    cache.keep("a", key, FRESH);
    cache.forget("a");
    assert!(cache.get("a", FRESH).is_none());
}

#[test]
fn the_cache_is_bounded_and_drops_the_oldest() {
    let (mut cache, key) = (Cache::default(), Arc::new(DataKey::new(&[7; 32]).unwrap()));
    let at = |n: usize| Duration::from_millis(u64::try_from(n).unwrap());
    for n in 0..=ROOM {
        cache.keep(&n.to_string(), Arc::clone(&key), at(n));
    }
    let held = (0..=ROOM).filter(|n| cache.get(&n.to_string(), at(ROOM)).is_some());
    assert_eq!(held.collect::<Vec<_>>(), (1..=ROOM).collect::<Vec<_>>());
}
