//! Who may call an operation. The rule stands in the operation's row and nowhere else.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What people of the shop, and machine clients, may be trusted with. A staff group of the user
/// pool, and a scope `kontor/<role>` of machine clients, have these names.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Admin,
    /// Products, categories, prices, imports.
    Catalog,
    /// Stock, locations, shipments.
    Fulfilment,
    /// Orders and customers.
    Service,
    /// Payments, refunds, numbers.
    Finance,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Admin, Self::Catalog, Self::Fulfilment, Self::Service, Self::Finance];

    /// The group's and scope's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Catalog => "catalog",
            Self::Fulfilment => "fulfilment",
            Self::Service => "service",
            Self::Finance => "finance",
        }
    }

    /// The role of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// The rule of one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Anyone.
    Public,
    /// Whoever presents the aggregate's own secret in `X-Cart-Token`; the handler compares it.
    Holder,
    /// A signed-in customer; the handler sees only what is theirs.
    Customer,
    /// Staff or machines with one of these roles. `Admin` always may.
    Staff(&'static [Role]),
    /// The owning customer, or staff and machines with one of these roles.
    CustomerOrStaff(&'static [Role]),
    /// An outside system that signs its messages; the handler checks the signature.
    Signed,
}

impl Caller {
    /// Whether the gateway demands a token before the function is called.
    pub const fn needs_token(self) -> bool {
        matches!(self, Self::Customer | Self::Staff(_) | Self::CustomerOrStaff(_))
    }

    /// Whether one of these roles may call.
    pub fn admits(self, roles: &[Role]) -> bool {
        match self {
            Self::Staff(wanted) | Self::CustomerOrStaff(wanted) => {
                roles.iter().any(|role| *role == Role::Admin || wanted.contains(role))
            }
            _ => false,
        }
    }

    /// Whether customers may call.
    pub const fn admits_customers(self) -> bool {
        matches!(self, Self::Customer | Self::CustomerOrStaff(_))
    }

    /// The rule, in words for the API's reader.
    pub fn describe(self) -> String {
        let names = |roles: &[Role]| {
            let all = std::iter::once("admin").chain(roles.iter().map(|role| role.name()));
            all.collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Public => "anyone".into(),
            Self::Holder => "the holder of the cart's token".into(),
            Self::Customer => "the signed-in customer".into(),
            Self::Staff(roles) => format!("staff: {}", names(roles)),
            Self::CustomerOrStaff(roles) => {
                format!("the owning customer, or staff: {}", names(roles))
            }
            Self::Signed => "an outside system, by signature".into(),
        }
    }
}
