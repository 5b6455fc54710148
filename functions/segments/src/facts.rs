//! What is known of customers, read from where it lies.
use crate::book::Rules;
use domain::segments::{Known, SegmentFacts};
use primitives::CustomerId;
use runtime::{Cx, Fault};
use table::{Wanted, keys};

/// What is known of each, as of now; none of whom was merged or erased: they are nobody any more.
pub async fn of(
    cx: &Cx,
    customers: &[CustomerId],
    rules: &Rules,
) -> Result<Vec<Option<SegmentFacts>>, Fault> {
    let fifths = keys::reports::fifths();
    let scored = rules.book.looks_at_scores().then(|| fifths.clone());
    let wanted = Wanted::default()
        .and(customers.iter().map(keys::customers::union))
        .and(customers.iter().map(keys::customers::profile))
        .and(customers.iter().map(keys::customers::figures))
        .and(customers.iter().map(keys::customers::consents))
        .and(customers.iter().map(keys::loyalty::account))
        .and(scored);
    let found = cx.collect(&wanted).await?;
    let fifths = found.get(&fifths).map_err(Fault::Table)?;
    let one = |customer: &CustomerId| {
        let union = found.get(&keys::customers::union(customer))?;
        if union.is_some_and(|union| union.into.is_some()) {
            return Ok(None);
        }
        let profile = found.get(&keys::customers::profile(customer))?;
        let figures = found.get(&keys::customers::figures(customer))?;
        let consents = found.get(&keys::customers::consents(customer))?;
        let account = found.get(&keys::loyalty::account(customer))?;
        let known = Known {
            profile: profile.as_ref().map(|held| &held.value),
            figures: figures.as_ref().map(|held| &held.value),
            consents: consents.as_ref().map(|held| &held.value),
            tier: account.as_ref().and_then(|held| held.tier.as_ref()),
            fifths: fifths.as_ref().map(|held| &held.value),
        };
        Ok(SegmentFacts::of(&known, &rules.asked))
    };
    customers.iter().map(one).collect::<Result<_, _>>().map_err(Fault::Table)
}
