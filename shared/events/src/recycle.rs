//! Events of `recycle`: used goods that come back for store credit. Whose they are is nobody else's business.
use crate::row::events;
use primitives::{Code, CountryCode, GiftCardId, LocationId, Money, Sku, TakebackId};

events! {
    /// A customer got a quote.
    TakebackQuotedV1 = "recycle.TakebackQuoted.v1" {
        takeback_id: TakebackId,
        sku: Sku,
        market: CountryCode,
        /// `a` to `d`, by what the customer said.
        grade: Code,
        quote: Money,
    }
    /// The customer takes the quote, and will send the thing.
    TakebackAcceptedV1 = "recycle.TakebackAccepted.v1" {
        takeback_id: TakebackId,
        sku: Sku,
        quote: Money,
    }
    /// It came.
    TakebackReceivedV1 = "recycle.TakebackReceived.v1" {
        takeback_id: TakebackId,
        sku: Sku,
    }
    /// Somebody looked at it.
    TakebackInspectedV1 = "recycle.TakebackInspected.v1" {
        takeback_id: TakebackId,
        /// The grade by what the customer said.
        quoted: Code,
        /// The grade that was found.
        found: Code,
        quote: Money,
        /// What is offered; less than the quote where the customer is asked.
        offer: Money,
    }
    /// It is paid.
    TakebackCreditedV1 = "recycle.TakebackCredited.v1" {
        takeback_id: TakebackId,
        credit: Money,
        /// The store credit; absent where nothing was due.
        card_id: Option<GiftCardId>,
    }
    /// The customer gets it back: the lower offer was declined, or not answered.
    TakebackReturningV1 = "recycle.TakebackReturning.v1" {
        takeback_id: TakebackId,
    }
    /// It is over without being paid.
    TakebackEndedV1 = "recycle.TakebackEnded.v1" {
        takeback_id: TakebackId,
        /// `cancelled`, `expired` or `sent_back`.
        state: Code,
    }
    /// It is known what became of it: its weight is in the report.
    TakebackTreatedV1 = "recycle.TakebackTreated.v1" {
        takeback_id: TakebackId,
        sku: Sku,
        market: CountryCode,
        /// Category of Directive 2012/19/EU, annex III, such as `small_it`; `none` outside it.
        weee_category: Code,
        /// `refurbish`, `harvest` or `recycle`.
        treatment: Code,
        /// Grams of all materials.
        grams: u64,
    }
    /// A unit was made ready to be sold again: stock takes it in.
    UnitRefurbishedV1 = "recycle.UnitRefurbished.v1" {
        takeback_id: TakebackId,
        /// As what it is sold.
        sku: Sku,
        location_id: LocationId,
    }
}
