//! Agrees to a refund that needs a second person, or does not.
use crate::{
    books::{self, counter},
    news,
    request::with_books,
};
use contract::refunds::{ApproveRefund, DeclineRefund, RefundPath, RefundView};
use domain::refunds::{self, Decided, Refund, RefundAccount};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys::refunds as keys};

/// Agrees.
pub async fn approve(cx: Cx, req: Req<ApproveRefund>) -> Outcome<RefundView> {
    let (refund, account, given) = asked(&cx, &req.path).await?;
    let (held, last) = counter(&cx).await?;
    let decided = refunds::approve(&refund, &given, req.who.actor(), &last, cx.now())?;
    Ok(with_books(written(&refund, &decided), account.as_ref(), held.as_ref(), &decided))
}

/// Does not.
pub async fn decline(cx: Cx, req: Req<DeclineRefund>) -> Outcome<RefundView> {
    let (refund, account, given) = asked(&cx, &req.path).await?;
    let decided = refunds::decline(&refund, &given, req.who.actor(), cx.now())?;
    Ok(with_books(written(&refund, &decided), account.as_ref(), None, &decided))
}

type Asked = (Held<Refund>, Option<Held<RefundAccount>>, RefundAccount);

async fn asked(cx: &Cx, path: &RefundPath) -> Result<Asked, Fault> {
    let refund = cx.load(keys::refund(&path.order_id, &path.refund_id)).await?;
    let order = books::order(cx, &path.order_id).await?;
    let account = cx.find(keys::account(&path.order_id)).await?;
    let given = books::account_of(&order, account.as_ref());
    Ok((refund, account, given))
}

fn written(held: &Held<Refund>, decided: &Decided) -> Done<RefundView> {
    let done = Done::new(RefundView::for_staff(&decided.refund)).replace(held, &decided.refund);
    news::publish(done, &decided.refund, held.next_version())
}
