//! Filling the gaps of a statement.

/// Fills `{{name}}` with text that is safe to stand there. What is filled in is not looked at again; gaps of other names
/// stay for whoever fills them.
pub fn fill(statement: &str, gaps: &[(&str, &str)]) -> String {
    let mut parts = statement.split("{{");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let gap = part.split_once("}}").and_then(|(name, rest)| {
            let (_, value) = gaps.iter().find(|(gap, _)| *gap == name)?;
            Some((value, rest))
        });
        let (value, rest) = gap.unwrap_or((&"{{", part));
        filled.push_str(value);
        filled.push_str(rest);
    }
    filled
}

/// A text as SQL's literal. The standard knows no other way out of it than its own quote.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
