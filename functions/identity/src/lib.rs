//! `identity`: who the callers are, and the records of those who buy.
mod change_customer;
mod change_me;
mod create_customer;
mod erased;
mod find_customer;
mod list_customers;
mod view;
mod view_customer;
mod view_document;
mod view_me;

use contract::identity::{
    ChangeCustomer, ChangeMe, CreateCustomer, FindCustomer, ListCustomers, ViewCustomer,
    ViewDocument, ViewMe,
};
use events::customers::CustomerErasedV1;
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("identity")
        .with_keys()
        .on(ViewDocument, view_document::handle)
        .on(ViewMe, view_me::handle)
        .on(ChangeMe, change_me::handle)
        .on(CreateCustomer, create_customer::handle)
        .on(ListCustomers, list_customers::handle)
        .on(ViewCustomer, view_customer::handle)
        .on(FindCustomer, find_customer::handle)
        .on(ChangeCustomer, change_customer::handle)
        .on_news::<CustomerErasedV1, _, _, _>(erased::handle)
}
