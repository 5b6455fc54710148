//! How a decision says no.

/// Why a decision says no: one sentence to read (`Display`), one stable code to rely on.
pub trait Refuse: std::fmt::Display + std::fmt::Debug + Send + 'static {
    /// Stable, such as `stock.insufficient`.
    fn code(&self) -> &'static str;

    /// What kind of no it is.
    fn kind(&self) -> Kind {
        Kind::Conflict
    }

    /// Seconds after which trying again may help, where that is known.
    fn retry_after(&self) -> Option<i64> {
        None
    }
}

/// The kinds of no; the HTTP layer alone gives them numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The state of things does not allow it now.
    Conflict,
    /// It never could be: the request itself is wrong.
    Wrong,
    /// There is no such thing, as far as this caller may know.
    Missing,
    /// This caller may not.
    Forbidden,
    /// The caller's secret or signature is wrong.
    Unauthenticated,
    /// This caller has tried too often.
    TooOften,
}

impl Refuse for primitives::Invalid {
    fn code(&self) -> &'static str {
        "request.invalid"
    }
    fn kind(&self) -> Kind {
        Kind::Wrong
    }
}

impl Refuse for primitives::MoneyError {
    fn code(&self) -> &'static str {
        "money.impossible"
    }
    fn kind(&self) -> Kind {
        Kind::Wrong
    }
}
