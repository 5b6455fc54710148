//! Typed, prefixed ids. Sortable by time of birth (UUIDv7 inside): never used as secrets.
use crate::{Example, Invalid};
use serde::{Deserialize, Serialize};

/// What every id type can do, so that one mint serves them all.
pub trait Id: Sized {
    /// What the id starts with, such as `ord_`.
    const PREFIX: &'static str;
    /// Makes the id of a UUID, the usual birth.
    fn from_uuid(uuid: uuid::Uuid) -> Self;
    /// Makes an id that follows from something else, such as a digest.
    fn from_bytes(bytes: [u8; 16]) -> Self {
        Self::from_uuid(uuid::Uuid::from_bytes(bytes))
    }
}

/// An id is its prefix and up to this many letters, digits, `-` and `_`.
const ID_MAX: usize = 64;

fn check(raw: String, prefix: &'static str, what: &'static str) -> Result<String, Invalid> {
    let good = raw.len() <= ID_MAX
        && raw.len() > prefix.len()
        && raw.starts_with(prefix)
        && raw.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if good { Ok(raw) } else { Err(Invalid::new(what, format!("must look like {prefix}0195…"))) }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads an id that came from outside.
            pub fn parse(raw: impl Into<String>) -> Result<Self, Invalid> {
                check(raw.into(), $prefix, stringify!($name)).map(Self)
            }
        }
        impl Id for $name {
            const PREFIX: &'static str = $prefix;
            fn from_uuid(uuid: uuid::Uuid) -> Self {
                Self(format!(concat!($prefix, "{}"), uuid.simple()))
            }
        }
        impl Example for $name {
            fn example() -> Self {
                Self(format!(concat!($prefix, "{}"), "01935a4e8c007cc3a2b1d0e4f5a6b7c8"))
            }
        }
        $crate::string_value!($name, concat!("^", $prefix, "[A-Za-z0-9_-]+$"), $prefix.len() + 1, ID_MAX);
    )*};
}

ids! {
    /// One cart.
    CartId "cart_";
    /// One line of a cart, and of the order it becomes.
    LineId "line_";
    /// One way from a frozen cart to an order.
    CheckoutId "chk_";
    /// One order, placed or still a draft.
    OrderId "ord_";
    /// One cancellation of an order, in full or in part.
    CancellationId "can_";
    /// One payment of an order: its authorisation and what follows from it.
    PaymentId "pay_";
    /// One entry of a payment's transaction log.
    TransactionId "txn_";
    /// One authorisation in the ledger of the make-believe payment provider.
    SandboxId "sba_";
    /// One product of the catalogue.
    ProductId "prod_";
    /// One run of a bulk import.
    ImportId "imp_";
    /// One place that holds stock.
    LocationId "loc_";
    /// One set of units put aside for a checkout.
    ReservationId "rsv_";
    /// One entry of the stock ledger.
    MovementId "mov_";
    /// One shipment of stock between two locations.
    TransferId "trf_";
    /// The person who buys.
    CustomerId "cus_";
    /// One parcel of an order: what is picked, packed and sent together.
    ShipmentId "shp_";
    /// One label bought from a carrier for a shipment.
    LabelId "lbl_";
    /// One scan in the books of the make-believe carrier.
    ScanId "scn_";
    /// One edit of a placed order.
    EditId "edt_";
    /// One mail or text message to one recipient.
    MessageId "msg_";
    /// One address of a partner that events are delivered to.
    EndpointId "ep_";
    /// One delivery of one event to one endpoint.
    DeliveryId "dlv_";
    /// One machine that may call the API.
    ClientId "cli_";
    /// One event.
    EventId "evt_";
    /// One entry of an order's timeline.
    EntryId "tle_";
    /// One promotion: a rule that takes something off.
    PromotionId "prm_";
    /// One campaign: promotions that share a budget.
    CampaignId "cpg_";
    /// One price list.
    PriceListId "prl_";
    /// One piece of work on prices that is larger than a request: an import, a pool of codes.
    PriceJobId "pjb_";
    /// One gift card, or one customer's store credit.
    GiftCardId "gcd_";
    /// One refund that was asked for or granted on an order.
    RefundId "rfd_";
    /// One return of units of an order, or one claim about them.
    ReturnId "rtn_";
    /// One photo of what comes back.
    PhotoId "pho_";
    /// One used thing that a customer brings back for store credit.
    TakebackId "tkb_";
    /// One time that what happened is told once more.
    ReplayId "rpl_";
    /// One repair of a unit that was sold.
    RepairId "rpr_";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_kind_is_refused() {
        assert!(OrderId::parse("cart_01").is_err());
        assert!(OrderId::parse("ord_").is_err());
        assert!(OrderId::parse("ord_a b").is_err());
        assert!(OrderId::parse("ord_01").is_ok());
    }

    #[test]
    fn an_id_survives_json() {
        let id = OrderId::from_uuid(uuid::Uuid::nil());
        assert_eq!(id.to_string(), "ord_00000000000000000000000000000000");
        assert_eq!(OrderId::parse(String::from(id.clone())).unwrap(), id);
    }
}
