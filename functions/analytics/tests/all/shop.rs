//! A shop with a lake.
use domain::analytics::{Behaviour, Business, Identified, distinct};
use lake::Record;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{MemoryFiles, Reply, Request, Shop};

pub const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";

pub struct Lake {
    pub shop: Shop,
    pub files: MemoryFiles,
}

impl Lake {
    pub fn new() -> Self {
        let files = MemoryFiles::default();
        let apps = vec![analytics::app(), outbox::app()];
        let shop = Shop::with(apps, Some(Arc::new(files.clone())), None);
        Self { shop, files }
    }

    /// Sends a body as a page does: as plain text.
    pub async fn send(&self, body: String) -> Reply {
        let request = Request::of("POST", "/collect").header("user-agent", AGENT);
        self.shop.answer(request.text(body).header("content-type", "text/plain")).await
    }

    /// Sends events with consent to analytics.
    pub async fn collect(&self, events: &[Value]) -> Value {
        let body = json!({"consent": {"analytics": true}, "events": events});
        let reply = self.send(body.to_string()).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        serde_json::from_str(&reply.text).unwrap()
    }

    pub fn event(&self, number: u32) -> Value {
        let at = self.shop.now();
        json!({"event_id": format!("event-number-{number:06}"), "type": "track", "name": "Viewed",
            "timestamp": at, "anonymous_id": "anon-1"})
    }

    /// Lets Lambda bring messages of the queue; gives the ids of those that come again.
    pub async fn bring(&self, bodies: &[String]) -> Vec<String> {
        let records: Vec<Value> = bodies
            .iter()
            .enumerate()
            .map(|(at, body)| {
                json!({
                    "eventSource": "aws:sqs", "messageId": format!("m-{at}"), "body": body,
                })
            })
            .collect();
        let payload = json!({ "Records": records });
        let answer = runtime::invoke(&analytics::app(), self.shop.host(), payload).await.unwrap();
        let failures = answer["batchItemFailures"].as_array().unwrap().iter();
        failures.map(|one| one["itemIdentifier"].as_str().unwrap().to_owned()).collect()
    }

    pub fn keys(&self, prefix: &str) -> Vec<String> {
        self.files.keys().into_iter().filter(|key| key.starts_with(prefix)).collect()
    }

    /// Every row of a table as it lies in files, doubled ones included.
    fn raw<R: Record>(&self, prefix: &str) -> Vec<R> {
        let keys = self.keys(prefix);
        let file = |key: &String| lake::read::<R>(self.files.download(key).unwrap()).unwrap();
        keys.iter().flat_map(file).collect()
    }

    pub fn raw_behaviour(&self) -> Vec<Behaviour> {
        self.raw("lake/behaviour/")
    }

    /// What a query over the table's view sees.
    pub fn behaviour(&self) -> Vec<Behaviour> {
        sorted(self.raw("lake/behaviour/"))
    }

    pub fn business(&self) -> Vec<Business> {
        sorted(self.raw("lake/business/"))
    }

    /// Lines of the quarantine.
    pub fn quarantine(&self) -> Vec<Value> {
        let files =
            self.keys("quarantine/").into_iter().map(|key| self.files.download(&key).unwrap());
        let text: String = files.map(|bytes| String::from_utf8(bytes).unwrap()).collect();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn sorted<R: Identified>(rows: Vec<R>) -> Vec<R> {
    distinct(rows)
}
