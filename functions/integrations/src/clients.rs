//! Machines that may call the API.
use contract::{
    Page, Role,
    integrations::{ApiKeyView, ClientView, CreateClient, ListClients, RevokeClient, ViewClient},
};
use domain::integrations::ApiClient;
use primitives::{ClientId, Day};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys::integrations as keys;

/// Makes a client, as yet without a key.
pub async fn create(cx: Cx, req: Req<CreateClient>) -> Outcome<ClientView> {
    let there = cx.list_all(&keys::clients()).await?.len();
    let body = req.body;
    let roles = body.roles.iter().map(|role| role.name().to_owned()).collect();
    let (id, now) = (cx.new_id(), cx.now());
    let client = ApiClient::create(id, body.title, roles, body.expires_at, there, now)?;
    Ok(Done::new(shown(&cx, &client, None)).create(&client))
}

/// Clients, page by page.
pub async fn list(cx: Cx, req: Req<ListClients>) -> Outcome<Page<ClientView>> {
    let page = cx.page(&keys::clients(), &req.query).await?;
    let mut items = Vec::with_capacity(page.items.len());
    let ids: Vec<ClientId> = page.items.into_iter().map(|one| one.client_id).collect();
    let clients = cx.load_many(&ids.iter().map(keys::client).collect::<Vec<_>>()).await?;
    let used = cx.load_many(&ids.iter().map(keys::client_use).collect::<Vec<_>>()).await?;
    for (client, used) in clients.iter().zip(&used) {
        let day = used.as_ref().map(|used| used.day.clone());
        items.extend(client.as_ref().map(|client| shown(&cx, client, day)));
    }
    Ok(Done::new(Page { items, next: page.next }))
}

/// One client.
pub async fn view(cx: Cx, req: Req<ViewClient>) -> Outcome<ClientView> {
    let client = cx.load(keys::client(&req.path.client_id)).await?;
    let day = last_used(&cx, &client).await?;
    Ok(Done::new(shown(&cx, &client, day)))
}

/// Revokes a client for good. Doing it again changes nothing.
pub async fn revoke(cx: Cx, req: Req<RevokeClient>) -> Outcome<ClientView> {
    let held = cx.load(keys::client(&req.path.client_id)).await?;
    let day = last_used(&cx, &held).await?;
    let Some((next, event)) = held.revoke(cx.now()) else {
        return Ok(Done::new(shown(&cx, &held, day)));
    };
    Ok(Done::new(shown(&cx, &next, day)).replace(&held, &next).publish(
        &held.client_id,
        held.next_version(),
        &event,
    ))
}

/// The last day on which a client was at work.
pub async fn last_used(cx: &Cx, client: &ApiClient) -> Result<Option<Day>, Fault> {
    let used = cx.find(keys::client_use(&client.client_id)).await?;
    Ok(used.map(|used| used.value.day))
}

/// A client as it is shown: no key, no digest.
pub fn shown(cx: &Cx, client: &ApiClient, last_used: Option<Day>) -> ClientView {
    let keys = client.keys.iter().map(|key| ApiKeyView {
        key_id: key.key_id.clone(),
        created_at: key.created_at,
        expires_at: key.expires_at,
    });
    ClientView {
        client_id: client.client_id.clone(),
        title: client.title.clone(),
        roles: client.roles.iter().filter_map(|name| Role::named(name)).collect(),
        state: client.state(cx.now()),
        keys: keys.collect(),
        last_used,
        expires_at: client.expires_at,
        created_at: client.created_at,
    }
}
