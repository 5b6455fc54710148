//! Whether an order costs the same in a full table: copies of a whole order's rows are put in first.
use crate::{Usage, meter::measure, usecases::shelf};
use journeys::buy;
use serde_json::Value;
use std::collections::BTreeSet;
use testkit::Shop;

/// Digits of an id.
const ID: usize = 32;
/// Of these, the last, by which copies differ.
const TAIL: usize = 8;

/// What an order of two lines uses in a table that holds so many orders already.
pub async fn place_among(orders: u32) -> Usage {
    let (shop, lines) = shelf(2).await;
    let before: BTreeSet<String> = all(&shop).collect();
    buy(&shop, "first", &lines).await.1.expect(201);
    shop.settle().await;
    let rows: Vec<String> = all(&shop).filter(|row| !before.contains(row)).collect();
    for number in 0..orders {
        for row in &rows {
            let copy = copy(row, number);
            if copy != *row {
                shop.database.put(&serde_json::from_str::<Value>(&copy).unwrap_or_default());
            }
        }
    }
    let (usage, (_, reply)) = measure(&shop, buy(&shop, "buyer", &lines)).await;
    reply.expect(201);
    usage
}

fn all(shop: &Shop) -> impl Iterator<Item = String> {
    shop.database.everything().into_iter().map(|row| row.to_string())
}

/// A row of another order: every id in it ends otherwise. What has no ids, such as a level, stays.
fn copy(row: &str, number: u32) -> String {
    let (mut text, mut digits) = (String::with_capacity(row.len()), String::new());
    for character in row.chars() {
        if matches!(character, '0'..='9' | 'a'..='f') {
            digits.push(character);
            continue;
        }
        text.push_str(&renumbered(&digits, number));
        digits.clear();
        text.push(character);
    }
    text + &digits
}

fn renumbered(digits: &str, number: u32) -> String {
    match digits.len().checked_sub(ID).and_then(|_| digits.get(..digits.len() - TAIL)) {
        Some(head) => format!("{head}{:08x}", !number),
        None => digits.to_owned(),
    }
}
