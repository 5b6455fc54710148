//! A sheet as comma-separated values (RFC 4180), for spreadsheets.
use super::{Cell, Sheet};

/// The sheet as CSV: a line of names, then the rows. Text that a spreadsheet would take for a formula is shown as text.
pub fn csv(sheet: &Sheet) -> String {
    let mut text = String::new();
    let names = sheet.columns.iter().map(|column| quoted(&column.name));
    line(&mut text, names);
    for row in &sheet.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Number(number) => number.to_string(),
            Cell::Text(words) => quoted(words),
            Cell::Nothing(()) => String::new(),
        });
        line(&mut text, cells);
    }
    text
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    text.push_str(&cells.collect::<Vec<_>>().join(","));
    text.push_str("\r\n");
}

/// <https://owasp.org/www-community/attacks/CSV_Injection>
fn quoted(words: &str) -> String {
    let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let words = if formula { format!("'{words}") } else { words.to_owned() };
    if words.contains([',', '"', '\r', '\n']) {
        return format!("\"{}\"", words.replace('"', "\"\""));
    }
    words
}
