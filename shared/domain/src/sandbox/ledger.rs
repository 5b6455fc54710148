//! Authorisations and what was done to them.
use super::{LATE_SECONDS, Magic, Refusal};
use primitives::{ExternalKey, Id, MethodToken, Money, SandboxId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Where an authorisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not decided.
    Pending,
    /// The shopper must pass a challenge.
    ActionRequired,
    /// The money is put aside.
    Authorised,
    /// There was none.
    Declined,
    /// Given up by the merchant before it was decided, or let go in full.
    Cancelled,
}

/// What may be done to an authorisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// Takes money.
    Capture,
    /// Lets money go.
    Cancel,
    /// Gives money back.
    Refund,
}

/// One thing that was done to an authorisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// The merchant's idempotency key.
    pub key: ExternalKey,
    /// What was done.
    pub kind: OperationKind,
    /// How much.
    pub amount: Money,
}

/// What a merchant orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The merchant's idempotency key.
    pub key: ExternalKey,
    /// The merchant's name for the payment.
    pub payment: ExternalKey,
    /// How much.
    pub amount: Money,
    /// The card.
    pub method: MethodToken,
}

/// One authorisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorisation {
    /// The provider's name for it.
    pub reference: SandboxId,
    /// The merchant's idempotency key.
    pub key: ExternalKey,
    /// The merchant's name for the payment.
    pub payment: ExternalKey,
    /// How much.
    pub amount: Money,
    /// The card.
    pub method: MethodToken,
    /// Where it stands.
    pub standing: Standing,
    /// Why it was declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Taken so far, in minor units.
    pub captured: i64,
    /// Let go so far.
    pub cancelled: i64,
    /// Given back so far.
    pub refunded: i64,
    /// What was done, oldest first.
    pub operations: Vec<Operation>,
    /// When a late card is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decides_at: Option<Timestamp>,
    /// When it was ordered.
    pub created_at: Timestamp,
}

/// How a shopper meets a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Challenge {
    /// It is they.
    Pass,
    /// It is not, or they gave up.
    Fail,
}

impl Authorisation {
    /// The name an authorisation gets: it follows from the key, so that a key can have only one.
    pub fn reference_of(key: &ExternalKey) -> SandboxId {
        let digest = Sha256::digest(key.as_ref());
        let bytes: [u8; 16] = std::array::from_fn(|at| digest.get(at).copied().unwrap_or_default());
        SandboxId::from_bytes(bytes)
    }

    /// Decides on an order.
    pub fn order(order: Order, now: Timestamp) -> Result<Self, Refusal> {
        if order.amount.minor <= 0 {
            return Err(Refusal::WrongAmount);
        }
        let declined = |code: &str| (Standing::Declined, Some(code.to_owned()));
        let (standing, failure) = match Magic::of(&order.method) {
            Magic::Success | Magic::Silence | Magic::Disputed | Magic::Broken => {
                (Standing::Authorised, None)
            }
            Magic::Declined => declined("insufficient_funds"),
            Magic::Unknown => declined("invalid_method"),
            Magic::Challenge => (Standing::ActionRequired, None),
            Magic::Late => (Standing::Pending, None),
        };
        let decides_at = (standing == Standing::Pending).then(|| now.plus_seconds(LATE_SECONDS));
        Ok(Self {
            reference: Self::reference_of(&order.key),
            key: order.key,
            payment: order.payment,
            amount: order.amount,
            method: order.method,
            standing,
            failure,
            captured: 0,
            cancelled: 0,
            refunded: 0,
            operations: Vec::new(),
            decides_at,
            created_at: now,
        })
    }

    /// Whether a repeated order is the same one.
    pub fn is_of(&self, order: &Order) -> Result<(), Refusal> {
        let same = self.payment == order.payment
            && self.amount == order.amount
            && self.method == order.method;
        if same { Ok(()) } else { Err(Refusal::KeyReused) }
    }

    /// As it stands by now: late cards decide by the clock.
    #[must_use]
    pub fn by(mut self, now: Timestamp) -> Self {
        let due = self.decides_at.is_some_and(|at| at <= now);
        if self.standing == Standing::Pending && due {
            self.standing = Standing::Authorised;
        }
        self
    }

    /// What has not been taken or let go.
    pub const fn open(&self) -> i64 {
        self.amount.minor - self.captured - self.cancelled
    }

    /// Takes, lets go or gives back. The same key again changes nothing.
    pub fn operate(&self, operation: Operation) -> Result<Self, Refusal> {
        if let Some(known) = self.operations.iter().find(|known| known.key == operation.key) {
            return if *known == operation { Ok(self.clone()) } else { Err(Refusal::KeyReused) };
        }
        let minor = operation.amount.minor;
        if minor <= 0 || operation.amount.currency != self.amount.currency {
            return Err(Refusal::WrongAmount);
        }
        if self.standing != Standing::Authorised {
            return Err(Refusal::WrongState);
        }
        let mut next = self.clone();
        let (left, count) = match operation.kind {
            OperationKind::Capture => (self.open(), &mut next.captured),
            OperationKind::Cancel => (self.open(), &mut next.cancelled),
            OperationKind::Refund => (self.captured - self.refunded, &mut next.refunded),
        };
        if minor > left {
            return Err(Refusal::TooMuch);
        }
        *count += minor;
        next.operations.push(operation);
        if next.cancelled == next.amount.minor {
            next.standing = Standing::Cancelled;
        }
        Ok(next)
    }

    /// Gives up an authorisation that is not decided; lets go of all that is open of one that is.
    pub fn void(&self, key: ExternalKey) -> Result<Self, Refusal> {
        match self.standing {
            Standing::Pending | Standing::ActionRequired => {
                let failure = Some("abandoned".into());
                Ok(Self { standing: Standing::Cancelled, failure, ..self.clone() })
            }
            Standing::Authorised if self.open() > 0 => {
                let amount = Money::new(self.open(), self.amount.currency);
                self.operate(Operation { key, kind: OperationKind::Cancel, amount })
            }
            _ => Ok(self.clone()),
        }
    }

    /// Meets the challenge. The same answer again changes nothing.
    pub fn challenge(&self, answer: Challenge) -> Result<Self, Refusal> {
        let (standing, failure) = match answer {
            Challenge::Pass => (Standing::Authorised, None),
            Challenge::Fail => (Standing::Declined, Some("challenge_failed".to_owned())),
        };
        if Magic::of(&self.method) != Magic::Challenge {
            return Err(Refusal::NoChallenge);
        }
        if self.standing == standing {
            return Ok(self.clone());
        }
        if self.standing != Standing::ActionRequired {
            return Err(Refusal::NoChallenge);
        }
        Ok(Self { standing, failure, ..self.clone() })
    }
}
