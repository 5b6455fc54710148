use contract::{
    Page, PageQuery,
    catalog::{
        ListCategoryProducts, ListManagedCategoryProducts, ListManagedProducts, ListProductChanges,
        ListProducts, ProductCard, ProductChange, State,
    },
};
use domain::catalog::ListedRow;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{List, keys::catalog as keys};

pub async fn on_sale(cx: Cx, req: Req<ListProducts>) -> Outcome<Page<ProductCard>> {
    Ok(Done::new(cx.page(&keys::products(&State::Active), &req.query).await?))
}

pub async fn of_state(cx: Cx, req: Req<ListManagedProducts>) -> Outcome<Page<ProductCard>> {
    let query = PageQuery { cursor: req.query.cursor.clone(), limit: req.query.limit };
    Ok(Done::new(cx.page(&keys::products(&req.query.state), &query).await?))
}

pub async fn on_sale_in(cx: Cx, req: Req<ListCategoryProducts>) -> Outcome<Page<ProductCard>> {
    let category = cx.peek(keys::category(&req.path.slug)).await?;
    category.filter(|category| category.visible).ok_or(Fault::missing("category"))?;
    cards(&cx, &keys::listed(&req.path.slug), &req.query).await
}

pub async fn all_in(cx: Cx, req: Req<ListManagedCategoryProducts>) -> Outcome<Page<ProductCard>> {
    cx.peek(keys::category(&req.path.slug)).await?.ok_or(Fault::missing("category"))?;
    cards(&cx, &keys::listed_all(&req.path.slug), &req.query).await
}

pub async fn changes(cx: Cx, req: Req<ListProductChanges>) -> Outcome<Page<ProductChange>> {
    Ok(Done::new(cx.page(&keys::changes(&req.path.product_id), &req.query).await?))
}

async fn cards(cx: &Cx, list: &List<ListedRow>, query: &PageQuery) -> Outcome<Page<ProductCard>> {
    let page = cx.page(list, query).await?;
    let items = page.items.into_iter().map(|row| row.card).collect();
    Ok(Done::new(Page { items, next: page.next }))
}
