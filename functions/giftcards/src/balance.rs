use contract::giftcards::{CheckGiftCard, GiftCardBalance};
use credit::Tried;
use runtime::{Cx, Done, Progress, Req, Step};

/// What is left on the card of a code, for whoever knows it.
pub async fn check(cx: Cx, req: Req<CheckGiftCard>) -> Progress<GiftCardBalance> {
    let card = match credit::by_code(&cx, &req.raw, &req.body.code).await? {
        Tried::Card(card) => card,
        Tried::Wrong(done, refusal) => return Ok(Step::Refuse(done, refusal.into())),
    };
    Ok(Step::Finish(Done::new(GiftCardBalance {
        balance: card.balance,
        usable: card.usable(cx.now()).is_ok(),
        expires_at: card.expires_at,
    })))
}
