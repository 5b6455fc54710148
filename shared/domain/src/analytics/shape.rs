//! Limits on the shape of an event, looked at before anything is built of it.
use super::{EVENT_BYTES_MAX, Flaw};
use serde_json::Value;

/// How deep objects and lists may lie in one another.
pub const DEPTH_MAX: usize = 10;
/// Names and items of one event, all told.
pub const PARTS_MAX: usize = 500;
/// Bytes of one text.
pub const TEXT_BYTES_MAX: usize = 4_096;

/// Checks the raw text of an event, in one pass and without building anything.
pub fn check_raw(raw: &str) -> Result<(), Flaw> {
    if raw.len() > EVENT_BYTES_MAX {
        let most = EVENT_BYTES_MAX / 1_024;
        return Err(Flaw::new(
            "event.too_large",
            format!("an event has at most {most} KB; send less of it"),
        ));
    }
    let (mut depth, mut parts, mut in_text, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in raw.bytes() {
        match (in_text, escaped, byte) {
            (true, true, _) => escaped = false,
            (true, false, b'\\') => escaped = true,
            (true, false, b'"') => in_text = false,
            (false, _, b'"') => in_text = true,
            (false, _, b'{' | b'[') => depth += 1,
            (false, _, b'}' | b']') => depth = depth.saturating_sub(1),
            (false, _, b',') => parts += 1,
            _ => {}
        }
        if depth > DEPTH_MAX {
            return Err(Flaw::new(
                "event.too_deep",
                format!("objects may lie {DEPTH_MAX} deep; flatten them"),
            ));
        }
    }
    if parts > PARTS_MAX {
        return Err(Flaw::new(
            "event.too_many_parts",
            format!("an event has at most {PARTS_MAX} fields and items"),
        ));
    }
    Ok(())
}

/// Checks every text of a value.
pub fn check_texts(value: &Value) -> Result<(), Flaw> {
    match value {
        Value::String(text) => check_text(text),
        Value::Array(items) => items.iter().try_for_each(check_texts),
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            check_text(name)?;
            check_texts(value)
        }),
        Value::Number(number) => check_card(&number.to_string()),
        _ => Ok(()),
    }
}

/// Checks one text: no NUL bytes, not too long, no card number.
pub fn check_text(text: &str) -> Result<(), Flaw> {
    if text.contains('\0') {
        return Err(Flaw::new("event.nul_byte", "a text holds a NUL byte; take it out"));
    }
    if text.len() > TEXT_BYTES_MAX {
        let why = format!("a text has at most {TEXT_BYTES_MAX} bytes; shorten it");
        return Err(Flaw::new("event.text_too_long", why));
    }
    check_card(text)
}

fn check_card(text: &str) -> Result<(), Flaw> {
    if super::privacy::holds_card_number(text) {
        return Err(Flaw::new(
            "event.card_number",
            "a card number must never be sent here; the event was thrown away",
        ));
    }
    Ok(())
}
