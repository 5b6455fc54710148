//! An address of a partner that events are delivered to.
use super::{
    Refusal, SigningSecret, Subscription, Target,
    secret::rotate,
    subscription::{check, choice},
};
use events::integrations::{EndpointDisabledV1, EndpointEnabledV1};
use primitives::{Code, EndpointId, Line, Timestamp, limits::ENDPOINTS_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why nothing is sent to an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisabledCause {
    /// Staff switched it off: events pass it by.
    Staff,
    /// It answered 410, gone: events pass it by.
    Gone,
    /// Days of nothing but failures. Its events are kept, and can be recovered once it is back.
    Failures,
}

/// That nothing is sent, why, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Disabled {
    /// Why.
    pub cause: DisabledCause,
    /// Since when.
    pub at: Timestamp,
}

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The endpoint.
    pub endpoint_id: EndpointId,
    /// Where it is.
    pub target: Target,
    /// What staff call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Line>,
    /// Which events it gets.
    pub subscriptions: Vec<Subscription>,
    /// What signs, the newest first.
    pub secrets: Vec<SigningSecret>,
    /// That nothing is sent to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<Disabled>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What staff say of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointDraft {
    /// Where it is.
    pub url: String,
    /// What staff call it.
    pub description: Option<Line>,
    /// Which events it gets.
    pub subscriptions: Vec<Subscription>,
}

impl Endpoint {
    /// A new one. `there` is how many there are, `loopback` whether this very machine may be called.
    pub fn create(
        endpoint_id: EndpointId,
        draft: EndpointDraft,
        key: [u8; 32],
        there: usize,
        loopback: bool,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        if there >= ENDPOINTS_MAX {
            return Err(Refusal::TooManyEndpoints);
        }
        check(&draft.subscriptions, &events::all())?;
        Ok(Self {
            endpoint_id,
            target: Target::parse(&draft.url, loopback)?,
            description: draft.description,
            subscriptions: draft.subscriptions,
            secrets: vec![SigningSecret::new(key, now)],
            disabled: None,
            created_at: now,
        })
    }

    /// What staff said of it.
    pub fn draft(&self) -> EndpointDraft {
        EndpointDraft {
            url: self.target.as_str().to_owned(),
            description: self.description.clone(),
            subscriptions: self.subscriptions.clone(),
        }
    }

    /// As staff want it now.
    pub fn change(&self, draft: EndpointDraft, loopback: bool) -> Result<Self, Refusal> {
        check(&draft.subscriptions, &events::all())?;
        Ok(Self {
            target: Target::parse(&draft.url, loopback)?,
            description: draft.description,
            subscriptions: draft.subscriptions,
            ..self.clone()
        })
    }

    /// With a new secret beside those that run out.
    pub fn rotate(&self, key: [u8; 32], hours: u32, now: Timestamp) -> Result<Self, Refusal> {
        Ok(Self { secrets: rotate(&self.secrets, key, hours, now)?, ..self.clone() })
    }

    /// Switched off, and the news of it; `None` if it is off already.
    pub fn disable(
        &self,
        cause: DisabledCause,
        failing_since: Option<Timestamp>,
        now: Timestamp,
    ) -> Option<(Self, EndpointDisabledV1)> {
        if self.disabled.is_some() {
            return None;
        }
        let name = match cause {
            DisabledCause::Staff => "staff",
            DisabledCause::Gone => "gone",
            DisabledCause::Failures => "failures",
        };
        let event = EndpointDisabledV1 {
            endpoint_id: self.endpoint_id.clone(),
            cause: Code::parse(name).ok()?,
            failing_since: failing_since.filter(|_| cause == DisabledCause::Failures),
        };
        Some((Self { disabled: Some(Disabled { cause, at: now }), ..self.clone() }, event))
    }

    /// Switched on, and the news of it; `None` if it is on already.
    pub fn enable(&self) -> Option<(Self, EndpointEnabledV1)> {
        self.disabled.as_ref()?;
        let event = EndpointEnabledV1 { endpoint_id: self.endpoint_id.clone() };
        Some((Self { disabled: None, ..self.clone() }, event))
    }
}

/// What becomes of an event at an endpoint.
pub fn wants<'a>(
    disabled: Option<&Disabled>,
    subscriptions: &'a [Subscription],
    detail_type: &str,
) -> Option<&'a Subscription> {
    let passes = disabled.is_none_or(|disabled| disabled.cause == DisabledCause::Failures);
    choice(subscriptions, detail_type).filter(|_| passes)
}
