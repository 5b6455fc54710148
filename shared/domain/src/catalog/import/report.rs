//! The file of rejected rows.
use super::Reject;

/// Rejected rows as CSV, in the order of the file.
pub fn report(mut rejects: Vec<Reject>) -> Vec<u8> {
    rejects.sort_by_key(|reject| reject.line);
    let mut text = String::from("line,external_key,code,reason\r\n");
    for reject in rejects {
        let key = reject.external_key.unwrap_or_default();
        let cells = [reject.line.to_string(), cell(&key), cell(&reject.code), cell(&reject.reason)];
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// A field, quoted where it has to be. What a spreadsheet would take for a formula is told that it
/// is text.
pub fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_the_order_of_the_file_and_quoted_where_needed() {
        let reject = |line, reason: &str| Reject {
            line,
            external_key: Some("=1+1".into()),
            code: "import.unreadable_row".into(),
            reason: reason.into(),
        };
        let text =
            String::from_utf8(report(vec![reject(9, "a \"b\", c"), reject(2, "d")])).unwrap();
        assert_eq!(
            text,
            "line,external_key,code,reason\r\n\
             2,'=1+1,import.unreadable_row,d\r\n\
             9,'=1+1,import.unreadable_row,\"a \"\"b\"\", c\"\r\n"
        );
    }
}
