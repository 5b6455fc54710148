//! Two customers became one: the survivor's account takes in what the other's has, in one transaction, and from then on
//! the other's leads there. Until then whatever is booked under the old id is booked where it was; so nothing is lost in
//! between, and a second look finds that all is done.
use crate::{ledger, rules};
use domain::loyalty::Booked;
use events::{Envelope, customers::CustomersMergedV1};
use primitives::Code;
use runtime::{Cx, Done, Outcome};

pub async fn handle(cx: Cx, event: Envelope<CustomersMergedV1>) -> Outcome<()> {
    let CustomersMergedV1 { survivor, merged, .. } = &event.data;
    let from = ledger::own(&cx, merged).await?;
    let into = ledger::open(&cx, survivor).await?;
    if from.merged_into.is_some() || into.customer_id == from.customer_id {
        return Ok(Done::new(()));
    }
    let Some((taken, emptied)) = into.take_in(&from, Code::parse("merged")?, cx.now()) else {
        // That it is there keeps whoever found none from opening one that nobody would look at.
        return Ok(from.saved(Done::new(()), &into.led_to_by(&from)));
    };
    let done = from.tiered(&cx, Done::new(()), None).await?;
    let done = from.booked(done, &emptied);
    let programme = rules::known(&cx).await?;
    let account = match &programme {
        Some(programme) => taken.account.clone().tiered(&programme.tiers, cx.now()),
        None => taken.account.clone(),
    };
    let tier = account.tier.clone();
    let done = into.booked(done, &Booked { account, ..taken });
    into.tiered(&cx, done, tier.as_ref()).await
}
