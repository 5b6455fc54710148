//! Events of `integrations`: what partners' systems are told, and what becomes of the telling.
use crate::row::events;
use primitives::{ClientId, Code, EndpointId, Timestamp};

events! {
    /// A partner's endpoint gets nothing any more: it failed for days, or said that it is gone.
    EndpointDisabledV1 = "integrations.EndpointDisabled.v1" {
        endpoint_id: EndpointId,
        /// `failures`, `gone` or `staff`.
        cause: Code,
        /// Since when nothing but failures came back; absent unless that is the cause.
        failing_since: Option<Timestamp>,
    }
    /// Staff switched a partner's endpoint on again.
    EndpointEnabledV1 = "integrations.EndpointEnabled.v1" {
        endpoint_id: EndpointId,
    }
    /// A machine client was revoked: none of its keys opens anything any more.
    ClientRevokedV1 = "integrations.ClientRevoked.v1" {
        client_id: ClientId,
    }
}
