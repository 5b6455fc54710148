//! Everything that is known of a customer, as one document.
use crate::{
    consents, figures,
    known::{profile, record},
    members, notes,
    profile::seen,
    united::{current, everything},
};
use contract::{
    customers::{CustomerExport, ExportCustomer, ExportMe},
    identity::CustomerView,
};
use domain::identity::Customer;
use events::{Actor, ActorKind};
use primitives::CustomerId;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

/// Entries of one list in a document: an answer of Lambda has 6 MB at most.
const AT_MOST: usize = 5_000;

/// Of anybody, for staff.
pub async fn of_customer(cx: Cx, req: Req<ExportCustomer>) -> Outcome<CustomerExport> {
    record(&cx, &req.path.customer_id).await?;
    Ok(Done::new(export(&cx, &req.path.customer_id).await?))
}

/// Of whoever asks. Which of the shop's people did what is about these.
pub async fn mine(cx: Cx, req: Req<ExportMe>) -> Outcome<CustomerExport> {
    let customer_id = req.who.customer().ok_or(Fault::Forbidden)?;
    let mut export = export(&cx, customer_id).await?;
    let actors = export.history.iter_mut().map(|one| &mut one.actor);
    let actors = actors.chain(export.notes.iter_mut().map(|one| &mut one.actor));
    let actors = actors.chain(export.statements.iter_mut().map(|one| &mut one.actor));
    for actor in actors {
        if actor.kind != ActorKind::Customer {
            *actor = Actor { kind: actor.kind, id: None };
        }
    }
    Ok(Done::new(export))
}

async fn export(cx: &Cx, customer_id: &CustomerId) -> Result<CustomerExport, Fault> {
    let (_, union) = current(cx, customer_id).await?;
    let customer_id = &union.customer_id;
    let ids: Vec<_> = union.all().map(keys::identity::customer).collect();
    let records = cx.peek_many(&ids).await?.into_iter().flatten();
    let records = records.map(|held| shown(held.value)).collect();
    let mut profiles = Vec::new();
    for one in union.all() {
        profiles.push(seen(profile(cx, one).await?.1));
    }
    let list = keys::customers::statements;
    let (statements, all_statements) = everything(cx, customer_id, list, AT_MOST).await?;
    let (sealed, all_notes) = everything(cx, customer_id, keys::customers::notes, AT_MOST).await?;
    let list = keys::customers::history;
    let (history, all_history) = everything(cx, customer_id, list, AT_MOST).await?;
    Ok(CustomerExport {
        exported_at: cx.now(),
        records,
        profiles,
        company: members::of(cx, customer_id).await?,
        consents: consents::held(cx, customer_id).await?,
        statements,
        notes: notes::opened(cx, sealed).await?,
        figures: figures::of(cx, customer_id.clone()).await?,
        history,
        complete: all_statements && all_notes && all_history,
        customer_id: union.customer_id,
        merged: union.merged,
    })
}

fn shown(customer: Customer) -> CustomerView {
    let Customer { customer_id, external_key, email, display_name, locale, created_at, changed_at } =
        customer;
    CustomerView { customer_id, external_key, email, display_name, locale, created_at, changed_at }
}
