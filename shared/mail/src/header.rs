//! What stands in the header of a mail, where a line break begins another header.
use base64::{Engine, engine::general_purpose::STANDARD};

/// Bytes of UTF-8 in one encoded word: 45 make 60 letters, and a word may have 75 with its frame.
const WORD_BYTES: usize = 45;

/// One line, whatever was in it.
pub(crate) fn line(raw: &str) -> String {
    let words = raw.split(|c: char| c.is_control() || c.is_whitespace());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A name and an address as RFC 5322 writes them; letters beyond ASCII by RFC 2047.
pub(crate) fn sender(name: &str, address: &str) -> String {
    let name = line(name);
    if name.is_empty() {
        return address.to_owned();
    }
    if name.is_ascii() {
        let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("\"{quoted}\" <{address}>");
    }
    let mut words: Vec<String> = vec![String::new()];
    for letter in name.chars() {
        match words.last_mut() {
            Some(word) if word.len() + letter.len_utf8() <= WORD_BYTES => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    let words: Vec<String> =
        words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word))).collect();
    format!("{} <{address}>", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_one_line() {
        assert_eq!(line("Your order\r\nBcc: all@example.com"), "Your order Bcc: all@example.com");
        assert_eq!(line(" a \u{85} b\u{2028}c "), "a b c");
    }

    #[test]
    fn a_name_cannot_leave_its_place() {
        assert_eq!(sender("Shop", "a@b.example"), "\"Shop\" <a@b.example>");
        assert_eq!(
            sender("Shop\" <x@y.example>, \\", "a@b.example"),
            "\"Shop\\\" <x@y.example>, \\\\\" <a@b.example>"
        );
        assert_eq!(sender("", "a@b.example"), "a@b.example");
        let german = sender("Grüße & Söhne", "a@b.example");
        assert_eq!(german, "=?UTF-8?B?R3LDvMOfZSAmIFPDtmhuZQ==?= <a@b.example>");
        let long = sender(&"ü".repeat(60), "a@b.example");
        assert!(long.split(' ').all(|word| word.len() <= 75), "{long}");
    }
}
