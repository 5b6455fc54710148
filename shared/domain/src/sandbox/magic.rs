//! Magic cards: what happens is in the token.
use primitives::MethodToken;

/// Seconds after which the provider makes up its mind about `tok_late_webhook`, and the cardholder
/// disputes `tok_dispute`.
pub const LATE_SECONDS: i64 = 10;
/// How often `tok_error` fails before it works.
pub const ERRORS_BEFORE_SUCCESS: u32 = 3;

/// What a card does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Magic {
    /// Authorised at once.
    Success,
    /// Declined: `insufficient_funds`.
    Declined,
    /// The shopper must pass a challenge first.
    Challenge,
    /// Authorised, but the first request never hears of it.
    Silence,
    /// Decided later; only a webhook, or asking again, tells.
    Late,
    /// Authorised, and disputed later.
    Disputed,
    /// Fails a few times, then authorised.
    Broken,
    /// No such card: `invalid_method`.
    Unknown,
}

impl Magic {
    /// What the card of a token does.
    pub fn of(token: &MethodToken) -> Self {
        match token.as_ref() {
            "tok_visa" => Self::Success,
            "tok_declined" => Self::Declined,
            "tok_3ds" => Self::Challenge,
            "tok_timeout" => Self::Silence,
            "tok_late_webhook" => Self::Late,
            "tok_dispute" => Self::Disputed,
            "tok_error" => Self::Broken,
            _ => Self::Unknown,
        }
    }
}
