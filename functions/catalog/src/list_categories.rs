use contract::{
    Page, PageQuery,
    catalog::{
        CategoriesQuery, Category, ListCategories, ListManagedCategories, ViewCategory,
        ViewManagedCategory,
    },
};
use primitives::Slug;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys::catalog as keys;

pub async fn visible(cx: Cx, req: Req<ListCategories>) -> Outcome<Page<Category>> {
    let mut page = page(&cx, &req.query).await?;
    page.items.retain(|category| category.visible);
    Ok(Done::new(page))
}

pub async fn all(cx: Cx, req: Req<ListManagedCategories>) -> Outcome<Page<Category>> {
    Ok(Done::new(page(&cx, &req.query).await?))
}

pub async fn view_visible(cx: Cx, req: Req<ViewCategory>) -> Outcome<Category> {
    view(&cx, &req.path.slug, false).await
}

pub async fn view_any(cx: Cx, req: Req<ViewManagedCategory>) -> Outcome<Category> {
    view(&cx, &req.path.slug, true).await
}

async fn view(cx: &Cx, slug: &Slug, hidden_too: bool) -> Outcome<Category> {
    let held = cx.find(keys::category(slug)).await?;
    let held = held.filter(|held| hidden_too || held.visible).ok_or(Fault::missing("category"))?;
    let version = held.version();
    Ok(Done::new(held.value).etag(version))
}

async fn page(cx: &Cx, query: &CategoriesQuery) -> Result<Page<Category>, Fault> {
    let part = PageQuery { cursor: query.cursor.clone(), limit: query.limit };
    match &query.parent {
        Some(parent) => cx.page(&keys::children(parent), &part).await,
        None => cx.page(&keys::categories(), &part).await,
    }
}
