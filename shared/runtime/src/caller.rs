//! Who calls, as the gateway's authorizer vouches for it.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use contract::{Caller, Role};
use events::{Actor, ActorKind};
use primitives::CustomerId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use subtle::ConstantTimeEq;

use crate::Fault;

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// No token: a guest.
    Nobody,
    /// A signed-in customer.
    Customer(CustomerId),
    /// A person of the shop.
    Staff {
        /// The user's id.
        id: String,
        /// What they may do.
        roles: Vec<Role>,
    },
    /// Another system.
    Machine {
        /// The client's id.
        id: String,
        /// What it may do.
        roles: Vec<Role>,
    },
    /// The shop itself.
    System,
}

/// What a machine client's scopes begin with.
const SCOPE: &str = "kontor/";

impl Who {
    /// Reads the claims of an access token that the authorizer has verified.
    ///
    /// ID tokens are refused: they say who somebody is, not what they may call.
    pub fn from_claims(claims: &BTreeMap<String, String>) -> Result<Self, Fault> {
        let get = |name: &str| claims.get(name).map(String::as_str).unwrap_or_default();
        if claims.is_empty() {
            return Ok(Self::Nobody);
        }
        if get("token_use") != "access" {
            return Err(Fault::Unauthenticated("this is not an access token"));
        }
        let scoped: Vec<Role> = get("scope")
            .split(' ')
            .filter_map(|scope| scope.strip_prefix(SCOPE).and_then(Role::named))
            .collect();
        let subject = get("sub").to_owned();
        if !scoped.is_empty() {
            return Ok(Self::Machine { id: get("client_id").to_owned(), roles: scoped });
        }
        // The HTTP API writes lists as `[one two]`.
        let roles: Vec<Role> = get("cognito:groups")
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
            .filter_map(Role::named)
            .collect();
        if roles.is_empty() {
            let id = CustomerId::parse(format!("cus_{subject}"))
                .map_err(|_| Fault::Unauthenticated("the token has no subject"))?;
            return Ok(Self::Customer(id));
        }
        Ok(Self::Staff { id: subject, roles })
    }

    /// Whether the rule of an operation lets this caller in.
    pub fn allowed(&self, rule: Caller) -> Result<(), Fault> {
        let may = match (rule, self) {
            (Caller::Public | Caller::Holder | Caller::Signed, _) | (_, Self::System) => true,
            (_, Self::Nobody) => {
                return Err(Fault::Unauthenticated("sign in, and send the access token"));
            }
            (rule, Self::Customer(_)) => rule.admits_customers(),
            (rule, Self::Staff { roles, .. } | Self::Machine { roles, .. }) => rule.admits(roles),
        };
        if may { Ok(()) } else { Err(Fault::Forbidden) }
    }

    /// The customer, if it is one.
    pub fn customer(&self) -> Option<&CustomerId> {
        match self {
            Self::Customer(id) => Some(id),
            _ => None,
        }
    }

    /// Whether it is staff, a machine, or the shop itself.
    pub fn is_shop(&self) -> bool {
        matches!(self, Self::Staff { .. } | Self::Machine { .. } | Self::System)
    }

    /// Whether the caller may see what belongs to `owner`. Strangers are told that it is not there.
    pub fn may_see(&self, owner: Option<&CustomerId>, what: &'static str) -> Result<(), Fault> {
        let own = self.customer().is_some() && self.customer() == owner;
        if self.is_shop() || own { Ok(()) } else { Err(Fault::missing(what)) }
    }

    /// As it is written into events and timelines.
    pub fn actor(&self) -> Actor {
        let (kind, id) = match self {
            Self::Nobody => (ActorKind::Shopper, None),
            Self::Customer(id) => (ActorKind::Customer, Some(id.to_string())),
            Self::Staff { id, .. } => (ActorKind::Staff, Some(id.clone())),
            Self::Machine { id, .. } => (ActorKind::Machine, Some(id.clone())),
            Self::System => (ActorKind::System, None),
        };
        Actor { kind, id }
    }

    /// Keeps the idempotency keys of different callers apart.
    pub(crate) fn scope(&self) -> String {
        match self {
            Self::Nobody => "nobody".into(),
            Self::Customer(id) => format!("customer {id}"),
            Self::Staff { id, .. } => format!("staff {id}"),
            Self::Machine { id, .. } => format!("machine {id}"),
            Self::System => "system".into(),
        }
    }
}

/// A bearer secret, such as a cart's. Never logged, stored only as a digest.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// 256 bits of randomness.
    pub fn new(one: [u8; 16], two: [u8; 16]) -> Self {
        Self(URL_SAFE_NO_PAD.encode([one, two].concat()))
    }

    /// A secret that a caller shows.
    pub fn shown(raw: impl Into<String>) -> Self {
        Self(raw.into())
    }

    /// What may be stored of it.
    pub fn digest(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(&self.0))
    }

    /// Whether it is the secret of a stored digest. Takes the same time for every answer.
    pub fn opens(&self, digest: &str) -> bool {
        self.digest().as_bytes().ct_eq(digest.as_bytes()).into()
    }

    /// The secret itself, for the one answer that hands it out.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
