use contract::{
    Page,
    catalog::{ListProductTypes, ProductTypeView, PutProductType, ViewProductType},
};
use domain::catalog::{ProductType, define};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys::catalog as keys};

pub async fn put(cx: Cx, req: Req<PutProductType>) -> Outcome<ProductTypeView> {
    let held = cx.find(keys::product_type(&req.path.slug)).await?;
    match &held {
        Some(held) => req.check_version(held)?,
        None if req.if_match.is_some() => return Err(Fault::Changed),
        None => {}
    }
    let body = req.body.clone();
    let next = define(req.path.slug.clone(), body.title, body.attributes)?;
    if let Some(held) = held.as_ref().filter(|held| held.value == next) {
        return Ok(Done::new(shown(next)).etag(held.version()));
    }
    let version = held.as_ref().map_or(1, Held::next_version);
    Ok(Done::new(()).save(held.as_ref(), &next).reply(shown(next)).etag(version))
}

pub async fn view(cx: Cx, req: Req<ViewProductType>) -> Outcome<ProductTypeView> {
    let held = cx.peek(keys::product_type(&req.path.slug)).await?;
    let held = held.ok_or(Fault::missing("product type"))?;
    let version = held.version();
    Ok(Done::new(shown(held.value)).etag(version))
}

pub async fn list(cx: Cx, req: Req<ListProductTypes>) -> Outcome<Page<ProductTypeView>> {
    let page = cx.page(&keys::product_types(), &req.query).await?;
    let items = page.items.into_iter().map(shown).collect();
    Ok(Done::new(Page { items, next: page.next }))
}

fn shown(of: ProductType) -> ProductTypeView {
    ProductTypeView { code: of.code, title: of.title, attributes: of.attributes }
}
