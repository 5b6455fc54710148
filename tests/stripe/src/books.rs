//! What the stand-in knows: the state machine of a PaymentIntent, refunds and disputes, and the
//! events that go out when something changes.
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A PaymentIntent.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Its name.
    pub id: String,
    /// Where it stands, in Stripe's word.
    pub status: &'static str,
    /// What was asked for.
    pub amount: i64,
    /// In which currency.
    pub currency: String,
    /// What was taken.
    pub received: i64,
    /// Words that the shop attached.
    pub metadata: BTreeMap<String, String>,
    /// Whether it may be captured several times.
    pub several: bool,
    /// Until when it may be captured, in seconds since 1970.
    pub capture_before: i64,
    /// Where shoppers come back to.
    pub return_url: Option<String>,
    /// Why the last attempt failed.
    pub problem: Option<Value>,
}

impl Intent {
    /// Money that is put aside and neither taken nor let go.
    pub fn held(&self) -> i64 {
        if self.status == "requires_capture" { self.amount - self.received } else { 0 }
    }

    /// As Stripe shows it.
    pub fn view(&self) -> Value {
        let multicapture = if self.several { "available" } else { "unavailable" };
        let action = self.return_url.as_ref().filter(|_| self.status == "requires_action");
        let charge = matches!(self.status, "requires_capture" | "succeeded" | "canceled");
        json!({
            "id": self.id, "object": "payment_intent", "status": self.status, "amount": self.amount,
            "currency": self.currency, "amount_received": self.received,
            "amount_capturable": self.held(), "capture_method": "manual", "metadata": self.metadata,
            "last_payment_error": self.problem,
            "next_action": action.map(|back| json!({
                "type": "redirect_to_url",
                "redirect_to_url": {
                    "url": format!("https://hooks.stripe.test/{}", self.id), "return_url": back,
                },
            })),
            "latest_charge": charge.then(|| json!({
                "id": self.id.replace("pi_", "ch_"), "object": "charge",
                "payment_method_details": { "type": "card", "card": {
                    "brand": "visa", "capture_before": self.capture_before,
                    "multicapture": { "status": multicapture },
                }},
            })),
        })
    }
}

/// A refund.
#[derive(Clone, Debug)]
pub struct Refund {
    /// Its name.
    pub id: String,
    /// Of which PaymentIntent.
    pub intent: String,
    /// How much.
    pub amount: i64,
    /// In which currency.
    pub currency: String,
    /// Where it stands, in Stripe's word.
    pub status: &'static str,
    /// Words that the shop attached.
    pub metadata: BTreeMap<String, String>,
}

impl Refund {
    /// As Stripe shows it.
    pub fn view(&self) -> Value {
        json!({
            "id": self.id, "object": "refund", "amount": self.amount, "currency": self.currency,
            "status": self.status, "metadata": self.metadata, "payment_intent": self.intent,
            "failure_reason": (self.status == "failed").then_some("lost_or_stolen_card"),
        })
    }
}

/// All that the stand-in knows.
#[derive(Debug, Default)]
pub struct Books {
    /// PaymentIntents, the oldest first.
    pub intents: Vec<Intent>,
    /// Refunds, the oldest first.
    pub refunds: Vec<Refund>,
    /// Disputes as Stripe shows them.
    pub disputes: BTreeMap<String, Value>,
    /// Files, as they were sent.
    pub files: Vec<String>,
    /// Events that no webhook has told of yet.
    pub events: Vec<Value>,
    /// Seconds since 1970.
    pub now: i64,
    count: u32,
}

/// A refusal: status and error.
pub type No = (u16, Value);

fn no(code: &str) -> No {
    (400, json!({ "error": { "type": "invalid_request_error", "code": code } }))
}

fn number(form: &BTreeMap<String, String>, name: &str) -> Option<i64> {
    form.get(name).and_then(|raw| raw.parse().ok())
}

fn metadata(form: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let inner = |name: &str| name.strip_prefix("metadata[")?.strip_suffix(']').map(str::to_owned);
    form.iter().filter_map(|(name, value)| Some((inner(name)?, value.clone()))).collect()
}

impl Books {
    fn name(&mut self, prefix: &str) -> String {
        self.count += 1;
        format!("{prefix}_{:014}", self.count)
    }

    /// Something happened to an object.
    pub fn tell(&mut self, kind: &str, id: &str) {
        let event = self.name("evt");
        let object = json!({ "id": id });
        let created = self.now;
        self.events.push(json!({
            "id": event, "object": "event", "type": kind, "created": created,
            "data": { "object": object },
        }));
    }

    /// A PaymentIntent, by its name.
    pub fn intent(&mut self, id: &str) -> Result<&mut Intent, No> {
        let missing = (
            404,
            json!({ "error": {
            "type": "invalid_request_error", "code": "resource_missing" } }),
        );
        self.intents.iter_mut().find(|intent| intent.id == id).ok_or(missing)
    }

    /// `POST /v1/payment_intents`, confirmed at once.
    pub fn create(&mut self, form: &BTreeMap<String, String>) -> Result<Value, No> {
        let (Some(amount), Some(currency)) = (number(form, "amount"), form.get("currency")) else {
            return Err(no("parameter_missing"));
        };
        if form.get("capture_method").map(String::as_str) != Some("manual") || amount <= 0 {
            return Err(no("parameter_invalid"));
        }
        let method = form.get("payment_method").map(String::as_str).unwrap_or_default();
        let declined = json!({ "type": "card_error", "code": "card_declined",
                               "decline_code": "insufficient_funds" });
        let (status, problem) = match method {
            "pm_card_visa" | "pm_card_several" => ("requires_capture", None),
            "pm_card_3ds" => ("requires_action", None),
            "pm_card_slow" => ("processing", None),
            "pm_card_declined" => ("requires_payment_method", Some(declined.clone())),
            _ => return Err(no("resource_missing")),
        };
        let intent = Intent {
            id: self.name("pi"),
            status,
            amount,
            currency: currency.clone(),
            received: 0,
            metadata: metadata(form),
            several: method == "pm_card_several",
            capture_before: self.now + 7 * 86_400,
            return_url: form.get("return_url").cloned(),
            problem,
        };
        let (id, view) = (intent.id.clone(), intent.view());
        self.intents.push(intent);
        match status {
            "requires_capture" => self.tell("payment_intent.amount_capturable_updated", &id),
            "requires_action" => self.tell("payment_intent.requires_action", &id),
            "requires_payment_method" => {
                self.tell("payment_intent.payment_failed", &id);
                let mut error = declined;
                error["payment_intent"] = view;
                return Err((402, json!({ "error": error })));
            }
            _ => {}
        }
        Ok(view)
    }

    /// `POST /v1/payment_intents/{id}/capture`
    pub fn capture(&mut self, id: &str, form: &BTreeMap<String, String>) -> Result<Value, No> {
        let last = form.get("final_capture").map(String::as_str) != Some("false");
        let intent = self.intent(id)?;
        if intent.status != "requires_capture" {
            return Err(no("payment_intent_unexpected_state"));
        }
        let amount = number(form, "amount_to_capture").unwrap_or_else(|| intent.held());
        if amount <= 0 || amount > intent.held() {
            return Err(no("amount_too_large"));
        }
        if !last && !intent.several {
            return Err(no("payment_intent_multicapture_unavailable"));
        }
        intent.received += amount;
        if last || intent.held() == 0 {
            intent.status = "succeeded";
        }
        let (view, over) = (intent.view(), intent.status == "succeeded");
        self.tell("charge.captured", id);
        if over {
            self.tell("payment_intent.succeeded", id);
        }
        Ok(view)
    }

    /// `POST /v1/payment_intents/{id}/cancel`
    pub fn cancel(&mut self, id: &str) -> Result<Value, No> {
        let intent = self.intent(id)?;
        if matches!(intent.status, "succeeded" | "canceled" | "processing") {
            return Err(no("payment_intent_unexpected_state"));
        }
        intent.status = if intent.received > 0 { "succeeded" } else { "canceled" };
        let (view, kind) = (intent.view(), format!("payment_intent.{}", intent.status));
        self.tell(&kind, id);
        Ok(view)
    }

    /// `POST /v1/refunds`
    pub fn refund(&mut self, form: &BTreeMap<String, String>) -> Result<Value, No> {
        let id = form.get("payment_intent").cloned().unwrap_or_default();
        let given: i64 = self
            .refunds
            .iter()
            .filter(|refund| refund.intent == id && refund.status != "failed")
            .map(|refund| refund.amount)
            .sum();
        let intent = self.intent(&id)?;
        let (left, currency) = (intent.received - given, intent.currency.clone());
        let amount = number(form, "amount").unwrap_or(left);
        if amount <= 0 || amount > left {
            return Err(no("charge_already_refunded"));
        }
        let (status, metadata) = ("succeeded", metadata(form));
        let refund =
            Refund { id: self.name("re"), intent: id.clone(), amount, currency, status, metadata };
        let (name, view) = (refund.id.clone(), refund.view());
        self.refunds.push(refund);
        self.tell("refund.created", &name);
        self.tell("charge.refunded", &id.replace("pi_", "ch_"));
        Ok(view)
    }

    /// The shopper meets the bank's challenge, or fails it.
    pub fn challenge(&mut self, id: &str, pass: bool) {
        let intent = self.intent(id).expect("a PaymentIntent");
        if intent.status != "requires_action" {
            return;
        }
        if pass {
            intent.status = "requires_capture";
            self.tell("payment_intent.amount_capturable_updated", id);
        } else {
            intent.status = "requires_payment_method";
            intent.problem = Some(json!({ "type": "invalid_request_error",
                "code": "payment_intent_authentication_failure" }));
            self.tell("payment_intent.payment_failed", id);
        }
    }

    /// An authorisation ends by itself, after seven days.
    pub fn lapse(&mut self, id: &str) {
        self.cancel(id).expect("it could lapse");
    }

    /// The bank sends a refund back.
    pub fn bounce(&mut self, id: &str) {
        let refund = self.refunds.iter_mut().find(|refund| refund.id == id).expect("a refund");
        refund.status = "failed";
        self.tell("refund.failed", id);
    }

    /// Takes evidence to a dispute: submitted, it is under review, and takes no more.
    pub fn evidence(&mut self, id: &str, form: &BTreeMap<String, String>) -> Result<Value, No> {
        let dispute = self.disputes.get_mut(id).ok_or_else(|| no("resource_missing"))?;
        if dispute["status"] != "needs_response"
            || form.get("submit").map(String::as_str) != Some("true")
        {
            return Err(no("dispute_evidence_not_taken"));
        }
        let said = |name: &str| {
            name.strip_prefix("evidence[")
                .and_then(|name| name.strip_suffix(']'))
                .map(str::to_owned)
        };
        let evidence: BTreeMap<String, &String> =
            form.iter().filter_map(|(name, text)| Some((said(name)?, text))).collect();
        dispute["evidence"] = json!(evidence);
        dispute["status"] = json!("under_review");
        let view = dispute.clone();
        self.tell("charge.dispute.updated", id);
        Ok(view)
    }

    /// The cardholder disputes a payment, or the dispute goes on.
    pub fn dispute(&mut self, intent: &str, status: &str) {
        let (amount, currency) = {
            let intent = self.intent(intent).expect("a PaymentIntent");
            (intent.received, intent.currency.clone())
        };
        let id = intent.replace("pi_", "dp_");
        let created = self.now;
        self.disputes.insert(
            id.clone(),
            json!({
                "id": id, "object": "dispute", "amount": amount, "currency": currency,
                "reason": "fraudulent", "status": status, "created": created,
                "evidence_details": { "due_by": created + 9 * 86_400 }, "payment_intent": intent,
            }),
        );
        let over = matches!(status, "won" | "lost" | "warning_closed");
        self.tell(if over { "charge.dispute.closed" } else { "charge.dispute.created" }, &id);
    }
}
