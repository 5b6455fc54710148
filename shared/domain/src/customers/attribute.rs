//! What a merchant wants to know of customers beyond what every shop does: typed, and defined before it is used.
use super::ProfileRefusal;
use primitives::{Code, Day, Slug, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Attributes that a shop may define.
pub const ATTRIBUTES_MAX: usize = 100;
const CHOICES_MAX: usize = 50;

/// What an attribute's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomerAttributeKind {
    /// Up to 255 characters.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// A day, such as `2026-03-31`.
    Day,
    /// One of the choices.
    Choice,
}

/// An attribute that customers may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerAttribute {
    /// What people call it.
    pub label: Title,
    /// What its values are.
    pub kind: CustomerAttributeKind,
    /// What there is to choose from; of a choice alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 50))]
    pub choices: Vec<Code>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CustomerAttributeValue {
    /// Of a flag.
    Flag(bool),
    /// Of a number.
    Number(i64),
    /// Of a text, a day or a choice.
    Text(Title),
}

/// Every attribute that is defined.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CustomerAttributes {
    /// By name.
    pub attributes: BTreeMap<Slug, CustomerAttribute>,
}

impl CustomerAttributes {
    /// The book with an attribute defined, or defined anew. Values that no longer fit stay until they are changed.
    pub fn with(&self, name: Slug, definition: CustomerAttribute) -> Result<Self, ProfileRefusal> {
        let is_choice = definition.kind == CustomerAttributeKind::Choice;
        if is_choice == definition.choices.is_empty() || definition.choices.len() > CHOICES_MAX {
            return Err(ProfileRefusal::Choices);
        }
        let mut next = self.clone();
        next.attributes.insert(name, definition);
        if next.attributes.len() > ATTRIBUTES_MAX {
            return Err(ProfileRefusal::TooMany { what: "attributes", max: ATTRIBUTES_MAX });
        }
        Ok(next)
    }

    /// The book without an attribute; none if there was none.
    pub fn without(&self, name: &Slug) -> Option<Self> {
        let mut next = self.clone();
        next.attributes.remove(name).map(|_| next)
    }

    /// Whether a value may stand under a name.
    pub fn check(&self, name: &Slug, value: &CustomerAttributeValue) -> Result<(), ProfileRefusal> {
        let definition = self
            .attributes
            .get(name)
            .ok_or_else(|| ProfileRefusal::UnknownAttribute(name.clone()))?;
        let wanted = match (definition.kind, value) {
            (CustomerAttributeKind::Text, CustomerAttributeValue::Text(_))
            | (CustomerAttributeKind::Number, CustomerAttributeValue::Number(_))
            | (CustomerAttributeKind::Flag, CustomerAttributeValue::Flag(_)) => return Ok(()),
            (CustomerAttributeKind::Day, CustomerAttributeValue::Text(text))
                if Day::parse(text.to_string()).is_ok() =>
            {
                return Ok(());
            }
            (CustomerAttributeKind::Choice, CustomerAttributeValue::Text(text))
                if definition
                    .choices
                    .iter()
                    .any(|choice| AsRef::<str>::as_ref(choice) == AsRef::<str>::as_ref(text)) =>
            {
                return Ok(());
            }
            (CustomerAttributeKind::Text, _) => "a text".to_owned(),
            (CustomerAttributeKind::Number, _) => "a whole number".to_owned(),
            (CustomerAttributeKind::Flag, _) => "true or false".to_owned(),
            (CustomerAttributeKind::Day, _) => "a day such as 2026-03-31".to_owned(),
            (CustomerAttributeKind::Choice, _) => {
                let choices: Vec<&str> = definition.choices.iter().map(AsRef::as_ref).collect();
                format!("one of {}", choices.join(", "))
            }
        };
        Err(ProfileRefusal::WrongValue { name: name.clone(), wanted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(raw: &str) -> Code {
        Code::parse(raw).unwrap()
    }

    fn size() -> Slug {
        Slug::parse("size").unwrap()
    }

    fn book(kind: CustomerAttributeKind, choices: &[&str]) -> CustomerAttributes {
        let choices = choices.iter().map(|one| code(one)).collect();
        let definition = CustomerAttribute { label: Title::parse("Size").unwrap(), kind, choices };
        CustomerAttributes::default().with(size(), definition).unwrap()
    }

    #[test]
    fn each_kind_takes_its_own_values_and_says_what_it_wants_otherwise() {
        let text = |raw: &str| CustomerAttributeValue::Text(Title::parse(raw).unwrap());
        let values = [
            CustomerAttributeValue::Flag(true),
            CustomerAttributeValue::Number(4),
            text("2026-02-28"),
            text("m"),
            text("2026-02-30"),
        ];
        let takes = [
            (CustomerAttributeKind::Flag, vec![0]),
            (CustomerAttributeKind::Number, vec![1]),
            (CustomerAttributeKind::Text, vec![2, 3, 4]),
            (CustomerAttributeKind::Day, vec![2]),
            (CustomerAttributeKind::Choice, vec![3]),
        ];
        for (kind, good) in takes {
            let choices: &[&str] =
                if kind == CustomerAttributeKind::Choice { &["s", "m"] } else { &[] };
            let book = book(kind, choices);
            for (at, value) in values.iter().enumerate() {
                let said = book.check(&size(), value);
                assert_eq!(said.is_ok(), good.contains(&at), "{kind:?} {value:?} {said:?}");
            }
        }
        assert_eq!(
            book(CustomerAttributeKind::Choice, &["s", "m"])
                .check(&size(), &text("xl"))
                .unwrap_err()
                .to_string(),
            "the customer attribute size must be one of s, m"
        );
    }

    #[test]
    fn a_choice_has_choices_and_nothing_else_does() {
        for (kind, choices) in [
            (CustomerAttributeKind::Choice, vec![]),
            (CustomerAttributeKind::Text, vec![code("a")]),
        ] {
            let definition =
                CustomerAttribute { label: Title::parse("Size").unwrap(), kind, choices };
            assert_eq!(
                CustomerAttributes::default().with(size(), definition),
                Err(ProfileRefusal::Choices)
            );
        }
    }
}
