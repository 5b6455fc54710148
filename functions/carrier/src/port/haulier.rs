//! The make-believe carrier, over HTTP like any other.
use super::{Asked, Call, Carrier, Message, Ordered, Unknown, Way};
use base64::{Engine, engine::general_purpose::STANDARD};
use contract::{
    Problem,
    carrier::RateView,
    haulier::{HaulierParcelView, HaulierRateList, HaulierRatesBody, HaulierShipBody},
};
use domain::{
    carrier::{Bought, Label},
    fulfilment::Status,
    haulier::{Report, ScanKind, Service},
    payment::signature,
};
use primitives::{Code, ExternalKey, Timestamp};
use runtime::{
    Cx, Fault, HttpRequest,
    ports::{WebAnswer, WebCall},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, future::Future, pin::Pin, time::Duration};

/// How long the carrier may take.
const PATIENCE: Duration = Duration::from_secs(4);
/// Bytes of a webhook; its messages have a few hundred.
const WEBHOOK_BYTES_MAX: usize = 16 * 1024;
/// The secret's name in the settings.
const SECRET: &str = "haulier";
const NAME: &str = "haulier";

/// The adapter.
pub struct Haulier<'a> {
    cx: &'a Cx,
}

/// A certain answer.
enum Certain<T> {
    Yes(T),
    No(String),
}

impl<'a> Haulier<'a> {
    /// The adapter, on the circumstances of one run.
    pub fn new(cx: &'a Cx) -> Self {
        Self { cx }
    }

    async fn post<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &str,
        key: Option<&str>,
        body: &B,
    ) -> Result<Certain<T>, Unknown> {
        let body = serde_json::to_vec(body).map_err(|e| Unknown(e.to_string()))?;
        let secret = self.cx.secret(SECRET).await.map_err(|e| Unknown(e.to_string()))?;
        let mut headers = BTreeMap::from([
            ("authorization".to_owned(), format!("Bearer {}", secret.reveal())),
            ("content-type".to_owned(), "application/json".to_owned()),
            ("x-correlation-id".to_owned(), self.cx.correlation_id().to_owned()),
        ]);
        if let Some(key) = key {
            headers.insert("idempotency-key".into(), key.to_owned());
        }
        let url = format!("{}/haulier/v1/{path}", self.cx.settings().carrier_url);
        let call = WebCall { method: "POST", url, headers, body };
        let web = self.cx.web().map_err(|fault| Unknown(fault.to_string()))?;
        read(&web.call(call, PATIENCE).await.map_err(Unknown)?)
    }

    async fn believed(&self, request: &HttpRequest, now: Timestamp) -> Result<(), Fault> {
        let signed = request.header("x-haulier-signature").unwrap_or_default();
        let check = |secret: &str| signature::verify(secret, signed, &request.body, now);
        if check(self.cx.secret(SECRET).await?.reveal()).is_ok() {
            return Ok(());
        }
        Ok(check(self.cx.renewed_secret(SECRET).await?.reveal())?)
    }
}

/// Tells what is certain from what is not. A wrong key, too many calls, or a server in trouble say
/// nothing about the parcel; neither does an answer that cannot be read.
fn read<T: DeserializeOwned>(answer: &WebAnswer) -> Result<Certain<T>, Unknown> {
    match answer.status {
        200..=299 => serde_json::from_slice(&answer.body)
            .map(Certain::Yes)
            .map_err(|e| Unknown(format!("the carrier's answer cannot be read: {e}"))),
        400 | 404 | 409 | 422 => {
            let problem: Problem = serde_json::from_slice(&answer.body)
                .map_err(|e| Unknown(format!("the carrier's refusal cannot be read: {e}")))?;
            if problem.code == "idempotency.in_flight" {
                return Err(Unknown("the carrier is at work on it".into()));
            }
            Ok(Certain::No(problem.code))
        }
        status => Err(Unknown(format!("the carrier answered {status}"))),
    }
}

fn odd<E: std::fmt::Display>(error: E) -> Unknown {
    Unknown(format!("the carrier's answer makes no sense: {error}"))
}

/// The shop's word for the carrier's.
fn status(scan: ScanKind) -> Option<Status> {
    Some(match scan {
        ScanKind::Pickup | ScanKind::Hub => Status::InTransit,
        ScanKind::Van => Status::OutForDelivery,
        ScanKind::Delivered => Status::Delivered,
        ScanKind::NobodyHome => Status::DeliveryFailed,
        ScanKind::Missing => Status::Lost,
        ScanKind::Broken => Status::Damaged,
        ScanKind::Refused => Status::Refused,
        ScanKind::Back => Status::Returned,
        ScanKind::Other => return None,
    })
}

impl Carrier for Haulier<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn rates<'a>(&'a self, way: &'a Way, weight_grams: u32) -> Call<'a, Vec<RateView>> {
        Box::pin(async move {
            let (from, to) = (way.from.clone(), way.to.country.clone());
            let body = HaulierRatesBody { from, to, weight_grams };
            let Certain::Yes(list) = self.post::<_, HaulierRateList>("rates", None, &body).await?
            else {
                return Ok(Vec::new());
            };
            let carrier = Code::parse(NAME).map_err(odd)?;
            let views = list.items.into_iter().map(|rate| {
                let service = Code::parse(rate.service.name()).map_err(odd)?;
                let (carrier, cost, days) = (carrier.clone(), rate.price, rate.days);
                Ok(RateView { carrier, service, cost, days })
            });
            views.collect()
        })
    }

    fn order<'a>(&'a self, asked: &'a Asked<'a>, way: &'a Way) -> Call<'a, Ordered> {
        Box::pin(async move {
            let refused = |code: &str| Ok(Ordered::Refused(Code::parse(code).map_err(odd)?));
            let Some(service) = Service::named(asked.service.as_ref()) else {
                return refused("not_served");
            };
            let body = HaulierShipBody {
                reference: ExternalKey::parse(asked.reference).map_err(odd)?,
                service,
                from: way.from.clone(),
                to: way.to.clone(),
                weight_grams: asked.weight_grams,
            };
            let key = asked.label_id.as_ref();
            let answer = self.post::<_, HaulierParcelView>("parcels", Some(key), &body).await?;
            match answer {
                Certain::Yes(parcel) => label_of(parcel),
                Certain::No(code) => refused(&code),
            }
        })
    }

    fn void<'a>(&'a self, label: &'a Label) -> Call<'a, ()> {
        Box::pin(async move {
            let Some(number) = &label.tracking_number else { return Ok(()) };
            let path = format!("parcels/{number}/void");
            self.post::<_, HaulierParcelView>(&path, None, &contract::NoBody {}).await.map(|_| ())
        })
    }

    fn hear<'a>(
        &'a self,
        request: &'a HttpRequest,
        now: Timestamp,
    ) -> Pin<Box<dyn Future<Output = Result<Message, Fault>> + Send + 'a>> {
        Box::pin(async move {
            if request.body.len() > WEBHOOK_BYTES_MAX {
                return Err(Fault::Malformed {
                    code: "request.too_large",
                    status: 413,
                    detail: format!("a webhook has at most {WEBHOOK_BYTES_MAX} bytes"),
                });
            }
            self.believed(request, now).await?;
            let report: Report = serde_json::from_slice(&request.body)
                .map_err(|e| Fault::malformed(format!("the message cannot be read: {e}")))?;
            Ok(Message {
                id: Code::parse(report.id.to_string())?,
                tracking_number: Code::parse(report.tracking_number)?,
                status: status(report.scan),
                seen_at: report.scanned_at,
            })
        })
    }
}

fn label_of(parcel: HaulierParcelView) -> Result<Ordered, Unknown> {
    let pdf = parcel.label_pdf.ok_or_else(|| odd("it has no label"))?;
    let zpl = parcel.label_zpl.ok_or_else(|| odd("it has no label"))?;
    let tracking_number = Code::parse(parcel.tracking_number).map_err(odd)?;
    Ok(Ordered::Label {
        bought: Bought { tracking_number, cost: parcel.price },
        pdf: STANDARD.decode(pdf).map_err(odd)?,
        zpl: zpl.into_bytes(),
    })
}
