//! Whether two key shapes can ever give the same key.

/// A part of a shape between two `#`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// As written.
    Word(String),
    /// Filled in: anything without a `#`.
    Hole,
}

fn parts(shape: &str) -> Vec<Part> {
    shape
        .split('#')
        .map(|part| if part.contains('{') { Part::Hole } else { Part::Word(part.to_owned()) })
        .collect()
}

/// Whether one string can be of both shapes. What fills a brace never holds a `#`: a test of its own
/// sees to that.
pub fn overlap(one: &str, two: &str) -> bool {
    let (one, two) = (parts(one), parts(two));
    one.len() == two.len()
        && one.iter().zip(&two).all(|pair| match pair {
            (Part::Word(one), Part::Word(two)) => one == two,
            _ => true,
        })
}

/// The names in a shape's braces, with their format: `{page:05}` gives `("page", "05")`.
pub fn holes(shape: &str) -> Vec<(&str, &str)> {
    shape
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .map(|hole| hole.split_once(':').unwrap_or((hole, "")))
        .collect()
}

/// What stands before the first `#`.
pub fn prefix(shape: &str) -> &str {
    shape.split('#').next().unwrap_or(shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_overlap_where_a_hole_can_hold_a_word() {
        assert!(overlap("ORDER#{order_id}", "ORDER#{id}"));
        assert!(overlap("LINES#{page:05}", "LINES#HEAD"));
        assert!(!overlap("ORDER#{id}", "CART#{id}"));
        assert!(!overlap("ORDER#{id}", "ORDER#{id}#{page}"));
        assert_eq!(holes("SKU#{sku}#{shard:03}"), [("sku", ""), ("shard", "03")]);
    }
}
