//! One event as a client sends it, and what is kept of it.
use super::{
    Behaviour, Circumstances, Clock, Consent, Device, Flaw, Kind, corrected, ip, privacy, shape,
    web,
};
use primitives::{Sku, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Characters of an event's id: enough that no two clients choose the same.
const ID_MIN: usize = 16;
/// Characters of any id.
const ID_MAX: usize = 64;
/// Characters of a name.
const NAME_MAX: usize = 128;

/// An event, read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    pub event_id: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub timestamp: Option<String>,
    #[serde(default)]
    pub anonymous_id: Option<String>,
    #[serde(default)]
    pub user_id: Option<String>,
    #[serde(default)]
    pub previous_id: Option<String>,
    #[serde(default)]
    pub session_id: Option<String>,
    #[serde(default)]
    pub consent: Option<Consent>,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub referrer: Option<String>,
    #[serde(default)]
    pub sku: Option<String>,
    #[serde(default)]
    pub value_minor: Option<i64>,
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub properties: Map<String, Value>,
    #[serde(default)]
    pub traits: Map<String, Value>,
}

/// Reads an event and checks all of it. Nothing that it holds can make this panic or take long.
pub fn read(raw: &str) -> Result<Sent, Flaw> {
    shape::check_raw(raw)?;
    let sent: Sent = serde_json::from_str(raw)
        .map_err(|e| Flaw::new("event.invalid", format!("the event cannot be read: {e}")))?;
    sent.check()?;
    Ok(sent)
}

impl Sent {
    fn check(&self) -> Result<(), Flaw> {
        if self.event_id.len() < ID_MIN {
            let why = format!(
                "`event_id` must be {ID_MIN} to {ID_MAX} letters, digits, - and _; a UUID will do"
            );
            return Err(Flaw::new("event.id", why));
        }
        check_id("event_id", Some(&self.event_id))?;
        check_id("anonymous_id", self.anonymous_id.as_ref())?;
        check_id("user_id", self.user_id.as_ref())?;
        check_id("previous_id", self.previous_id.as_ref())?;
        check_id("session_id", self.session_id.as_ref())?;
        let texts = [&self.name, &self.url, &self.referrer, &self.sku, &self.currency];
        texts.into_iter().flatten().try_for_each(|text| shape::check_text(text))?;
        for (name, value) in self.properties.iter().chain(&self.traits) {
            shape::check_text(name)?;
            shape::check_texts(value)?;
        }
        self.check_name()?;
        self.check_goods()?;
        self.check_kind()
    }

    fn check_name(&self) -> Result<(), Flaw> {
        let name = self.name.as_deref().unwrap_or_default();
        if name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
            let why =
                format!("`name` has at most {NAME_MAX} characters, and none that cannot be seen");
            return Err(Flaw::new("event.name", why));
        }
        Ok(())
    }

    fn check_goods(&self) -> Result<(), Flaw> {
        if let Some(Err(why)) = self.sku.as_ref().map(Sku::parse) {
            return Err(Flaw::new("event.sku", format!("`sku` is none of a shop: {why}")));
        }
        let currency = |c: &String| c.len() == 3 && c.bytes().all(|b| b.is_ascii_uppercase());
        if self.value_minor.is_some() != self.currency.as_ref().is_some_and(currency) {
            return Err(Flaw::new(
                "event.value",
                "send `value_minor` and `currency`, such as 1999 and EUR, together",
            ));
        }
        Ok(())
    }

    fn check_kind(&self) -> Result<(), Flaw> {
        let named = self.name.as_ref().is_some_and(|name| !name.trim().is_empty());
        match self.kind {
            Kind::Track if !named => {
                Err(Flaw::new("event.name", "a `track` says in `name` what was done"))
            }
            Kind::Page if !named && self.url.is_none() => {
                Err(Flaw::new("event.page", "a `page` needs `url` or `name`"))
            }
            Kind::Identify if self.user_id.is_none() => {
                Err(Flaw::new("event.user", "an `identify` needs `user_id`"))
            }
            Kind::Alias if self.user_id.is_none() || self.previous_id.is_none() => Err(Flaw::new(
                "event.user",
                "an `alias` joins `previous_id` to `user_id`; send both",
            )),
            _ => Ok(()),
        }
    }

    /// What is kept of it. Without consent to analytics nothing that could tell a visitor apart: no
    /// id, no network, no minute, nothing that the client wrote freely. `None` where nothing is left.
    pub fn kept(self, about: &Circumstances, batch: Consent) -> Result<Option<Behaviour>, Flaw> {
        let consent = self.consent.unwrap_or(batch);
        let happened =
            self.timestamp.as_deref().map(Timestamp::parse).transpose().map_err(|_| {
                Flaw::new(
                    "time.wrong",
                    "`timestamp` must be RFC 3339, such as 2026-11-22T09:30:00Z",
                )
            })?;
        let clock = Clock { happened, sent: about.sent_at, received: about.received_at };
        let (at, clock_behind_ms) = corrected(clock)?;
        let known = consent.analytics;
        if !known && matches!(self.kind, Kind::Identify | Kind::Alias) {
            return Ok(None);
        }
        let url = self.url.clone().unwrap_or_default();
        let utm = |name| web::parameter(&url, name).and_then(|value| plain(value, 100));
        let hour = Timestamp::from_millis(at.millis().div_euclid(3_600_000) * 3_600_000);
        Ok(Some(Behaviour {
            occurred_at: if known { at } else { hour },
            received_at: about.received_at,
            clock_behind_ms: if known { clock_behind_ms } else { 0 },
            kind: self.kind,
            // A name says what was done. Whose mail address stands in it says who did it.
            name: self.name.filter(|name| !privacy::holds_mail_address(name)).unwrap_or_default(),
            consent,
            anonymous_id: self.anonymous_id.filter(|_| known),
            user_id: self.user_id.filter(|_| known),
            previous_id: self.previous_id.filter(|_| known),
            session_id: self.session_id.filter(|_| known),
            network: about.address.as_deref().filter(|_| known).and_then(ip::truncated),
            device: Device::of(&about.user_agent),
            page: web::page(&url).and_then(|page| plain(&page, 500)),
            referrer: self
                .referrer
                .as_deref()
                .and_then(web::host)
                .and_then(|host| plain(&host, 200)),
            utm_source: utm("utm_source"),
            utm_medium: utm("utm_medium"),
            utm_campaign: utm("utm_campaign"),
            click_id: consent.marketing.then(|| click_id(&url)).flatten(),
            sku: self.sku,
            value_minor: self.value_minor,
            currency: self.currency,
            properties: written(self.properties, known),
            traits: written(self.traits, known && consent.personalisation),
            event_id: self.event_id,
        }))
    }
}

fn check_id(what: &str, id: Option<&String>) -> Result<(), Flaw> {
    let fits = |id: &String| {
        (1..=ID_MAX).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b))
    };
    if id.is_none_or(fits) {
        return id.map_or(Ok(()), |id| shape::check_text(id));
    }
    let why = format!(
        "`{what}` must be 1 to {ID_MAX} letters, digits, . _ : and -; never a mail address"
    );
    Err(Flaw::new("event.id", why))
}

/// A text without anything personal in it, cut to a length.
fn plain(text: &str, most: usize) -> Option<String> {
    let personal = privacy::holds_mail_address(text) || text.contains("%40");
    (!personal && !text.is_empty()).then(|| text.chars().take(most).collect())
}

fn click_id(url: &str) -> Option<String> {
    let found = web::CLICK_IDS.iter().find_map(|name| Some((name, web::parameter(url, name)?)));
    found.map(|(name, value)| format!("{name}={}", value.chars().take(200).collect::<String>()))
}

fn written(mut fields: Map<String, Value>, allowed: bool) -> Option<String> {
    if !allowed || fields.is_empty() {
        return None;
    }
    privacy::redact(&mut fields);
    Some(Value::Object(fields).to_string())
}
