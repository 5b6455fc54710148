//! What customers agree to.
use crate::{
    known::record,
    united::{self, survivor},
};
use contract::{
    Page,
    customers::{
        ListConsentStatements, StateConsentBody, StateCustomerConsent, StateMyConsent,
        ViewCustomerConsents, ViewMyConsents,
    },
};
use domain::customers::{ConsentStatement, Consents, HistoryEntry, Stated, WhatHappened};
use events::customers::ConsentStatedV1;
use primitives::{Code, CustomerId};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys::customers as keys;

/// What the caller agrees to.
pub async fn mine(cx: Cx, req: Req<ViewMyConsents>) -> Outcome<Consents> {
    let customer_id = req.who.customer().cloned().ok_or(Fault::Forbidden)?;
    Ok(Done::new(held(&cx, &customer_id).await?))
}

/// What a customer agrees to.
pub async fn of_customer(cx: Cx, req: Req<ViewCustomerConsents>) -> Outcome<Consents> {
    record(&cx, &req.path.customer_id).await?;
    Ok(Done::new(held(&cx, &req.path.customer_id).await?))
}

/// What a customer agrees to, whoever stands for them.
pub async fn held(cx: &Cx, customer_id: &CustomerId) -> Result<Consents, Fault> {
    let customer_id = survivor(cx, customer_id).await?;
    let held = cx.peek(keys::consents(&customer_id)).await?;
    Ok(held.map_or_else(|| Consents::none(customer_id), |held| held.value))
}

/// The caller agrees, or no longer does.
pub async fn state_mine(cx: Cx, req: Req<StateMyConsent>) -> Outcome<Consents> {
    let customer_id = req.who.customer().cloned().ok_or(Fault::Forbidden)?;
    stated(&cx, customer_id, req.body.clone()).await
}

/// Staff enter what a customer said.
pub async fn state(cx: Cx, req: Req<StateCustomerConsent>) -> Outcome<Consents> {
    record(&cx, &req.path.customer_id).await?;
    stated(&cx, req.path.customer_id.clone(), req.body.clone()).await
}

async fn stated(cx: &Cx, customer_id: CustomerId, body: StateConsentBody) -> Outcome<Consents> {
    let StateConsentBody { channel, purpose, granted, wording, source } = body;
    let customer_id = survivor(cx, &customer_id).await?;
    let held = cx.find(keys::consents(&customer_id)).await?;
    let before = held
        .as_ref()
        .map_or_else(|| Consents::none(customer_id.clone()), |held| held.value.clone());
    let stated = Stated { channel, purpose, granted, wording, source };
    let (next, statement) = before.state(stated, cx.new_id(), cx.who().actor(), cx.now())?;
    let what = if granted { WhatHappened::ConsentGiven } else { WhatHappened::ConsentWithdrawn };
    let ConsentStatement { entry_id, actor, at, purpose, .. } = statement.clone();
    let name = Code::parse(channel.name())?;
    let entry = HistoryEntry::new(&customer_id, entry_id, what, actor, at)
        .about(format!("{name}: {purpose}"));
    let event = ConsentStatedV1 {
        customer_id: customer_id.clone(),
        channel: name,
        purpose,
        granted,
        stated_at: at,
    };
    let version = held.as_ref().map_or(1, table::Held::next_version);
    Ok(Done::new(next.clone())
        .save(held.as_ref(), &next)
        .create(&statement)
        .create(&entry)
        .publish(&customer_id, version, &event))
}

/// The proof.
pub async fn statements(
    cx: Cx,
    req: Req<ListConsentStatements>,
) -> Outcome<Page<ConsentStatement>> {
    record(&cx, &req.path.customer_id).await?;
    Ok(Done::new(united::page(&cx, &req.path.customer_id, &req.query, keys::statements).await?))
}
