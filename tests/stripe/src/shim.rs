//! The way to a running localstripe, with what it leaves out filled in.
//!
//! localstripe refuses parameters that it does not know, and answers in an older version of the API. So
//! `return_url` is left out on the way there; and on the way back a PaymentIntent gets the
//! `amount_received` and `next_action.redirect_to_url` that Stripe's answers have.
use runtime::ports::{Later, Web, WebAnswer, WebCall};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// The way to localstripe.
pub struct LocalStripe {
    /// HTTP.
    pub web: Arc<dyn Web>,
    /// Where shoppers come back to.
    pub return_url: String,
}

impl Web for LocalStripe {
    fn call(&self, mut call: WebCall, patience: Duration) -> Later<'_, WebAnswer> {
        Box::pin(async move {
            let body = String::from_utf8_lossy(&call.body).into_owned();
            let kept = body.split('&').filter(|part| !part.starts_with("return_url="));
            call.body = kept.collect::<Vec<_>>().join("&").into_bytes();
            let mut answer = self.web.call(call, patience).await?;
            if let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) {
                self.fill_in(&mut body);
                answer.body = body.to_string().into_bytes();
            }
            Ok(answer)
        })
    }
}

impl LocalStripe {
    fn fill_in(&self, body: &mut Value) {
        if body["object"] != "payment_intent" {
            return;
        }
        let charge = &body["latest_charge"];
        let number = |name: &str| charge[name].as_i64().unwrap_or_default();
        let captured = charge["captured"] == true;
        // What was not captured counts as given back, as in Stripe's older versions.
        let received = if captured { number("amount") - number("amount_refunded") } else { 0 };
        body["amount_received"] = json!(received);
        if body["status"] == "requires_action" {
            let url = format!("{}?payment_intent={}", self.return_url, body["id"]);
            body["next_action"] = json!({ "type": "redirect_to_url",
                "redirect_to_url": { "url": url.replace('"', "") } });
        }
    }
}
