use crate::view;
use contract::integrations::{RotateSecret, RotatedSecret};
use domain::integrations::secret::overlap;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::integrations as keys;

/// Makes a new secret. Until the overlap ends every message is signed with both.
pub async fn handle(cx: Cx, req: Req<RotateSecret>) -> Outcome<RotatedSecret> {
    let held = cx.load(keys::endpoint(&req.path.endpoint_id)).await?;
    let hours = overlap(req.body.overlap_hours)?;
    let next = held.rotate(cx.new_key(), hours, cx.now())?;
    let secret = next.secrets.first().map(|secret| secret.reveal().to_owned());
    let secrets = view::secrets(&next);
    let reply = RotatedSecret { secret: secret.unwrap_or_default(), secrets };
    Ok(Done::new(reply).replace(&held, &next))
}
