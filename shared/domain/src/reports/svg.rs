//! A sheet as a chart: bars of its first numbers, in SVG.
use super::{Cell, Measure, Sheet};

/// Rows that a chart shows; the rest is said to be more.
const BARS_MAX: usize = 60;
/// Pixels, more or less: charts scale.
const WIDTH: i64 = 900;
const LABEL: i64 = 260;
const BAR: i64 = 500;
const ROW: i64 = 22;
const HEAD: i64 = 40;

/// The sheet as bars: one for each row, labelled with its words, as long as its first amount of money, or its first count
/// where it has none. What is below nothing is drawn in another colour.
pub fn svg(sheet: &Sheet) -> String {
    let column = |wanted| sheet.columns.iter().position(|column| column.measure == wanted);
    let shown =
        sheet.place("net").or_else(|| column(Measure::Money)).or_else(|| column(Measure::Count));
    let value =
        |row: &Vec<Cell>| shown.and_then(|at| row.get(at)).and_then(Cell::number).unwrap_or(0);
    let rows = sheet.rows.iter().take(BARS_MAX);
    let most = rows.clone().map(|row| value(row).unsigned_abs()).max().unwrap_or(0).max(1);
    let name = shown.and_then(|at| sheet.columns.get(at)).map_or("", |column| &column.name);
    let count = i64::try_from(rows.len()).unwrap_or(0);
    let height = HEAD + ROW * (count + 1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         font-family=\"sans-serif\" font-size=\"13\"><title>{title}</title><text x=\"8\" y=\"24\" \
         font-size=\"16\">{title}</text>",
        title = escaped(&format!("{}: {name}", sheet.report)),
    );
    for (row, at) in rows.zip(0_i64..) {
        let (value, y) = (value(row), HEAD + ROW * at);
        let length = i128::from(value.unsigned_abs()) * i128::from(BAR) / i128::from(most);
        let colour = if value < 0 { "#b3261e" } else { "#2f6db5" };
        svg.push_str(&format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><rect x=\"{LABEL}\" y=\"{}\" width=\"{length}\" \
             height=\"14\" fill=\"{colour}\"/><text x=\"{}\" y=\"{}\">{value}</text>",
            LABEL - 8,
            y + 15,
            escaped(&label(sheet, row)),
            y + 4,
            i128::from(LABEL + 6) + length,
            y + 15,
        ));
    }
    if sheet.rows.len() > BARS_MAX {
        let more = sheet.rows.len() - BARS_MAX;
        svg.push_str(&format!("<text x=\"8\" y=\"{}\">and {more} rows more</text>", height - 6));
    }
    svg.push_str("</svg>");
    svg
}

/// The words of a row, one after the other.
fn label(sheet: &Sheet, row: &[Cell]) -> String {
    let words = row.iter().zip(&sheet.columns).filter_map(|(cell, column)| match cell {
        Cell::Text(text) if !text.is_empty() && column.measure == Measure::Text => {
            Some(text.as_str())
        }
        _ => None,
    });
    let all = words.collect::<Vec<_>>().join(" · ");
    if all.chars().count() > 36 { all.chars().take(35).chain(['…']).collect() } else { all }
}

/// Text that is only ever text: whatever XML would read is spelt out, and what it does not allow is left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter if letter.is_control() => {}
            letter => safe.push(letter),
        }
    }
    safe
}
