//! Points for what customers do besides buying.
use crate::{ledger, rules};
use contract::loyalty::GrantAction;
use domain::loyalty::{ActionGrant, LoyaltyRefusal, PointsCause, Programme};
use events::{Envelope, identity::CustomerCreatedV1};
use primitives::{CustomerId, ExternalKey, Slug};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::collections::BTreeSet;
use table::keys::loyalty as keys;

/// What the shop itself gives points for.
const SIGN_UP: &str = "sign-up";

/// Gives the points of something that a customer did, or says that they have been given.
pub async fn grant(cx: Cx, req: Req<GrantAction>) -> Outcome<ActionGrant> {
    let (action, occasion) = (req.body.action.clone(), req.body.occasion.clone());
    let customer = &req.path.customer_id;
    let account = ledger::known(&cx, customer).await?;
    if let Some(known) = known(&cx, customer, &account, (&action, &occasion)).await? {
        return Ok(Done::new(known));
    }
    let programme = rules::needed(&cx).await?;
    let points = programme.action(&action);
    let points = points.ok_or_else(|| LoyaltyRefusal::NoAction(action.clone()))?;
    granted(&cx, &programme, &account, Given { action, occasion, points })
}

/// A customer signed up.
pub async fn signed_up(cx: Cx, event: Envelope<CustomerCreatedV1>) -> Outcome<()> {
    let customer: &CustomerId = &event.data.customer_id;
    let (action, occasion) = (Slug::parse(SIGN_UP)?, ExternalKey::parse(SIGN_UP)?);
    let Some(programme) = rules::known(&cx).await? else { return Ok(Done::new(())) };
    let Some(points) = programme.action(&action) else { return Ok(Done::new(())) };
    let account = ledger::open(&cx, customer).await?;
    if known(&cx, customer, &account, (&action, &occasion)).await?.is_some() {
        return Ok(Done::new(()));
    }
    let done = granted(&cx, &programme, &account, Given { action, occasion, points })?;
    Ok(done.reply(()))
}

/// That the occasion has earned: under the id that is named, or under that of who stands for them since they were merged.
async fn known(
    cx: &Cx,
    customer: &CustomerId,
    account: &ledger::Opened,
    (action, occasion): (&Slug, &ExternalKey),
) -> Result<Option<ActionGrant>, Fault> {
    for customer in BTreeSet::from([customer, &account.customer_id]) {
        if let Some(held) = cx.find(keys::action(customer, action, occasion)).await? {
            return Ok(Some(held.value));
        }
    }
    Ok(None)
}

/// Points for something.
struct Given {
    action: Slug,
    occasion: ExternalKey,
    points: i64,
}

/// That the grant is created keeps its occasion from earning twice, whoever else says it at the same moment.
fn granted(
    cx: &Cx,
    programme: &Programme,
    account: &ledger::Opened,
    given: Given,
) -> Result<Done<ActionGrant>, Fault> {
    let Given { action, occasion, points } = given;
    let cause = PointsCause::Action { action: action.clone(), occasion: occasion.clone() };
    let booked = account.grant(cause, points, programme.expiry(cx.now()), cx.now())?;
    let grant = ActionGrant {
        customer_id: account.customer_id.clone(),
        action,
        occasion,
        points,
        granted_at: cx.now(),
    };
    Ok(account.booked(Done::new(grant.clone()).create(&grant), &booked))
}
