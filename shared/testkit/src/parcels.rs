//! What warehouse and carrier do with parcels, as requests: the same for a shop in process and for a
//! deployed one.
use crate::Request;
use contract::Role;
use serde_json::{Value, json};

/// One parcel, as staff find it.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// Its path: order and all.
    pub path: String,
    /// What is known of it.
    pub view: Value,
}

/// Lists the parcels of an order; [`Parcel::all`] reads the answer.
pub fn parcels(order_id: &str) -> Request {
    Request::get(format!("/orders/{order_id}/shipments")).staff(Role::Fulfilment)
}

impl Parcel {
    /// What [`parcels`] answered, or a split.
    pub fn all(list: &Value) -> Vec<Self> {
        let items = list["items"].as_array().cloned().unwrap_or_default();
        items.into_iter().map(Self::of).collect()
    }

    /// One of them.
    pub fn of(view: Value) -> Self {
        let text = |name: &str| view[name].as_str().unwrap_or_default().to_owned();
        let path = format!("/orders/{}/shipments/{}", text("order_id"), text("shipment_id"));
        Self { path, view }
    }

    /// How far it is.
    pub fn state(&self) -> &str {
        self.view["state"].as_str().unwrap_or_default()
    }

    /// Its tracking number.
    pub fn tracking_number(&self) -> &str {
        self.view["tracking_number"].as_str().unwrap_or_default()
    }

    /// Shows it.
    pub fn show(&self) -> Request {
        Request::get(&self.path).staff(Role::Fulfilment)
    }

    /// Shows something of it.
    pub fn get(&self, what: &str) -> Request {
        Request::get(format!("{}/{what}", self.path)).staff(Role::Fulfilment)
    }

    /// Does something to it. Each key does it once to each parcel.
    pub fn act(&self, what: &str, key: &str, body: &Value) -> Request {
        let key = format!("{key}-{what}-{}", self.path);
        Request::post(format!("{}/{what}", self.path)).key(key).staff(Role::Fulfilment).json(body)
    }

    /// Takes everything off the shelf.
    pub fn pick(&self) -> Request {
        self.act("picks", "once", &json!({}))
    }

    /// Closes it.
    pub fn pack(&self, weight_grams: u32) -> Request {
        self.act("pack", "once", &json!({ "weight_grams": weight_grams }))
    }

    /// Hands it over.
    pub fn dispatch(&self) -> Request {
        self.act("dispatch", "once", &json!({}))
    }

    /// The make-believe carrier's people scan it.
    pub fn scan(&self, word: &str, secret: &str) -> Request {
        let number = self.tracking_number();
        Request::post(format!("/haulier/v1/parcels/{number}/scans"))
            .key(format!("{number}-{word}"))
            .header("authorization", format!("Bearer {secret}"))
            .json(&json!({ "scan": word }))
    }
}
