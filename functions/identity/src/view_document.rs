use contract::{identity::ViewDocument, openapi::Document};
use runtime::{Cx, Done, Fault, Outcome, Req};

/// Written from the operations before this program is compiled; `tests/conformance` holds the two together.
const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

pub async fn handle(_: Cx, _: Req<ViewDocument>) -> Outcome<Document> {
    let document = Document::read(DOCUMENT);
    Ok(Done::new(document.map_err(|error| Fault::Internal(error.to_string()))?))
}
