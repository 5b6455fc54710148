//! Bodies of draft orders.
pub use domain::order::DraftHead;

use domain::{
    cart::CODES_MAX,
    order::{DraftLine, ShippingWish},
    payment::Method,
};
use primitives::{
    Address, Code, CountryCode, Currency, CustomerId, Email, ExternalKey, Note, OrderId, Timestamp,
    limits::LINES_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A draft, with as many of its lines as are known.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginDraftBody {
    /// Currency of every price.
    pub currency: Currency,
    /// Who buys; a guest where absent.
    #[serde(default)]
    pub customer_id: Option<CustomerId>,
    /// Where news of it goes. It or `customer_id` is needed.
    #[serde(default)]
    pub email: Option<Email>,
    /// The merchant's own name for it, such as an invoice number; no two orders share one.
    #[serde(default)]
    pub reference: Option<ExternalKey>,
    /// When the buyer gave it, for imported history; when it is placed where absent.
    #[serde(default)]
    pub placed_at: Option<Timestamp>,
    /// Where it goes.
    #[serde(default)]
    pub shipping_address: Option<Address>,
    /// Whom the invoice names; the shipping address where absent.
    #[serde(default)]
    pub billing_address: Option<Address>,
    /// Country of delivery, where there is no shipping address; it decides on tax.
    #[serde(default)]
    pub shipping_country: Option<CountryCode>,
    /// Where it is sold, as price lists and promotions know it; `web` where absent.
    #[serde(default)]
    pub sold_in: Option<Code>,
    /// How it is sent, one of the shop's ways; where absent nothing is charged for that.
    #[serde(default)]
    pub shipping: Option<ShippingWish>,
    /// Codes of promotions that the staff enter for the buyer.
    #[serde(default)]
    #[schemars(length(max = CODES_MAX))]
    pub codes: Vec<Code>,
    /// What the staff wrote.
    #[serde(default)]
    pub note: Option<Note>,
    /// The lines.
    #[serde(default)]
    #[schemars(length(max = LINES_MAX))]
    pub lines: Vec<DraftLine>,
}

impl BeginDraftBody {
    /// The head, and the lines.
    pub fn split(self) -> (DraftHead, Vec<DraftLine>) {
        let head = DraftHead {
            currency: self.currency,
            customer_id: self.customer_id,
            email: self.email,
            reference: self.reference,
            placed_at: self.placed_at,
            shipping_address: self.shipping_address,
            billing_address: self.billing_address,
            shipping_country: self.shipping_country,
            sold_in: self.sold_in,
            shipping: self.shipping,
            codes: self.codes,
            note: self.note,
        };
        (head, self.lines)
    }
}

/// The lines of a draft.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftLinesBody {
    /// All of them.
    #[schemars(length(max = LINES_MAX))]
    pub lines: Vec<DraftLine>,
}

/// How a draft is paid.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteDraftBody {
    /// `manual` where the money has come in some other way.
    pub payment: Method,
}

/// A draft that is no more.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DraftDeleted {
    /// The draft.
    pub order_id: OrderId,
}
