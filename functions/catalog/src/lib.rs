//! `catalog`: products, categories, and how people find them; imports of whole catalogues.
//!
//! Invariant: the cost of a change depends on what changed, never on how large the catalogue is.
mod apply_batch;
mod list_categories;
mod list_products;
mod place_product;
mod product_types;
mod put_category;
mod search;
mod split_import;
mod start_import;
mod upsert;
mod view_import;
mod view_product;
mod write;

use contract::catalog as op;
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("catalog")
        .on(op::ListProducts, list_products::on_sale)
        .on(op::ViewProduct, view_product::by_id)
        .on(op::ViewProductBySlug, view_product::by_slug)
        .on(op::ViewProductBySku, view_product::by_sku)
        .on(op::SearchProducts, search::on_sale)
        .on(op::ListCategories, list_categories::visible)
        .on(op::ViewCategory, list_categories::view_visible)
        .on(op::ListCategoryProducts, list_products::on_sale_in)
        .on(op::ListProductTypes, product_types::list)
        .on(op::ViewProductType, product_types::view)
        .on(op::UpsertProduct, upsert::handle)
        .on(op::ViewProductByKey, view_product::managed_by_key)
        .on(op::ListManagedProducts, list_products::of_state)
        .on(op::ViewManagedProduct, view_product::managed)
        .on(op::ListProductChanges, list_products::changes)
        .on(op::SearchManagedProducts, search::managed)
        .on(op::ListManagedCategories, list_categories::all)
        .on(op::ViewManagedCategory, list_categories::view_any)
        .on(op::ListManagedCategoryProducts, list_products::all_in)
        .on(op::PutCategory, put_category::handle)
        .on(op::PutProductType, product_types::put)
        .on(op::StartImport, start_import::handle)
        .on(op::ViewImport, view_import::handle)
        .on(op::ListImports, view_import::list)
        .on_event(place_product::handle)
        .on_upload(split_import::handle)
        .on_job(apply_batch::handle)
}
