//! How a record looks from outside.
use contract::identity::CustomerView;
use domain::identity::Customer;

pub fn view(customer: &Customer) -> CustomerView {
    let Customer { customer_id, external_key, email, display_name, locale, created_at, changed_at } =
        customer.clone();
    CustomerView { customer_id, external_key, email, display_name, locale, created_at, changed_at }
}
