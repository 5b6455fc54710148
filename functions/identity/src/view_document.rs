use contract::{identity::ViewDocument, openapi::Document};
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(_: Cx, _: Req<ViewDocument>) -> Outcome<Document> {
    Ok(Done::new(Document::served()))
}
