//! Evidence to a dispute: `POST /v1/disputes/{id}` with `submit`, once.
//! <https://docs.stripe.com/api/disputes/update>
use super::{
    Heard, Stripe, Unknown, client::Form, client::Said, failed, form, is_id, wire::Dispute,
};
use domain::payment::{
    DisputeEvidence, EVIDENCE_FILE_BYTES_MAX, Evidence, EvidenceFile, Verdict, evidence_file,
};

impl Stripe<'_> {
    pub(super) async fn answer_once(&self, said: &DisputeEvidence) -> Result<Heard, Unknown> {
        let id = said.dispute.as_ref();
        if !is_id(id) {
            return Ok(failed("unknown_dispute"));
        }
        let mut fields = fields(&said.evidence);
        if let Some(kind) = said.evidence.file {
            match self.send_file(said, kind).await? {
                Ok(file) => fields.push(("evidence[uncategorized_file]".to_owned(), file)),
                Err(code) => return Ok(failed(code)),
            }
        }
        fields.extend(form([("submit", "true".into())]));
        let (path, key) = (format!("/v1/disputes/{id}"), said.transaction_id.as_ref());
        Ok(match self.client.post::<Dispute>(&path, key, &fields).await? {
            // Only this evidence has this key: where it was used, Stripe has seen it.
            Said::Done(_) | Said::KeyReused => {
                Heard { verdict: Verdict::Succeeded, reference: None }
            }
            Said::Declined(problem) => failed(problem.word()),
            Said::Refused(code) => failed(code),
        })
    }
}

impl Stripe<'_> {
    /// Sends the file beside evidence; Stripe's name for it, or why it was refused.
    async fn send_file(
        &self,
        said: &DisputeEvidence,
        kind: EvidenceFile,
    ) -> Result<Result<String, String>, Unknown> {
        let place = evidence_file(&said.payment_id, &said.dispute);
        let files = self.cx.files().map_err(|fault| Unknown(fault.to_string()))?;
        let read = files.read(&place, 0, EVIDENCE_FILE_BYTES_MAX).await;
        let bytes = read.map_err(Unknown)?;
        let key = format!("{}.file", said.transaction_id);
        Ok(match self.client.upload::<File>(&key, kind.media(), &bytes).await? {
            Said::Done(file) => Ok(file.id),
            Said::Declined(problem) => Err(problem.word()),
            Said::Refused(code) => Err(code),
            Said::KeyReused => Err("idempotency_error".into()),
        })
    }
}

/// A file, as Stripe names it.
#[derive(serde::Deserialize)]
struct File {
    id: String,
}

/// Evidence in Stripe's words.
fn fields(evidence: &Evidence) -> Form {
    let Evidence { product, carrier, tracking, sent_on, refusal, cancellation, statement, file: _ } =
        evidence;
    let text = [
        ("product_description", product.as_ref().map(ToString::to_string)),
        ("shipping_carrier", carrier.as_ref().map(ToString::to_string)),
        ("shipping_tracking_number", tracking.as_ref().map(ToString::to_string)),
        ("shipping_date", sent_on.as_ref().map(ToString::to_string)),
        ("refund_refusal_explanation", refusal.as_ref().map(ToString::to_string)),
        ("cancellation_rebuttal", cancellation.as_ref().map(ToString::to_string)),
        ("uncategorized_text", statement.as_ref().map(ToString::to_string)),
    ];
    let said = text.into_iter().filter_map(|(name, text)| Some((name, text?)));
    said.map(|(name, text)| (format!("evidence[{name}]"), text)).collect()
}
