//! Why something about partners' systems is refused.
use super::secret::{OVERLAP_HOURS_MAX, SECRETS_MAX};
use crate::{Kind, Refuse};
use primitives::limits::{API_CLIENTS_MAX, API_KEYS_MAX, ENDPOINTS_MAX, SUBSCRIPTIONS_MAX};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The address is not one that the shop would call.
    #[error("the shop does not call this address: {0}")]
    Target(&'static str),
    /// The subscriptions are too many, or none.
    #[error("choose from 1 to {SUBSCRIPTIONS_MAX} subscriptions, each event once")]
    Subscriptions,
    /// No event is called so.
    #[error("there is no event `{0}`; use an exact name, `source.*` or `*` (see docs/events.html)")]
    UnknownEvent(String),
    /// No chosen event has such a field.
    #[error("no event that `{event}` chooses has the field `{field}`")]
    UnknownField {
        /// The chosen events.
        event: String,
        /// The field.
        field: String,
    },
    /// Enough endpoints.
    #[error("a shop has at most {ENDPOINTS_MAX} endpoints; delete one first")]
    TooManyEndpoints,
    /// Enough secrets.
    #[error(
        "an endpoint has at most {SECRETS_MAX} valid secrets; wait until an old one has run out, or \
         rotate with overlap_hours 0"
    )]
    TooManySecrets,
    /// Old and new side by side for too long.
    #[error("the old may stay valid for {OVERLAP_HOURS_MAX} hours at the most")]
    Overlap,
    /// Nothing is sent to it.
    #[error("the endpoint is disabled; enable it first")]
    Disabled,
    /// What was to be sent is not kept any more.
    #[error("what was delivered is not kept any more")]
    Gone,
    /// Enough clients.
    #[error("a shop has at most {API_CLIENTS_MAX} machine clients; delete one first")]
    TooManyClients,
    /// Enough keys.
    #[error("a client has at most {API_KEYS_MAX} valid keys; revoke one first")]
    TooManyKeys,
    /// A client that may do nothing any more.
    #[error("the client was revoked, or its time is over")]
    Ended,
    /// A client that may do nothing.
    #[error("choose at least one role, each once")]
    Roles,
    /// A client whose time ended before it began.
    #[error("the client would have expired already")]
    Expired,
}

impl Refuse for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Target(_) => "webhook.target",
            Self::Subscriptions => "webhook.subscriptions",
            Self::UnknownEvent(_) => "webhook.unknown_event",
            Self::UnknownField { .. } => "webhook.unknown_field",
            Self::TooManyEndpoints => "webhook.too_many_endpoints",
            Self::TooManySecrets => "webhook.too_many_secrets",
            Self::Overlap => "rotation.overlap",
            Self::Disabled => "webhook.disabled",
            Self::Gone => "webhook.gone",
            Self::TooManyClients => "client.too_many",
            Self::TooManyKeys => "client.too_many_keys",
            Self::Ended => "client.ended",
            Self::Roles => "client.roles",
            Self::Expired => "client.expired",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Target(_)
            | Self::Subscriptions
            | Self::UnknownEvent(_)
            | Self::UnknownField { .. }
            | Self::Overlap
            | Self::Roles
            | Self::Expired => Kind::Wrong,
            _ => Kind::Conflict,
        }
    }
}
