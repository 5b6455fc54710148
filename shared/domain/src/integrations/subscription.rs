//! Which events an endpoint gets, and how much of each.
use super::Refusal;
use events::EventRow;
use primitives::limits::SUBSCRIPTIONS_MAX;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A choice of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// An event's exact name, such as `order.OrderPlaced.v1`; `order.*` for all of a source, those to
    /// come too; or `*`. Where several choices fit an event, the closest counts.
    #[schemars(length(min = 1, max = 100), extend("examples" = ["order.OrderPlaced.v1"]))]
    pub event: String,
    /// The fields of `data` to send; absent for all of them, `[]` for none: the id and version of what
    /// it is about are always there, and the rest can be read from the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 50), inner(length(max = 64)), extend("examples" = [null]))]
    pub fields: Option<Vec<String>>,
}

impl Subscription {
    /// How close the choice is to an event; `None` if it does not fit.
    fn closeness(&self, detail_type: &str) -> Option<u8> {
        match self.event.strip_suffix('*') {
            Some("") => Some(0),
            Some(source) => (source.ends_with('.') && detail_type.starts_with(source)).then_some(1),
            None => (self.event == detail_type).then_some(2),
        }
    }
}

/// The choice that counts for an event.
pub fn choice<'a>(all: &'a [Subscription], detail_type: &str) -> Option<&'a Subscription> {
    let fitting = all.iter().filter_map(|one| Some((one.closeness(detail_type)?, one)));
    fitting.max_by_key(|(closeness, _)| *closeness).map(|(_, one)| one)
}

/// Refuses choices that choose nothing, or nothing that there is.
pub fn check(all: &[Subscription], rows: &[&EventRow]) -> Result<(), Refusal> {
    let twice = |(at, one): (usize, &Subscription)| {
        all.iter().skip(at + 1).any(|other| other.event == one.event)
    };
    if !(1..=SUBSCRIPTIONS_MAX).contains(&all.len()) || all.iter().enumerate().any(twice) {
        return Err(Refusal::Subscriptions);
    }
    for one in all {
        let fits = |row: &&&EventRow| one.closeness(row.detail_type).is_some();
        let chosen: Vec<_> = rows.iter().filter(fits).collect();
        if chosen.is_empty() {
            return Err(Refusal::UnknownEvent(one.event.clone()));
        }
        let wanted = one.fields.as_deref().unwrap_or_default();
        if wanted.is_empty() {
            continue;
        }
        let known: Vec<String> = chosen.iter().flat_map(|row| row.fields()).collect();
        if let Some(field) = wanted.iter().find(|field| !known.contains(field)) {
            let (event, field) = (one.event.clone(), field.clone());
            return Err(Refusal::UnknownField { event, field });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(event: &str, fields: Option<&[&str]>) -> Subscription {
        let fields = fields.map(|list| list.iter().map(|field| (*field).to_owned()).collect());
        Subscription { event: event.into(), fields }
    }

    #[test]
    fn the_closest_choice_counts() {
        let all =
            [to("*", Some(&[])), to("order.OrderPlaced.v1", None), to("order.*", Some(&["x"]))];
        let found = |name| choice(&all, name).map(|one| one.event.as_str());
        assert_eq!(found("order.OrderPlaced.v1"), Some("order.OrderPlaced.v1"));
        assert_eq!(found("order.OrderHeld.v1"), Some("order.*"));
        assert_eq!(found("cart.CartOpened.v1"), Some("*"));
        assert_eq!(choice(&all[1..], "orders.OrderPlaced.v1"), None);
    }

    #[test]
    fn only_events_and_fields_that_exist_can_be_chosen() {
        let rows = events::all();
        let refused = |one: Subscription| check(&[one], &rows).unwrap_err();
        assert!(check(&[to("order.OrderPlaced.v1", Some(&["order_id"]))], &rows).is_ok());
        assert!(check(&[to("order.*", Some(&["order_id"])), to("*", Some(&[]))], &rows).is_ok());
        assert_eq!(
            refused(to("order.OrderPlaced", None)),
            Refusal::UnknownEvent("order.OrderPlaced".into())
        );
        assert_eq!(refused(to("ord*", None)), Refusal::UnknownEvent("ord*".into()));
        assert_eq!(refused(to("weather.*", None)), Refusal::UnknownEvent("weather.*".into()));
        assert!(matches!(
            refused(to("order.OrderPlaced.v1", Some(&["order_id", "shoe_size"]))),
            Refusal::UnknownField { field, .. } if field == "shoe_size"
        ));
        assert_eq!(check(&[], &rows), Err(Refusal::Subscriptions));
        assert_eq!(check(&[to("*", None), to("*", Some(&[]))], &rows), Err(Refusal::Subscriptions));
    }
}
