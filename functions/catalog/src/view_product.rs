use crate::write;
use contract::catalog::{
    Product, ProductView, ViewManagedProduct, ViewProduct, ViewProductByKey, ViewProductBySku,
    ViewProductBySlug,
};
use domain::catalog::spoken;
use primitives::ProductId;
use runtime::{Cx, Done, Fault, HttpRequest, Outcome, Req};
use table::{Held, keys::catalog as keys};

pub async fn by_id(cx: Cx, req: Req<ViewProduct>) -> Outcome<ProductView> {
    shown(&cx, &req.path.product_id, &req.raw).await
}

pub async fn by_slug(cx: Cx, req: Req<ViewProductBySlug>) -> Outcome<ProductView> {
    let claim = cx.peek(keys::slug_claim(&req.path.slug)).await?;
    let claim = claim.ok_or(Fault::missing("product"))?;
    shown(&cx, &claim.product_id, &req.raw).await
}

pub async fn by_sku(cx: Cx, req: Req<ViewProductBySku>) -> Outcome<ProductView> {
    let offer = cx.peek(keys::offer(&req.path.sku)).await?;
    let offer = offer.ok_or(Fault::missing("product"))?;
    shown(&cx, &offer.product_id, &req.raw).await
}

pub async fn managed(cx: Cx, req: Req<ViewManagedProduct>) -> Outcome<Product> {
    Ok(whole(cx.load(keys::product(&req.path.product_id)).await?))
}

pub async fn managed_by_key(cx: Cx, req: Req<ViewProductByKey>) -> Outcome<Product> {
    let held = write::find(&cx, &req.path.external_key).await?;
    Ok(whole(held.ok_or(Fault::missing("product"))?))
}

fn whole(held: Held<Product>) -> Done<Product> {
    let version = held.version();
    Done::new(held.value).etag(version)
}

/// What shoppers see: what is not on sale is not there.
async fn shown(cx: &Cx, product_id: &ProductId, raw: &HttpRequest) -> Outcome<ProductView> {
    let held = cx.peek(keys::product(product_id)).await?;
    let held = held.filter(|held| held.is_active()).ok_or(Fault::missing("product"))?;
    let accept = raw.header("accept-language").unwrap_or_default();
    Ok(Done::new(view(&held.value, accept)).etag(held.version()))
}

fn view(product: &Product, accept: &str) -> ProductView {
    let (language, title, description) = spoken(product, accept);
    ProductView {
        product_id: product.product_id.clone(),
        slug: product.slug.clone(),
        language: language.cloned(),
        title: title.clone(),
        description: description.cloned(),
        kind: product.kind,
        product_type: product.product_type.clone(),
        attributes: product.attributes.clone(),
        brand: product.brand.clone(),
        categories: product.categories.clone(),
        media: product.media.clone(),
        tax_category: product.tax_category.clone(),
        options: product.options.clone(),
        variants: product.variants.clone(),
    }
}
