//! Codes of gift cards. A code is in one answer, which nobody remembers: what a repeated request would
//! be answered with would have to be kept somewhere.
use contract::giftcards::{GiftCodeView, MakeGiftCode};
use domain::pricing::gift_card::{CODE_BYTES, GiftCardSummary, GiftCode};
use events::giftcards::GiftCardCodedV1;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::giftcards as keys;

/// Makes a code. The one before opens nothing any more: whoever got no answer asks again.
pub async fn make(cx: Cx, req: Req<MakeGiftCode>) -> Outcome<GiftCodeView> {
    let held = cx.load(keys::card(&req.path.card_id)).await?;
    let mut random = [0; CODE_BYTES];
    random.iter_mut().zip(cx.new_key()).for_each(|(to, from)| *to = from);
    let code = GiftCode::new(random);
    let (next, lead) = held.coded(&code)?;
    let card = GiftCardSummary::from(&next);
    let done = Done::new(GiftCodeView { code: code.reveal().to_owned(), card })
        .replace(&held, &next)
        .create(&lead);
    let done = match held.code() {
        Some(before) => done.erase(&keys::code(&before.digest)),
        None => done,
    };
    let event = GiftCardCodedV1 { card_id: held.card_id.clone() };
    Ok(done.publish(&held.card_id, held.next_version(), &event))
}
