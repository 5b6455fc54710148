//! A sample value of every type, from which the published samples of the events are made.
use std::collections::BTreeMap;

/// Gives one plausible value, always the same.
pub trait Example {
    /// The sample.
    fn example() -> Self;
}

macro_rules! examples {
    ($($ty:ty => $value:expr;)*) => {$(
        impl Example for $ty {
            fn example() -> Self { $value }
        }
    )*};
}

examples! {
    String => "example".into();
    bool => true;
    u16 => 1;
    u32 => 2;
    u64 => 3;
    i64 => 4;
}

impl<T: Example> Example for Vec<T> {
    fn example() -> Self {
        vec![T::example()]
    }
}

impl<T: Example> Example for Option<T> {
    fn example() -> Self {
        Some(T::example())
    }
}

impl<K: Example + Ord, V: Example> Example for BTreeMap<K, V> {
    fn example() -> Self {
        Self::from([(K::example(), V::example())])
    }
}
