//! The figures, as tables for people.
use crate::{
    Prices, Usage,
    prices::{Bill, Messages},
    visitors::Part,
};
use testkit::Call;

/// A Markdown table of use cases and what a thousand of each cost.
pub fn table(prices: &Prices, measured: &[(&'static str, Usage)]) -> String {
    let mut text = String::from(
        "| use case | HTTP | table calls | read units | write units | events | messages | keys \
         | data $ | compute $ | events $ | **sum, per 1,000** | in batches | gateway $ | mails $ |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for (name, usage) in measured {
        let alone = prices.bill(usage, Messages::Alone);
        let batched = prices.bill(usage, Messages::Batched);
        let Bill { data, compute, events, gateway, mails } = alone;
        let cells = [data, compute, events, alone.own(), batched.own(), gateway, mails];
        text.push_str(&format!(
            "| {name} | {} | {} | {} | {} | {} | {} | {} / {} | {} |\n",
            usage.http_requests,
            usage.table_calls,
            milli(usage.read_milli_units),
            milli(usage.write_milli_units),
            usage.events,
            usage.messages,
            usage.keys_made,
            usage.key_reads,
            cells.map(per_thousand).join(" | "),
        ));
    }
    text
}

/// What a million events of visitors cost, as a Markdown table.
pub fn visitors(parts: &[Part]) -> String {
    let mut text = String::from("| a million events of visitors | | $ |\n|---|--:|--:|\n");
    for Part { what, count, pico_dollars } in parts {
        text.push_str(&format!("| {what} | {count} | {} |\n", dollars(*pico_dollars)));
    }
    let all: u64 = parts.iter().map(|part| part.pico_dollars).sum();
    text.push_str(&format!("| **all**: aim 0.3000 | | **{}** |\n", dollars(all)));
    text
}

/// Dollars, to a hundredth of a cent.
fn dollars(pico: u64) -> String {
    per_thousand(pico / 1_000)
}

/// Call by call, with who asked, what it took, and the bytes of what was put.
pub fn calls(calls: &[Call]) -> String {
    let mut text = String::from("units  call\n");
    for Call { by, operation, items, milli_units, bytes } in calls {
        let item = |(item, bytes): (&String, &usize)| match bytes {
            0 => item.clone(),
            bytes => format!("{item} ({bytes} B)"),
        };
        let items: Vec<String> = items.iter().zip(bytes).map(item).collect();
        let units = milli(*milli_units);
        text.push_str(&format!("{units:>5}  {by}: {operation}: {}\n", items.join(", ")));
    }
    text
}

fn milli(thousandths: u64) -> String {
    format!("{}.{}", thousandths / 1_000, thousandths % 1_000 / 100)
}

/// Dollars of a thousand, to a hundredth of a cent.
pub fn per_thousand(pico: u64) -> String {
    let hundredths_of_cents = pico / 100_000;
    format!("{}.{:04}", hundredths_of_cents / 10_000, hundredths_of_cents % 10_000)
}
