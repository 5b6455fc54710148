use crate::views;
use contract::{
    Page,
    inventory::{ListLocations, LocationView},
};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ListLocations>) -> Outcome<Page<LocationView>> {
    let page = cx.page(&keys::inventory::locations(), &req.query).await?;
    let items = page.items.into_iter().map(views::location).collect();
    Ok(Done::new(Page { items, next: page.next }))
}
