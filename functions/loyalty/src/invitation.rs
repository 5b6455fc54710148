//! Customers who invite others, and what keeps them from inviting themselves.
use crate::{ledger, ledger::Opened, rules, view};
use contract::loyalty::{
    AcceptInvitation, InvitationView, MakeInvitation, ReferralView, ViewReferral,
};
use domain::{
    loyalty::{
        LoyaltyRefusal, OrderPointsState, PointsAccount, PointsCause, Programme, Referral,
        ReferralCode, ReferralRefusal, ReferralRule, ReferralState, same_household,
    },
    order::OrderSummary,
};
use events::{Envelope, loyalty::PurchaseMaturedV1};
use primitives::{CustomerId, OrderId};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys, keys::loyalty};

/// The code by which a customer invites; made the first time.
pub async fn make(cx: Cx, req: Req<MakeInvitation>) -> Outcome<InvitationView> {
    let customer = view::own(&req.who)?;
    let account = ledger::open(&cx, customer).await?;
    if let Some(code) = account.invites_by.clone() {
        return Ok(Done::new(InvitationView { code }));
    }
    rules::needed(&cx).await?.referral.ok_or(LoyaltyRefusal::NoInvitations)?;
    let mut random = [0; 10];
    random.iter_mut().zip(cx.new_key()).for_each(|(to, from)| *to = from);
    let lead = ReferralCode::of(random, account.customer_id.clone())?;
    let code = lead.code.clone();
    let next = PointsAccount { invites_by: Some(code.clone()), ..PointsAccount::clone(&account) };
    Ok(account.saved(Done::new(InvitationView { code }).create(&lead), &next))
}

/// A customer names the code by which they were invited.
pub async fn accept(cx: Cx, req: Req<AcceptInvitation>) -> Outcome<ReferralView> {
    let customer = view::own(&req.who)?;
    let code = ReferralCode::read(&req.body.code).map_err(|_| LoyaltyRefusal::UnknownCode)?;
    let lead = cx.find(loyalty::referral_code(&code)).await?;
    let lead = lead.ok_or(LoyaltyRefusal::UnknownCode)?;
    if lead.customer_id == *customer {
        return Err(LoyaltyRefusal::OwnCode.into());
    }
    if let Some(known) = cx.find(loyalty::referral(customer)).await? {
        return if known.referrer == lead.customer_id {
            Ok(Done::new(shown(&known)))
        } else {
            Err(LoyaltyRefusal::AlreadyInvited.into())
        };
    }
    rules::needed(&cx).await?.referral.ok_or(LoyaltyRefusal::NoInvitations)?;
    if last_order(&cx, customer).await?.is_some() {
        return Err(LoyaltyRefusal::NotNew.into());
    }
    let referral = Referral {
        customer_id: customer.clone(),
        referrer: lead.customer_id.clone(),
        state: ReferralState::Waiting,
        order_id: None,
        invited_at: cx.now(),
    };
    Ok(Done::new(shown(&referral)).create(&referral))
}

/// What became of an invitation, for staff.
pub async fn view(cx: Cx, req: Req<ViewReferral>) -> Outcome<Referral> {
    Ok(Done::new(cx.load(loyalty::referral(&req.path.customer_id)).await?.value))
}

fn shown(referral: &Referral) -> ReferralView {
    let rewarded = referral.state == ReferralState::Rewarded;
    ReferralView { invited_at: referral.invited_at, rewarded }
}

/// A purchase is past its hold: if it was the first of somebody who was invited, both get their points.
pub async fn matured(cx: Cx, event: Envelope<PurchaseMaturedV1>) -> Outcome<()> {
    let PurchaseMaturedV1 { order_id, customer_id, .. } = &event.data;
    let nothing = Ok(Done::new(()));
    let Some(referral) = cx.find(loyalty::referral(customer_id)).await? else { return nothing };
    if referral.state != ReferralState::Waiting {
        return nothing;
    }
    let purchase = cx.load(loyalty::purchase(order_id)).await?;
    // Whatever came back before its hold was over, or since, was no purchase.
    if purchase.state != OrderPointsState::Available || purchase.spent.minor <= 0 {
        return nothing;
    }
    let Some(programme) = rules::known(&cx).await? else { return nothing };
    let Some(rule) = programme.referral else { return nothing };
    let referrer = ledger::open(&cx, &referral.referrer).await?;
    let friend = ledger::open(&cx, customer_id).await?;
    let refused = |because| ReferralState::Refused { because };
    let done = Done::new(());
    if referrer.invitations(cx.now()) >= rule.monthly {
        return Ok(decided(done, &referral, refused(ReferralRefusal::TooMany), order_id));
    }
    // Who turned out to be whoever invited them is of one household, too.
    let one = referrer.customer_id == friend.customer_id;
    if one || household(&cx, &referral, order_id).await? {
        return Ok(decided(done, &referral, refused(ReferralRefusal::SameHousehold), order_id));
    }
    let done = decided(done, &referral, ReferralState::Rewarded, order_id);
    rewarded(&cx, done, &programme, rule, (&referrer, &friend))
}

fn decided(
    done: Done<()>,
    held: &Held<Referral>,
    state: ReferralState,
    order_id: &OrderId,
) -> Done<()> {
    let order_id = Some(order_id.clone());
    done.replace(held, &Referral { state, order_id, ..held.value.clone() })
}

fn rewarded(
    cx: &Cx,
    done: Done<()>,
    programme: &Programme,
    rule: ReferralRule,
    (referrer, friend): (&Opened, &Opened),
) -> Outcome<()> {
    let (now, end) = (cx.now(), programme.expiry(cx.now()));
    let mut booked = referrer.grant(PointsCause::Invited, rule.points, end, now)?;
    booked.account = booked.account.and_one_invitation(now);
    let done = referrer.booked(done, &booked);
    if rule.welcome == 0 {
        return Ok(done);
    }
    let booked = friend.grant(PointsCause::Welcomed, rule.welcome, end, now)?;
    Ok(friend.booked(done, &booked))
}

/// Whether the order goes where whoever invited has their own sent, or news of it does.
async fn household(cx: &Cx, referral: &Referral, order_id: &OrderId) -> Result<bool, Fault> {
    let Some(last) = last_order(cx, &referral.referrer).await? else { return Ok(false) };
    let keys = [keys::order::order(order_id), keys::order::order(&last.order_id)];
    let found = cx.load_many(&keys).await?;
    let [Some(one), Some(two)] = found.as_slice() else { return Ok(false) };
    Ok(same_household(one, two))
}

async fn last_order(cx: &Cx, customer: &CustomerId) -> Result<Option<OrderSummary>, Fault> {
    let orders = keys::order::orders_of_customer(customer);
    Ok(cx.list(&orders, 1, None).await?.items.into_iter().next())
}
