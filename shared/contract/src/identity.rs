//! Operations of `identity`.
use crate::{
    Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, openapi::Document, patch::given,
    row::operations,
};
use primitives::{CustomerId, Email, ExternalKey, Locale, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

operations! { "identity":
    /// The description of this API, in OpenAPI 3.1.
    ViewDocument: GET "/openapi.json" (NoPath, NoQuery, NoBody) -> 200 Document,
        by Caller::Public, with [];
    /// Who am I? Makes the customer's record on the first call.
    ViewMe: GET "/me" (NoPath, NoQuery, NoBody) -> 200 CustomerView,
        by Caller::Customer, with [Versioned];
    /// Changes what the customer says of themselves. A field left out stays; null forgets it.
    ChangeMe: PATCH "/me" (NoPath, NoQuery, ChangeMeBody) -> 200 CustomerView,
        by Caller::Customer, with [Versioned];
    /// Enters a customer, such as one of another system.
    CreateCustomer: POST "/customers" (NoPath, NoQuery, CreateCustomerBody) -> 201 CustomerView,
        by Caller::Staff(&[Role::Service]), with [Keyed, Versioned];
    /// Lists customers, the newest first.
    ListCustomers: GET "/customers" (NoPath, PageQuery, NoBody) -> 200 Page<CustomerLineView>,
        by Caller::Staff(&[Role::Service]), with [];
    /// Shows a customer's record.
    ViewCustomer: GET "/customers/{customer_id}" (CustomerPath, NoQuery, NoBody) -> 200 CustomerView,
        by Caller::CustomerOrStaff(&[Role::Service]), with [Versioned];
    /// Finds a customer by the key that another system has for them.
    FindCustomer: GET "/customers/by-key/{external_key}" (CustomerKeyPath, NoQuery, NoBody)
        -> 200 CustomerView,
        by Caller::Staff(&[Role::Service]), with [Versioned];
    /// Changes a customer's record. A field left out stays; null forgets it.
    ChangeCustomer: PATCH "/customers/{customer_id}" (CustomerPath, NoQuery, ChangeCustomerBody)
        -> 200 CustomerView,
        by Caller::Staff(&[Role::Service]), with [Versioned];
}

/// Which customer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CustomerPath {
    /// The customer.
    pub customer_id: CustomerId,
}

/// Which customer, by another system's key.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CustomerKeyPath {
    /// The key.
    pub external_key: ExternalKey,
}

/// A new customer. Whoever signs up needs none of this: their record makes itself.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCustomerBody {
    /// What another system calls them. Unique.
    #[serde(default)]
    pub external_key: Option<ExternalKey>,
    /// Where mail goes.
    #[serde(default)]
    pub email: Option<Email>,
    /// How they want to be called.
    #[serde(default)]
    pub display_name: Option<Title>,
    /// The language they read.
    #[serde(default)]
    pub locale: Option<Locale>,
}

/// What customers may change of their own record.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMeBody {
    /// How they want to be called.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Title>")]
    pub display_name: Option<Option<Title>>,
    /// The language they read.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Locale>")]
    pub locale: Option<Option<Locale>>,
}

/// What staff may change of a customer's record.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCustomerBody {
    /// Where mail goes.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Email>")]
    pub email: Option<Option<Email>>,
    /// How they want to be called.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Title>")]
    pub display_name: Option<Option<Title>>,
    /// The language they read.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Locale>")]
    pub locale: Option<Option<Locale>>,
}

/// A customer's record.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CustomerView {
    /// The customer.
    pub customer_id: CustomerId,
    /// What another system calls them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub external_key: Option<ExternalKey>,
    /// Where mail goes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<Email>,
    /// How they want to be called.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub display_name: Option<Title>,
    /// The language they read.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub locale: Option<Locale>,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changed_at: Option<Timestamp>,
}

/// A customer in a list: nothing personal; look at the record for that.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CustomerLineView {
    /// The customer.
    pub customer_id: CustomerId,
    /// What another system calls them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub external_key: Option<ExternalKey>,
    /// When the record was made.
    pub created_at: Timestamp,
}
