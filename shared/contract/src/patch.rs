//! Bodies that change a part: a field left out stays, null forgets it, a value replaces it.
use serde::{Deserialize, Deserializer};

/// Reads a field that was given, be it as null. Left out, `#[serde(default)]` makes it `None`.
pub fn given<'de, T, D>(from: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(from).map(Some)
}

#[cfg(test)]
mod tests {
    use super::given;
    use serde::Deserialize;

    #[derive(Deserialize, PartialEq, Debug)]
    #[expect(clippy::option_option, reason = "three cases: nothing, null, a value")]
    struct Body {
        #[serde(default, deserialize_with = "given")]
        field: Option<Option<u32>>,
    }

    #[test]
    fn null_is_not_the_same_as_nothing() {
        let read = |json| serde_json::from_str::<Body>(json).unwrap().field;
        assert_eq!(read("{}"), None);
        assert_eq!(read("{\"field\":null}"), Some(None));
        assert_eq!(read("{\"field\":1}"), Some(Some(1)));
    }
}
