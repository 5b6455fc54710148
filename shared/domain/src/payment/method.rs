//! How somebody pays.
use primitives::MethodToken;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who moves the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// The make-believe provider.
    Sandbox,
    /// Stripe.
    Stripe,
    /// Nobody: staff have seen the money come in, by bank transfer or at a till.
    Manual,
    /// The shop itself: a gift card or store credit. Nobody outside is asked; the card's own ledger moves in
    /// the transaction that writes the payment down.
    GiftCard,
}

impl Provider {
    /// As in events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Stripe => "stripe",
            Self::Manual => "manual",
            Self::GiftCard => "gift_card",
        }
    }

    /// Whether somebody outside the shop moves the money, and can be asked for more of it.
    pub const fn is_outside(self) -> bool {
        matches!(self, Self::Sandbox | Self::Stripe)
    }

    /// The secret without which this provider cannot be asked: a shop that has none does not take it.
    pub const fn secret(self) -> Option<&'static str> {
        match self {
            Self::Sandbox => Some("psp"),
            Self::Stripe => Some("stripe_key"),
            Self::Manual | Self::GiftCard => None,
        }
    }
}

/// How somebody pays: a provider, and what that provider calls the card or account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// Who moves the money. `manual` is for staff; a gift card is put on the checkout instead.
    pub provider: Provider,
    /// The provider's token; required unless the provider is `manual`. Never a card number: what
    /// looks like one is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<MethodToken>,
}
