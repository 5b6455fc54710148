//! From a key to an access token. The gateway goes on verifying tokens of the user pool, as it does for
//! people; this function says which of them a machine gets.
use contract::integrations::{GetToken, TokenView};
use domain::integrations::{
    ApiClient, Opened,
    client::{basic, basic_header},
};
use runtime::{
    Cx, Done, Fault, HttpRequest, Outcome, Req,
    ports::{WebAnswer, WebCall},
};
use serde::Deserialize;
use std::{collections::BTreeMap, time::Duration};
use table::keys::integrations::{self as keys, ClientUse};

/// How long the user pool may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of a request: a form with a key.
const FORM_BYTES_MAX: usize = 4_096;

/// A request for a token, as OAuth 2.0 has it.
#[derive(Default, Deserialize)]
struct Form {
    #[serde(default)]
    grant_type: String,
    #[serde(default)]
    client_secret: Option<String>,
}

/// What the user pool answers.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: u32,
}

/// Gives the token of exactly the client's roles. Whatever is wrong with a key, the answer is the same.
pub async fn get(cx: Cx, req: Req<GetToken>) -> Outcome<TokenView> {
    let wrong = Fault::Unauthenticated("the key is unknown or revoked, or its time is over");
    let Some(opened) = shown(&req.raw)? else { return Err(wrong) };
    let held = cx.find(keys::client(&opened.client_id)).await?;
    let Some(client) = held.filter(|client| client.admits(&opened, cx.now())) else {
        return Err(wrong);
    };
    let scopes = client.roles.iter().map(|role| format!("kontor/{role}"));
    let scope = scopes.collect::<Vec<_>>().join(" ");
    let granted = grant(&cx, &scope).await?;
    let reply = TokenView {
        access_token: granted.access_token,
        token_type: "Bearer".into(),
        expires_in: granted.expires_in,
        scope,
    };
    let done = Done::new(reply);
    Ok(match used_today(&cx, &client).await? {
        Some(used) => done.put(&used),
        None => done,
    })
}

/// The key that a request shows.
fn shown(request: &HttpRequest) -> Result<Option<Opened>, Fault> {
    if request.body.len() > FORM_BYTES_MAX {
        return Err(Fault::Malformed {
            code: "request.too_large",
            status: 413,
            detail: format!("a request for a token has at most {FORM_BYTES_MAX} bytes"),
        });
    }
    let text = String::from_utf8_lossy(&request.body);
    let form: Form = serde_html_form::from_str(&text).unwrap_or_default();
    let key = request.header("authorization").and_then(basic).or(form.client_secret);
    let opened = key.as_deref().and_then(Opened::read);
    if opened.is_some() && form.grant_type != "client_credentials" {
        return Err(Fault::malformed("send grant_type=client_credentials, as a form"));
    }
    Ok(opened)
}

async fn grant(cx: &Cx, scope: &str) -> Result<Granted, Fault> {
    let settings = cx.settings();
    let form = [("grant_type", "client_credentials"), ("scope", scope)];
    let body = serde_html_form::to_string(form).map_err(|e| Fault::Internal(e.to_string()))?;
    let basic = basic_header(&settings.token_client, &settings.token_secret);
    let headers = BTreeMap::from([
        ("authorization".to_owned(), basic),
        ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
    ]);
    let url = format!("{}/oauth2/token", settings.token_url);
    let call = WebCall { method: "POST", url, headers, body: body.into_bytes() };
    let WebAnswer { status, body } =
        cx.web()?.call(call, PATIENCE).await.map_err(Fault::Outside)?;
    if status != 200 {
        return Err(Fault::Outside(format!("the user pool answered {status}")));
    }
    serde_json::from_slice(&body)
        .map_err(|_| Fault::Outside("the user pool's answer cannot be read".into()))
}

/// The client's use, if today's is not written down yet.
async fn used_today(cx: &Cx, client: &ApiClient) -> Result<Option<ClientUse>, Fault> {
    let day = cx.now().day();
    let known = cx.find(keys::client_use(&client.client_id)).await?;
    let client_id = client.client_id.clone();
    Ok(known.is_none_or(|known| known.day != day).then_some(ClientUse { client_id, day }))
}
