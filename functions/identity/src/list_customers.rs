use contract::{
    Page,
    identity::{CustomerLineView, ListCustomers},
};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::identity::{CustomerSummary, newest_customers};

pub async fn handle(cx: Cx, req: Req<ListCustomers>) -> Outcome<Page<CustomerLineView>> {
    let page = cx.page(&newest_customers(), &req.query).await?;
    let items = page.items.into_iter().map(line).collect();
    Ok(Done::new(Page { items, next: page.next }))
}

fn line(summary: CustomerSummary) -> CustomerLineView {
    let CustomerSummary { customer_id, external_key, created_at } = summary;
    CustomerLineView { customer_id, external_key, created_at }
}
