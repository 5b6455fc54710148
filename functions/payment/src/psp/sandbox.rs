//! The make-believe provider, over HTTP like any other.
use super::{About, Call, Heard, Hearing, Notice, Psp, Unknown, signed};
use contract::{
    Problem,
    sandbox::{
        SandboxAmountBody, SandboxAuthorisationView, SandboxAuthoriseBody, SandboxCancelBody,
        SandboxEvidenceBody,
    },
};
use domain::{
    payment::{
        DisputeEvidence, DisputeOutcome, DisputeReport, Entry, Kind, Payment, Refusal, Verdict,
    },
    sandbox::{NoticeKind, Report, Standing},
};
use primitives::{EventId, ExternalKey, PaymentId, Timestamp, TransactionId};
use runtime::{
    Cx, Fault, HttpRequest,
    ports::{WebAnswer, WebCall},
};
use serde::Serialize;
use std::{collections::BTreeMap, time::Duration};

/// How long the provider may take. Two tries fit into a function's time.
const PATIENCE: Duration = Duration::from_secs(4);
/// The name of the secret that the shop shares with the provider.
const SECRET: &str = "psp";
/// The header with the signature of a webhook.
const SIGNATURE: &str = "x-sandbox-signature";

/// The adapter.
pub struct Sandbox<'a> {
    cx: &'a Cx,
}

impl<'a> Sandbox<'a> {
    /// The adapter, on the circumstances of one run.
    pub fn new(cx: &'a Cx) -> Self {
        Self { cx }
    }

    async fn post<B: Serialize + Sync>(
        &self,
        path: String,
        key: &str,
        body: &B,
    ) -> Result<Answer, Unknown> {
        let body = serde_json::to_vec(body).map_err(|e| Unknown(e.to_string()))?;
        self.call("POST", path, Some(key), body).await
    }

    async fn call(
        &self,
        method: &'static str,
        path: String,
        key: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unknown> {
        let settings = self.cx.settings();
        let unknown = |fault: Fault| Unknown(fault.to_string());
        let secret = self.cx.secret(SECRET).await.map_err(unknown)?;
        let mut headers = BTreeMap::from([
            ("authorization".to_owned(), format!("Bearer {}", secret.reveal())),
            ("x-correlation-id".to_owned(), self.cx.correlation_id().to_owned()),
        ]);
        if let Some(key) = key {
            headers.insert("content-type".into(), "application/json".into());
            headers.insert("idempotency-key".into(), key.to_owned());
        }
        let url = format!("{}/sandbox/v1/authorisations{path}", settings.psp_url);
        let call = WebCall { method, url, headers, body };
        let web = self.cx.web().map_err(unknown)?;
        let answer = web.call(call, PATIENCE).await.map_err(Unknown)?;
        if answer.status == 401 {
            // Whoever sends it again has the secret as it is by then.
            self.cx.renewed_secret(SECRET).await.map_err(unknown)?;
        }
        read(&answer)
    }

    /// A capture, cancellation or refund of an authorisation that the provider has named.
    fn operate<'b, B: Serialize + Send + Sync + 'b>(
        &'b self,
        payment: &'b Payment,
        entry: &'b Entry,
        what: &'static str,
        body: B,
    ) -> Call<'b> {
        Box::pin(async move {
            let reference = payment.reference.as_deref().unwrap_or("unknown");
            let key = entry.transaction_id.as_ref();
            let answer = self.post(format!("/{reference}/{what}"), key, &body).await?;
            Ok(match answer {
                Answer::Done(view) => heard(&view, Verdict::Succeeded),
                Answer::Refused(code) => refused(code),
            })
        })
    }
}

/// A certain answer.
enum Answer {
    Done(Box<SandboxAuthorisationView>),
    Refused(String),
}

/// Tells what is certain from what is not. A wrong key, too many calls, or a server in trouble say
/// nothing about the transaction; neither does an answer that cannot be read.
fn read(answer: &WebAnswer) -> Result<Answer, Unknown> {
    let text = String::from_utf8_lossy(&answer.body);
    match answer.status {
        200..=299 => serde_json::from_str(&text)
            .map(|view| Answer::Done(Box::new(view)))
            .map_err(|e| Unknown(format!("the provider's answer cannot be read: {e}"))),
        400 | 404 | 409 | 422 => {
            let problem: Problem = serde_json::from_str(&text)
                .map_err(|e| Unknown(format!("the provider's refusal cannot be read: {e}")))?;
            if problem.code == "idempotency.in_flight" {
                return Err(Unknown("the provider is at work on it".into()));
            }
            Ok(Answer::Refused(problem.code))
        }
        status => Err(Unknown(format!("the provider answered {status}"))),
    }
}

fn heard(view: &SandboxAuthorisationView, verdict: Verdict) -> Heard {
    Heard { verdict, reference: Some(view.reference.to_string()) }
}

fn refused(code: String) -> Heard {
    Heard { verdict: Verdict::Failed { code }, reference: None }
}

/// How an authorisation stands. One that was cancelled before the shop knew of a decision holds no
/// money, whichever way it had gone.
fn standing(view: &SandboxAuthorisationView) -> Verdict {
    let failed = |code: &str| Verdict::Failed {
        code: view.failure.clone().unwrap_or_else(|| code.to_owned()),
    };
    match view.standing {
        Standing::Pending => Verdict::Accepted,
        Standing::ActionRequired => {
            Verdict::Challenged { url: view.challenge_url.clone().unwrap_or_default() }
        }
        Standing::Authorised => Verdict::Succeeded,
        Standing::Declined => failed("declined"),
        Standing::Cancelled => failed("abandoned"),
    }
}

fn decided(answer: &Answer) -> Heard {
    match answer {
        Answer::Done(view) => heard(view, standing(view)),
        Answer::Refused(code) => refused(code.clone()),
    }
}

impl Psp for Sandbox<'_> {
    fn authorise<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        Box::pin(async move {
            let (Some(method), Ok(name)) =
                (payment.method.clone(), ExternalKey::parse(payment.payment_id.as_ref()))
            else {
                return Ok(refused("method_missing".into()));
            };
            let body = SandboxAuthoriseBody { payment: name, amount: entry.amount, method };
            let key = entry.transaction_id.as_ref();
            Ok(decided(&self.post(String::new(), key, &body).await?))
        })
    }

    fn capture<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        self.operate(payment, entry, "captures", SandboxAmountBody { amount: entry.amount })
    }

    fn cancel<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        let body = SandboxCancelBody { amount: Some(entry.amount) };
        self.operate(payment, entry, "cancellations", body)
    }

    fn refund<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        self.operate(payment, entry, "refunds", SandboxAmountBody { amount: entry.amount })
    }

    fn void<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        Box::pin(async move {
            let reference = payment.reference.as_deref().unwrap_or("unknown");
            let path = format!("/{reference}/cancellations");
            let key = format!("{}.void", entry.transaction_id);
            Ok(decided(&self.post(path, &key, &SandboxCancelBody::default()).await?))
        })
    }

    fn retrieve<'a>(&'a self, payment: &'a Payment, entry: &'a Entry) -> Call<'a> {
        match (&payment.reference, entry.kind) {
            (Some(reference), Kind::Authorise) => Box::pin(async move {
                Ok(decided(&self.call("GET", format!("/{reference}"), None, Vec::new()).await?))
            }),
            // Sent again, it is answered with how it stands.
            _ => super::send(self, payment, entry),
        }
    }

    fn answer<'a>(&'a self, payment: &'a Payment, said: &'a DisputeEvidence) -> Call<'a> {
        Box::pin(async move {
            let Ok(dispute) = EventId::parse(said.dispute.to_string()) else {
                return Ok(refused("unknown_dispute".into()));
            };
            let statement = said.evidence.statement.clone();
            let body = SandboxEvidenceBody { dispute, statement };
            let reference = payment.reference.as_deref().unwrap_or("unknown");
            let key = said.transaction_id.as_ref();
            let answer = self.post(format!("/{reference}/evidence"), key, &body).await?;
            Ok(match answer {
                Answer::Done(view) => heard(&view, Verdict::Succeeded),
                Answer::Refused(code) => refused(code),
            })
        })
    }

    fn hear<'a>(&'a self, request: &'a HttpRequest, now: Timestamp) -> Hearing<'a> {
        Box::pin(async move {
            signed::check(self.cx, SECRET, SIGNATURE, request, now).await?;
            let report: Report = serde_json::from_slice(&request.body)
                .map_err(|e| Fault::malformed(format!("the message cannot be read: {e}")))?;
            let payment_id = PaymentId::parse(report.payment.to_string())
                .map_err(|_| Fault::from(Refusal::UnknownPayment))?;
            let about = about(&report).into_iter().collect();
            Ok(Notice { id: report.id.to_string(), payment_id: Some(payment_id), about })
        })
    }
}

fn disputed(report: &Report, outcome: Option<DisputeOutcome>) -> About {
    About::Dispute(DisputeReport {
        reference: report.dispute.as_ref().unwrap_or(&report.id).to_string(),
        amount: report.amount,
        reason: report.reason.clone().unwrap_or_else(|| "unknown".into()),
        due_at: report.due_at.unwrap_or(report.created_at),
        outcome,
        enquiry: false,
        answered: outcome.is_some(),
    })
}

fn about(report: &Report) -> Option<About> {
    let reason = || report.reason.clone().unwrap_or_else(|| "unknown".into());
    let verdict = match report.kind {
        NoticeKind::AuthorisationSucceeded
        | NoticeKind::CaptureSucceeded
        | NoticeKind::CancellationSucceeded
        | NoticeKind::RefundSucceeded => Verdict::Succeeded,
        NoticeKind::AuthorisationFailed => Verdict::Failed { code: reason() },
        NoticeKind::AuthorisationActionRequired => {
            Verdict::Challenged { url: report.challenge_url.clone().unwrap_or_default() }
        }
        NoticeKind::DisputeOpened => return Some(disputed(report, None)),
        NoticeKind::DisputeWon => return Some(disputed(report, Some(DisputeOutcome::Won))),
        NoticeKind::DisputeLost => return Some(disputed(report, Some(DisputeOutcome::Lost))),
        NoticeKind::Unknown => return None,
    };
    // What the shop did not ask for in its log, such as giving up an undecided authorisation, it
    // has heard by the answer.
    let transaction_id = TransactionId::parse(report.transaction.to_string()).ok()?;
    let reference = Some(report.reference.to_string());
    Some(About::Transaction(transaction_id, Heard { verdict, reference }))
}
