use crate::{ledger, ledger::Opened, rewards, view};
use contract::loyalty::{RedeemReward, RedemptionView};
use domain::{
    loyalty::{Gives, LoyaltyRefusal, PointsCause, Reward},
    pricing::{
        CodeLead,
        gift_card::{GiftCard, Owner},
        promotion::CodePool,
    },
};
use events::loyalty::RewardRedeemedV1;
use primitives::{Code, CustomerId, GiftCardId, Money, PromotionId};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys::loyalty as keys;

/// Debits the points and gives what they buy, in one transaction: whatever fails, both or neither are there.
pub async fn handle(cx: Cx, req: Req<RedeemReward>) -> Outcome<RedemptionView> {
    let customer = view::own(&req.who)?;
    let missing = || LoyaltyRefusal::NoReward(req.body.reward.clone());
    let reward = cx.find(keys::reward(&req.body.reward)).await?.ok_or_else(missing)?;
    reward.had(cx.now())?;
    let account = ledger::open(&cx, customer).await?;
    // It is sold as it was read: a price that staff change at the same moment is not the one that was shown.
    let done = Done::new(()).unchanged(&reward);
    match &reward.gives {
        Gives::Credit { amount, valid_days } => {
            let (done, card_id) = credited(&cx, done, &account.customer_id, *amount, *valid_days)?;
            redeemed(&cx, done, &account, &reward, (Some(card_id), None))
        }
        Gives::Code { promotion } => {
            let (done, code) = coded(&cx, done, promotion).await?;
            redeemed(&cx, done, &account, &reward, (None, Some(code)))
        }
    }
}

/// Adds store credit of a customer.
pub fn credited(
    cx: &Cx,
    done: Done<()>,
    customer: &CustomerId,
    amount: Money,
    valid_days: Option<u32>,
) -> Result<(Done<()>, GiftCardId), Fault> {
    let end = valid_days.map(|days| cx.now().plus_seconds(i64::from(days) * 86_400));
    let owner = Owner::Customer { customer: customer.clone() };
    let (card, entry) = GiftCard::issue(cx.new_id(), owner, amount, end, cx.now())?;
    Ok((credit::issued(done, &card, &entry), card.card_id))
}

/// Adds a code of the customer's own that leads to a promotion.
async fn coded(
    cx: &Cx,
    done: Done<()>,
    promotion: &PromotionId,
) -> Result<(Done<()>, Code), Fault> {
    let held = rewards::for_codes(cx, promotion).await?;
    let mut random = [0; 10];
    random.iter_mut().zip(cx.new_key()).for_each(|(to, from)| *to = from);
    let pool = CodePool { promotion: promotion.clone(), count: 1 };
    let code = pool.code(random)?.code;
    let lead = CodeLead { code: code.clone(), promotion_id: promotion.clone() };
    Ok((done.unchanged(&held).create(&lead), code))
}

fn redeemed(
    cx: &Cx,
    done: Done<()>,
    account: &Opened,
    reward: &Reward,
    (card_id, code): (Option<GiftCardId>, Option<Code>),
) -> Outcome<RedemptionView> {
    let cause = PointsCause::Redeemed {
        reward: reward.reward.clone(),
        card: card_id.clone(),
        code: code.clone(),
    };
    let booked = account.spend(cause, reward.points, cx.now())?;
    let event = RewardRedeemedV1 {
        customer_id: account.customer_id.clone(),
        reward: reward.reward.clone(),
        points: reward.points,
        card_id: card_id.clone(),
    };
    let balance = booked.account.spendable(cx.now());
    let (reward, points) = (reward.reward.clone(), reward.points);
    let done = account.booked(done, &booked);
    let done = done.publish(&account.customer_id, account.next_version(), &event);
    Ok(done.reply(RedemptionView { reward, points, card_id, code, balance }))
}
