use crate::{
    deliver::{composed, drive, run, write_down},
    view,
};
use contract::notification::{MessageView, ResendMessage};
use domain::notification::{Refusal, resend};
use runtime::{Cx, Done, Fault, Progress, Req, Step};
use table::keys;

/// Sends a message again because a person says so. A repeat of the same command goes on with what it
/// began, and sends nothing more.
pub async fn handle(cx: Cx, req: Req<ResendMessage>) -> Progress<MessageView> {
    let held = cx.load(keys::notification::message(&req.path.message_id)).await?;
    if held.command.as_deref() == Some(&*req.command) {
        return Ok(match drive(&cx, &held).await {
            Ok(Some(Step::Continue(done))) => Step::Continue(done),
            Ok(Some(Step::Refuse(done, fault))) => Step::Refuse(done, fault),
            Ok(_) => Step::Finish(Done::new(view::message(&held)?)),
            Err(Fault::Outside(_)) => return Err(Refusal::UnderWay.into()),
            Err(fault) => return Err(fault),
        });
    }
    let composed = composed(&cx, &held.order_id, &held.news, held.channel).await?;
    let ready = composed.ready(&run(&cx).await);
    let ready = ready.ok_or_else(|| Refusal::Impossible("text messages are off".into()))?;
    let changed = resend(&held, &req.command, ready, cx.now())?;
    Ok(Step::Continue(write_down(&held, changed)))
}
