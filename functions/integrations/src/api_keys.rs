//! Keys of machine clients. A key is in one answer, which nobody remembers: what a repeated request
//! would be answered with would have to be kept somewhere.
use crate::clients::{last_used, shown};
use contract::integrations::{ClientView, IssueApiKey, IssuedKey, RevokeApiKey};
use domain::integrations::{Refusal, client::ClientState, secret::overlap};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys::integrations as keys;

/// Makes a key. Those before it end after the overlap.
pub async fn issue(cx: Cx, req: Req<IssueApiKey>) -> Outcome<IssuedKey> {
    let held = cx.load(keys::client(&req.path.client_id)).await?;
    if held.state(cx.now()) != ClientState::Active {
        return Err(Refusal::Ended.into());
    }
    let day = last_used(&cx, &held).await?;
    let hours = overlap(req.body.overlap_hours)?;
    let (next, key) = held.issue(cx.new_key(), hours, cx.now())?;
    let key_id = next.keys.first().map(|first| first.key_id.clone());
    let key_id = key_id.ok_or_else(|| Fault::Internal("a key without an id".into()))?;
    let reply = IssuedKey { key, key_id, client: shown(&cx, &next, day) };
    Ok(Done::new(reply).replace(&held, &next))
}

/// Revokes a key at once. Doing it again changes nothing.
pub async fn revoke(cx: Cx, req: Req<RevokeApiKey>) -> Outcome<ClientView> {
    let held = cx.load(keys::client(&req.path.client_id)).await?;
    let day = last_used(&cx, &held).await?;
    Ok(match held.without_key(&req.path.key_id) {
        Some(next) => Done::new(shown(&cx, &next, day)).replace(&held, &next),
        None => Done::new(shown(&cx, &held, day)),
    })
}
