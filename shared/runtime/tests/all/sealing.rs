//! What is personal lies sealed in the table, and only functions with keys read it.
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::identity::{Customer, Particulars};
use primitives::{CustomerId, Email, Title};
use runtime::{App, Cx, Done, Fault, Outcome};
use serde_json::Value;
use table::keys::identity as keys;
use testkit::Shop;

fn id(name: &str) -> CustomerId {
    CustomerId::parse(format!("cus_{name}")).unwrap()
}

fn record(name: &str, cx: &Cx) -> Customer {
    let particulars = Particulars {
        email: Email::parse(format!("{name}@example.com")).ok(),
        display_name: Title::parse(format!("Name of {name}")).ok(),
        ..Particulars::default()
    };
    domain::identity::create(id(name), particulars, None, cx.now()).unwrap().customer
}

async fn enter(cx: Cx) -> Outcome<()> {
    Ok(Done::new(()).create(&record("ada", &cx)).create(&record("eve", &cx)))
}

async fn touch(cx: Cx) -> Outcome<()> {
    let held = cx.load(keys::customer(&id("ada"))).await?;
    let next = Customer { changed_at: Some(cx.now()), ..held.value.clone() };
    Ok(Done::new(()).replace(&held, &next))
}

/// A function that has no keys reads no name, changes what is its own, and cannot write a name down.
async fn look(cx: Cx) -> Outcome<()> {
    let held = cx.load(keys::customer(&id("ada"))).await?;
    let list = cx.load_many(&[keys::customer(&id("ada")), keys::customer(&id("eve"))]).await?;
    let all = list.into_iter().flatten().chain([held]);
    assert!(all.into_iter().all(|one| one.email.is_none() && one.display_name.is_none()));
    Ok(Done::new(()))
}

async fn write(cx: Cx) -> Outcome<()> {
    let held = cx.load(keys::customer(&id("ada"))).await?;
    Ok(Done::new(()).replace(&held, &record("ada", &cx)))
}

fn shop() -> Shop {
    let apps = vec![
        App::new("keeper").with_keys().on_tick("enter", enter).on_tick("touch-with-keys", touch),
        App::new("other").on_tick("look", look).on_tick("touch", touch),
    ];
    Shop::of(apps)
}

async fn email(shop: &Shop, name: &str) -> Option<String> {
    let held = shop.table().load(&keys::customer(&id(name))).await.unwrap();
    held.email.as_ref().map(ToString::to_string)
}

fn tells(shop: &Shop) -> bool {
    shop.database.everything().iter().map(Value::to_string).any(|item| {
        ["ada@example.com", "Name of ada", "eve@example.com"].iter().any(|word| item.contains(word))
    })
}

#[tokio::test]
async fn it_is_sealed_and_read_all_the_same() {
    let shop = shop();
    shop.tick("enter").await;
    assert!(!tells(&shop));
    assert_eq!(email(&shop, "ada").await.as_deref(), Some("ada@example.com"));
    assert_eq!(shop.keys.keys(), ["subjects/cus_ada", "subjects/cus_eve"]);
    shop.tick("touch-with-keys").await;
    assert!(!tells(&shop));
    assert_eq!(email(&shop, "ada").await.as_deref(), Some("ada@example.com"));
}

#[tokio::test]
async fn who_has_no_keys_reads_nothing_of_it_and_keeps_it_as_it_was() {
    let shop = shop();
    shop.tick("enter").await;
    shop.tick("look").await;
    shop.tick("touch").await;
    let held = shop.table().load(&keys::customer(&id("ada"))).await.unwrap();
    assert!(held.changed_at.is_some() && held.version() == 2);
    assert_eq!(email(&shop, "ada").await.as_deref(), Some("ada@example.com"));
    let refused = App::new("other").on_tick("write", write).tick(shop.host(), "write").await;
    assert!(
        matches!(&refused, Err(Fault::Table(error)) if error.to_string().contains("no keys")),
        "{refused:?}"
    );
    assert!(!tells(&shop));
}

#[tokio::test]
async fn without_its_key_it_is_gone_and_the_rest_is_read() {
    let shop = shop();
    shop.tick("enter").await;
    shop.host().keyring.as_ref().unwrap().destroy("cus_ada").await.unwrap();
    assert_eq!((email(&shop, "ada").await, email(&shop, "eve").await.is_some()), (None, true));
    // A key that is made anew opens nothing of before.
    shop.host().keyring.as_ref().unwrap().own_bits("subjects/cus_ada").await.unwrap();
    assert_eq!(email(&shop, "ada").await, None);
    shop.tick("touch-with-keys").await;
    assert_eq!(email(&shop, "ada").await, None);
}

#[tokio::test]
async fn what_was_sealed_for_one_item_opens_in_no_other() {
    let shop = shop();
    shop.tick("enter").await;
    let all = shop.database.everything();
    let sealed = |name: &str| {
        let item =
            all.iter().find(|item| item["customer_id"]["S"] == format!("cus_{name}")).unwrap();
        item["x"]["M"][format!("cus_{name}")]["B"].as_str().unwrap().to_owned()
    };
    assert_ne!(sealed("ada"), sealed("eve"));
    // Eve's key and Ada's place: what a thief who can write the table would need is both.
    let key =
        shop.host().keyring.as_ref().unwrap().bits("subjects/cus_eve").await.unwrap().unwrap();
    let key = vault::DataKey::new(&key).unwrap();
    let place = |name: &'static str| {
        let pk = if name == "ada" { "CUSTOMER#cus_ada" } else { "CUSTOMER#cus_eve" };
        vault::Place { pk, sk: "CUSTOMER", attribute: "cus_eve" }
    };
    let text = STANDARD.decode(sealed("eve")).unwrap();
    assert!(key.open(place("eve"), &text).is_ok() && key.open(place("ada"), &text).is_err());
}

#[tokio::test]
async fn of_two_who_meet_somebody_at_one_moment_both_have_the_key_that_was_made_first() {
    let shop = shop();
    let keyring = shop.host().keyring.clone().unwrap();
    shop.keys.appearing("subjects/cus_ada", [7; 32]);
    assert_eq!(keyring.own_bits("subjects/cus_ada").await.unwrap(), [7; 32]);
    shop.tick("enter").await;
    assert_eq!(email(&shop, "ada").await.as_deref(), Some("ada@example.com"));
}
