//! What a shopper and a warehouse do, over HTTP.
use crate::{Deployed, fresh};
use serde_json::Value;
use std::time::Duration;
use testkit::{HeldCart, Reply, steps};

impl Deployed {
    /// Puts a new product on sale, with so many units in stock, and says its SKU.
    pub async fn stocked(&self, units: u32) -> String {
        let sku = fresh("LIVE");
        self.call(steps::product(&sku, 1_295)).await.expect(200);
        self.call(steps::warehouse()).await.expect(200);
        let receipt = steps::receipt(&fresh("receipt"), &[(sku.clone(), units)]);
        self.call(receipt).await.expect(201);
        sku
    }

    /// A guest's cart with one unit of a SKU.
    pub async fn cart_with(&self, sku: &str, key: &str) -> HeldCart {
        let cart = HeldCart::of(&self.command(steps::open_cart(key)).await.expect(201));
        self.command(cart.add(key, &[(sku.to_owned(), 1)])).await.expect(200);
        cart
    }

    /// Completes a cart, and again while the shop says that it is still at work.
    pub async fn complete(&self, cart: &HeldCart, key: &str, card: &str) -> Reply {
        for _ in 0..60 {
            let reply = self.command(cart.complete(key, card)).await;
            if reply.status != 202 || reply.json()["state"] == "action_required" {
                return reply;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("the cart never came to an end");
    }

    /// What a SKU's counters are, over all locations.
    pub async fn stock(&self, sku: &str) -> Value {
        self.call(steps::stock(sku)).await.expect(200)["total"].take()
    }
}
