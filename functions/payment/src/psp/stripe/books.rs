//! What stands in Stripe's books: the last word wherever an answer was lost.
use super::{
    Stripe, Unknown,
    client::Said,
    form, is_id,
    wire::{Intent, Metadata, Page, Refund},
};
use domain::payment::Entry;
use serde::de::DeserializeOwned;

/// Refunds of one payment that are looked through; a payment's log has room for fewer.
const REFUNDS_MAX: usize = 100;

fn is_of(metadata: &Metadata, entry: &Entry) -> bool {
    metadata.get("transaction_id").map(String::as_str) == Some(entry.transaction_id.as_ref())
}

impl Stripe<'_> {
    /// Something that must be there.
    pub(super) async fn there<T: DeserializeOwned>(&self, path: &str) -> Result<T, Unknown> {
        match self.client.get(path).await? {
            Said::Done(found) => Ok(found),
            Said::Refused(code) => Err(Unknown(format!("Stripe does not show {path}: {code}"))),
            Said::Declined(_) | Said::KeyReused => Err(Unknown(format!("nonsense about {path}"))),
        }
    }

    /// A PaymentIntent with its charge.
    pub(super) async fn intent(&self, reference: &str) -> Result<Intent, Unknown> {
        if !is_id(reference) {
            return Err(Unknown("this is no name of Stripe's".into()));
        }
        self.there(&format!("/v1/payment_intents/{reference}?expand%5B%5D=latest_charge")).await
    }

    /// The PaymentIntent that a transaction made, if it did. The search lags by about a minute, and is
    /// asked about what is hours old.
    pub(super) async fn find_intent(&self, entry: &Entry) -> Result<Option<Intent>, Unknown> {
        let query = format!("metadata['transaction_id']:'{}'", entry.transaction_id);
        let query = serde_html_form::to_string(form([("query", query)]))
            .map_err(|e| Unknown(e.to_string()))?;
        let page: Page<Intent> = self.there(&format!("/v1/payment_intents/search?{query}")).await?;
        Ok(page.data.into_iter().find(|intent| is_of(&intent.metadata, entry)))
    }

    /// The refunds of a payment.
    pub(super) async fn refunds(&self, reference: &str) -> Result<Vec<Refund>, Unknown> {
        if !is_id(reference) {
            return Err(Unknown("this is no name of Stripe's".into()));
        }
        let path = format!("/v1/refunds?payment_intent={reference}&limit={REFUNDS_MAX}");
        let page: Page<Refund> = self.there(&path).await?;
        if page.has_more {
            return Err(Unknown(format!("{reference} has more refunds than are looked through")));
        }
        Ok(page.data)
    }

    /// The refund that a transaction made, if it did.
    pub(super) async fn find_refund(
        &self,
        reference: &str,
        entry: &Entry,
    ) -> Result<Option<Refund>, Unknown> {
        let mine = |refund: &Refund| refund.metadata.as_ref().is_some_and(|all| is_of(all, entry));
        Ok(self.refunds(reference).await?.into_iter().find(mine))
    }

    /// Lets go of all that a PaymentIntent still holds; the PaymentIntent afterwards.
    pub(super) async fn cancel_intent(
        &self,
        reference: &str,
        key: &str,
    ) -> Result<Intent, Unknown> {
        if !is_id(reference) {
            return Err(Unknown("this is no name of Stripe's".into()));
        }
        let path = format!("/v1/payment_intents/{reference}/cancel");
        match self.client.post::<Intent>(&path, key, &form([])).await? {
            Said::Done(after) => Ok(after),
            // It was cancelled before, by somebody else, or there is nothing to let go of.
            Said::Refused(_) | Said::Declined(_) | Said::KeyReused => self.intent(reference).await,
        }
    }
}
