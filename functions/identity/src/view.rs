//! How a record looks from outside.
use contract::identity::CustomerView;
use domain::identity::Customer;
use events::identity::CustomerChangedV1;
use runtime::Done;
use table::Held;

pub fn view(customer: &Customer) -> CustomerView {
    let Customer { customer_id, external_key, email, display_name, locale, created_at, changed_at } =
        customer.clone();
    CustomerView { customer_id, external_key, email, display_name, locale, created_at, changed_at }
}

/// A changed record, the news of it, and how it looks.
pub fn changed(held: &Held<Customer>, next: &Customer) -> Done<CustomerView> {
    let changed_at = next.changed_at.unwrap_or(next.created_at);
    let event = CustomerChangedV1 { customer_id: next.customer_id.clone(), changed_at };
    Done::new(view(next)).replace(held, next).etag(held.next_version()).publish(
        &next.customer_id,
        held.next_version(),
        &event,
    )
}
