//! A shop with a lake, and ways to buy and to ask.
use crate::duck::Duck;
use contract::Role;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{HeldCart, MemoryFiles, Request, Shop, steps};

pub struct Market {
    pub shop: Shop,
    pub files: MemoryFiles,
}

impl Market {
    pub async fn open() -> Self {
        let files = MemoryFiles::default();
        let apps = vec![
            analytics::app(),
            cart::app(),
            catalog::app(),
            checkout::app(),
            inventory::app(),
            order::app(),
            outbox::app(),
            payment::app(),
            refunds::app(),
            reports::app(),
            sandbox::app(),
        ];
        let shop = Shop::with(apps, Some(Arc::new(files.clone())), None);
        let shop = shop.queries(Arc::new(Duck(files.clone())));
        for (sku, minor) in [("SKU-0", 1_000), ("SKU-1", 2_599)] {
            shop.call(steps::product(sku, minor)).await.expect(200);
        }
        shop.call(steps::warehouse()).await.expect(200);
        let stock = [("SKU-0".into(), 500), ("SKU-1".into(), 500)];
        shop.call(steps::receipt("r", &stock)).await.expect(201);
        shop.settle().await;
        Self { shop, files }
    }

    /// A guest buys units; gives the order.
    pub async fn buy(&self, key: &str, units: &[(&str, u32)]) -> String {
        self.buy_as(None, key, units).await
    }

    /// Somebody buys units; gives the order.
    pub async fn buy_as(&self, buyer: Option<&str>, key: &str, units: &[(&str, u32)]) -> String {
        let shop = &self.shop;
        let opened = match buyer {
            Some(buyer) => {
                shop.call(Request::post("/me/cart").key(key).customer(buyer)).await.expect(200)
            }
            None => shop.call(steps::open_cart(key)).await.expect(201),
        };
        let cart = HeldCart::of(&opened);
        let units: Vec<_> = units.iter().map(|(sku, units)| ((*sku).into(), *units)).collect();
        shop.call(cart.add(key, &units)).await.expect(200);
        let placed = shop.call(cart.complete(key, "tok_visa")).await.expect(201);
        shop.settle().await;
        placed["order_id"].as_str().unwrap().to_owned()
    }

    pub async fn cancel(&self, order: &str, key: &str, lines: &Value) {
        let path = format!("/orders/{order}/cancel");
        let mut body = json!({ "reason": "no" });
        if !lines.is_null() {
            body["lines"] = lines.clone();
        }
        let cancel = Request::post(path).staff(Role::Service).key(key).json(&body);
        self.shop.call(cancel).await.expect(200);
        self.shop.settle().await;
    }

    pub async fn order(&self, order: &str) -> Value {
        let look = Request::get(format!("/orders/{order}")).staff(Role::Service);
        self.shop.call(look).await.expect(200)
    }

    /// Today, as every report asks for it.
    pub fn today(&self) -> String {
        let day = self.shop.now().day();
        format!("from={day}&to={day}")
    }

    #[allow(clippy::unused_self)] // It is the market that is asked.
    pub fn ask(&self, target: &str) -> Request {
        Request::get(format!("/reports/{target}")).staff(Role::Finance)
    }

    /// Rows of a report, each by the names of its columns.
    pub async fn rows(&self, target: &str) -> Vec<Value> {
        let sheet = self.shop.call(self.ask(target)).await.expect(200);
        let names: Vec<_> = sheet["columns"].as_array().unwrap().clone();
        let row = |row: &Value| {
            let cells = row.as_array().unwrap().iter().zip(&names);
            cells
                .map(|(cell, column)| (column["name"].as_str().unwrap().to_owned(), cell.clone()))
                .collect()
        };
        sheet["rows"].as_array().unwrap().iter().map(row).collect()
    }

    /// What a visitor does, a moment after another.
    pub async fn collect(&self, events: &[Value]) {
        let body = json!({ "consent": { "analytics": true, "marketing": true }, "events": events });
        let request =
            Request::of("POST", "/collect").header("user-agent", "Mozilla/5.0 Firefox/140.0");
        let reply = self.shop.answer(request.text(body.to_string())).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let kept: Value = serde_json::from_str(&reply.text).unwrap();
        assert_eq!(kept["kept"], events.len(), "{kept}");
        let bodies = self.shop.take_jobs();
        let records: Vec<Value> = bodies
            .iter()
            .enumerate()
            .map(|(at, body)| json!({ "eventSource": "aws:sqs", "messageId": format!("m{at}"), "body": body }))
            .collect();
        let payload = json!({ "Records": records });
        runtime::invoke(&analytics::app(), self.shop.host(), payload).await.unwrap();
    }
}
