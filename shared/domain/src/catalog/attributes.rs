//! Product types: which attributes their products have, and what a good value is.
use super::Refusal;
use primitives::{
    Code, Day, DecimalText, Locale, Note, Slug, Title,
    limits::{ATTRIBUTES_MAX, TRANSLATIONS_MAX},
};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a text attribute, unless its rule allows fewer.
pub const ATTRIBUTE_TEXT_MAX: u32 = 1_000;
/// Values to choose from.
pub const ATTRIBUTE_VALUES_MAX: usize = 100;

/// A kind of product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductType {
    /// Its word.
    pub code: Slug,
    /// Its name.
    pub title: Title,
    /// What its products have.
    pub attributes: Vec<AttributeDefinition>,
}

/// One attribute of a product type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributeDefinition {
    /// Its word in `attributes`.
    pub name: Slug,
    /// Its name for people.
    pub title: Title,
    /// Whether a product must have it.
    #[serde(default)]
    pub required: bool,
    /// What a good value is.
    pub rule: AttributeRule,
}

/// What a good value of an attribute is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum AttributeRule {
    /// Any text.
    Text {
        /// Characters, at most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = 1, max = ATTRIBUTE_TEXT_MAX))]
        max_length: Option<u32>,
        /// Whether it is given per language: `{"en": "…", "de": "…"}`.
        #[serde(default)]
        localised: bool,
    },
    /// A decimal number, given as text: `"12.5"`.
    Number {
        /// At least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<DecimalText>,
        /// At most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<DecimalText>,
        /// What is measured in, such as `cm`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<Code>,
    },
    /// `true` or `false`.
    Boolean {},
    /// One of these.
    Enum {
        /// The choices.
        #[schemars(length(min = 1, max = ATTRIBUTE_VALUES_MAX))]
        values: Vec<Code>,
    },
    /// A day, such as `"2026-11-22"`.
    Date {},
}

/// A value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum AttributeValue {
    /// Of a boolean attribute.
    Flag(bool),
    /// Of any other: text, a decimal number, a choice, a day.
    Text(Note),
    /// Of a localised text: by language.
    Localised(BTreeMap<Locale, Note>),
}

/// Checks a product type as it comes from staff.
pub fn define(
    code: Slug,
    title: Title,
    attributes: Vec<AttributeDefinition>,
) -> Result<ProductType, Refusal> {
    if attributes.len() > ATTRIBUTES_MAX {
        return Err(Refusal::List(format!("a type has at most {ATTRIBUTES_MAX} attributes")));
    }
    let mut names = BTreeSet::new();
    for definition in &attributes {
        let wrong = |why| Refusal::Definition { name: definition.name.to_string(), why };
        if !names.insert(&definition.name) {
            return Err(wrong("is given twice"));
        }
        match &definition.rule {
            AttributeRule::Text { max_length: Some(max), .. }
                if !(1..=ATTRIBUTE_TEXT_MAX).contains(max) =>
            {
                return Err(wrong("has a max_length that is not from 1 to 1000"));
            }
            AttributeRule::Number { min: Some(min), max: Some(max), .. }
                if decimal(min.as_ref()) > decimal(max.as_ref()) =>
            {
                return Err(wrong("has a min above its max"));
            }
            AttributeRule::Enum { values } => {
                let distinct: BTreeSet<_> = values.iter().collect();
                if values.is_empty() || values.len() > ATTRIBUTE_VALUES_MAX {
                    return Err(wrong("must have 1 to 100 values"));
                }
                if distinct.len() < values.len() {
                    return Err(wrong("has a value twice"));
                }
            }
            _ => {}
        }
    }
    Ok(ProductType { code, title, attributes })
}

/// Checks the attributes of a product against its type. Without a type there are none.
pub fn check(
    of: Option<&ProductType>,
    attributes: &BTreeMap<Slug, AttributeValue>,
) -> Result<(), Refusal> {
    let definitions = of.map(|of| of.attributes.as_slice()).unwrap_or_default();
    for (name, value) in attributes {
        let wrong = |why: String| Refusal::Attribute { name: name.to_string(), why };
        let definition = definitions
            .iter()
            .find(|definition| definition.name == *name)
            .ok_or_else(|| wrong("is not one of the product's type".into()))?;
        definition.rule.accepts(value).map_err(wrong)?;
    }
    match definitions.iter().find(|d| d.required && !attributes.contains_key(&d.name)) {
        None => Ok(()),
        Some(missing) => {
            Err(Refusal::Attribute { name: missing.name.to_string(), why: "is required".into() })
        }
    }
}

impl AttributeRule {
    /// Whether a value is a good one; if not, what one looks like.
    fn accepts(&self, value: &AttributeValue) -> Result<(), String> {
        use AttributeValue::{Flag, Localised, Text};
        match (self, value) {
            (Self::Boolean {}, Flag(_)) => Ok(()),
            (Self::Text { max_length, localised: false }, Text(text)) => {
                short(text, max_length.unwrap_or(ATTRIBUTE_TEXT_MAX))
            }
            (Self::Text { max_length, localised: true }, Localised(texts)) => {
                if texts.is_empty() || texts.len() > TRANSLATIONS_MAX + 1 {
                    return Err(format!("must have 1 to {} languages", TRANSLATIONS_MAX + 1));
                }
                let max = max_length.unwrap_or(ATTRIBUTE_TEXT_MAX);
                texts.values().try_for_each(|text| short(text, max))
            }
            (Self::Number { min, max, .. }, Text(text)) => {
                let number = DecimalText::parse(text.as_ref())
                    .ok()
                    .and_then(|number| decimal(number.as_ref()))
                    .ok_or("must be a decimal number given as text, such as \"12.5\"")?;
                let low = min.as_ref().and_then(|min| decimal(min.as_ref()));
                let high = max.as_ref().and_then(|max| decimal(max.as_ref()));
                if low.is_some_and(|low| number < low) || high.is_some_and(|high| number > high) {
                    return Err("is outside the bounds of its type".into());
                }
                Ok(())
            }
            (Self::Enum { values }, Text(text)) => {
                let known = values.iter().any(|value| value.as_ref() == text.as_ref());
                if known { Ok(()) } else { Err("is not one of the values of its type".into()) }
            }
            (Self::Date {}, Text(text)) => Day::parse(text.as_ref())
                .map(drop)
                .map_err(|_| "must be a day such as \"2026-11-22\"".into()),
            (Self::Boolean {}, _) => Err("must be true or false".into()),
            (Self::Text { localised: true, .. }, _) => {
                Err("must be given per language, such as {\"en\": \"…\"}".into())
            }
            _ => Err("must be text".into()),
        }
    }
}

fn short(text: &Note, max: u32) -> Result<(), String> {
    let count = text.as_ref().chars().count();
    if u32::try_from(count).is_ok_and(|count| count <= max) {
        Ok(())
    } else {
        Err(format!("must have at most {max} characters"))
    }
}

fn decimal(raw: &str) -> Option<Decimal> {
    Decimal::from_str_exact(raw).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slug(raw: &str) -> Slug {
        Slug::parse(raw).unwrap()
    }

    fn lamp() -> ProductType {
        let definition = |name: &str, required, rule| AttributeDefinition {
            name: slug(name),
            title: Title::parse(name).unwrap(),
            required,
            rule,
        };
        let number = |raw: &str| Some(DecimalText::parse(raw).unwrap());
        let colours = ["red", "white"].map(|c| Code::parse(c).unwrap()).to_vec();
        define(
            slug("lamp"),
            Title::parse("Lamp").unwrap(),
            vec![
                definition("colour", true, AttributeRule::Enum { values: colours }),
                definition(
                    "height",
                    false,
                    AttributeRule::Number { min: number("0.5"), max: number("250"), unit: None },
                ),
                definition("dimmable", false, AttributeRule::Boolean {}),
                definition("since", false, AttributeRule::Date {}),
                definition(
                    "care",
                    false,
                    AttributeRule::Text { max_length: Some(10), localised: true },
                ),
            ],
        )
        .unwrap()
    }

    fn with(name: &str, value: AttributeValue) -> Result<(), Refusal> {
        let text = |raw: &str| AttributeValue::Text(Note::parse(raw).unwrap());
        let mut all = BTreeMap::from([(slug("colour"), text("red"))]);
        all.insert(slug(name), value);
        check(Some(&lamp()), &all)
    }

    #[test]
    fn every_rule_takes_its_own_values_and_no_others() {
        let text = |raw: &str| AttributeValue::Text(Note::parse(raw).unwrap());
        let care = |raw: &str| {
            let en = Locale::parse("en").unwrap();
            AttributeValue::Localised(BTreeMap::from([(en, Note::parse(raw).unwrap())]))
        };
        let good = [
            ("colour", text("white")),
            ("height", text("0.50")),
            ("height", text("250")),
            ("dimmable", AttributeValue::Flag(false)),
            ("since", text("2026-02-28")),
            ("care", care("wipe")),
        ];
        for (name, value) in good {
            assert_eq!(with(name, value.clone()), Ok(()), "{name} {value:?}");
        }
        let bad = [
            ("colour", text("green")),
            ("height", text("0.49")),
            ("height", text("250.1")),
            ("height", text("1e2")),
            ("height", AttributeValue::Flag(true)),
            ("dimmable", text("true")),
            ("since", text("2026-02-30")),
            ("care", text("wipe")),
            ("care", care("wipe gently")),
            ("weight", text("1")),
        ];
        for (name, value) in bad {
            assert!(with(name, value.clone()).is_err(), "{name} {value:?}");
        }
    }

    #[test]
    fn a_required_attribute_is_missed() {
        let refusal = check(Some(&lamp()), &BTreeMap::new()).unwrap_err();
        assert!(refusal.to_string().contains("colour"), "{refusal}");
        assert_eq!(check(None, &BTreeMap::new()), Ok(()));
    }

    #[test]
    fn a_definition_that_contradicts_itself_is_refused() {
        let mut attributes = lamp().attributes;
        attributes.push(attributes[0].clone());
        assert!(define(slug("x"), Title::parse("X").unwrap(), attributes).is_err());
    }
}
