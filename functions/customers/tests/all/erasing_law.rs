//! Whatever was done with customers before: once they are erased, no byte of what was personal is left.
use crate::{
    erasing::{erase, shop},
    shop::{change, entered},
};
use contract::Role;
use proptest::{collection::vec, prelude::*};
use serde_json::json;
use testkit::{Request, Shop};

/// Something that is done with one of three customers, in words of their own.
#[derive(Clone, Debug)]
enum Deed {
    Phone(usize, String),
    Address(usize, String),
    Note(usize, String),
    Merge(usize, usize),
    Erase(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    // Digits and letters that nothing else in the table says.
    let word = || "zq[a-z]{6}";
    prop_oneof![
        (0..3_usize, "0777[0-9]{8}").prop_map(|(who, phone)| Deed::Phone(who, phone)),
        (0..3_usize, word()).prop_map(|(who, word)| Deed::Address(who, word)),
        (0..3_usize, word()).prop_map(|(who, word)| Deed::Note(who, word)),
        (0..3_usize, 0..3_usize).prop_map(|(one, other)| Deed::Merge(one, other)),
        (0..3_usize).prop_map(Deed::Erase),
    ]
}

/// Does it; what is refused changes nothing, and what was said then is nowhere either.
async fn done(shop: &Shop, customers: &[String], deed: &Deed, at: usize) {
    let key = format!("deed-{at}");
    let request = match deed {
        Deed::Phone(who, phone) => change(&customers[*who], json!({ "phone": phone })),
        Deed::Address(who, word) => {
            let address = json!({ "name": word, "line1": word, "city": word, "country": "GB" });
            change(&customers[*who], json!({ "addresses": [{ "address": address }] }))
        }
        Deed::Note(who, word) => Request::post(format!("{}/notes", customers[*who]))
            .staff(Role::Service)
            .key(key)
            .json(&json!({ "text": word })),
        Deed::Merge(one, other) => {
            let merged = customers[*other].trim_start_matches("/customers/");
            Request::post(format!("{}/merges", customers[*one]))
                .staff(Role::Service)
                .key(key)
                .json(&json!({ "merged": merged }))
        }
        Deed::Erase(who) => erase(&customers[*who], &key),
    };
    let status = shop.call(request).await.status;
    assert!(status < 500, "{deed:?}: {status}");
    shop.source.advance(1);
}

fn words(deeds: &[Deed]) -> Vec<&str> {
    let said = deeds.iter().filter_map(|deed| match deed {
        Deed::Phone(_, word) | Deed::Address(_, word) | Deed::Note(_, word) => Some(word.as_str()),
        Deed::Merge(..) | Deed::Erase(_) => None,
    });
    said.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn once_all_are_erased_nothing_of_what_was_said_is_left(deeds in vec(deed(), 1..10)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (shop, files) = shop();
            let mut customers = Vec::new();
            for who in ["one", "two", "three"] {
                customers.push(entered(&shop, who, &format!("{who}@example.com")).await);
            }
            for (at, deed) in deeds.iter().enumerate() {
                done(&shop, &customers, deed, at).await;
            }
            for (at, customer) in customers.iter().enumerate() {
                shop.call(erase(customer, &format!("last-{at}"))).await.expect(200);
            }
            shop.settle().await;
            assert_eq!(files.keys(), ["index"]);
            let items = shop.database.everything().iter().map(ToString::to_string).collect::<Vec<_>>();
            let events = shop.sent().into_iter().map(|event| event.detail).collect::<Vec<_>>();
            for word in words(&deeds) {
                let told = items.iter().chain(&events).find(|text| text.contains(word));
                assert_eq!(told, None, "{word}");
            }
            // Nobody is found by anything any more.
            assert!(!items.iter().any(|text| text.contains("CUSTOMERMARK#")), "{items:?}");
        });
    }
}
