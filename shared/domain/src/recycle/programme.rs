//! What the shop takes back, and for how much.
use super::{
    ConditionQuestion, MaterialWeight, RecycleRefusal, TakebackGrade, WeeeCategory, materials,
};
use crate::pricing::gift_card::WORTH_MAX;
use primitives::{Code, CountryCode, Currency, Money, Sku, Slug, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// SKUs of one programme.
const ITEMS_MAX: usize = 50;
/// Categories of one programme.
const CATEGORIES_MAX: usize = 10;
/// Questions of one programme.
const QUESTIONS_MAX: usize = 12;
/// Currencies of one grade.
const CURRENCIES_MAX: usize = 10;

/// A programme for one market, with its table of quotes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TakebackProgramme {
    /// Its word in addresses.
    pub programme: Slug,
    /// As customers read it.
    pub title: Title,
    /// The country whose things it takes, and to whose register they are reported.
    pub market: CountryCode,
    /// What kind of equipment it takes.
    pub weee: WeeeCategory,
    /// SKUs that it takes, each with what is in one unit.
    #[schemars(length(max = 50))]
    pub items: Vec<TakebackItem>,
    /// Categories of the catalogue that it takes, beside those SKUs.
    #[schemars(length(max = 10))]
    pub categories: Vec<Code>,
    /// What is in one unit of what is taken by its category.
    #[schemars(length(max = 8))]
    pub materials: Vec<MaterialWeight>,
    /// What is paid, by grade. A grade that is left out is worth nothing.
    #[schemars(length(min = 1, max = 4))]
    pub grades: Vec<GradeAmounts>,
    /// What customers are asked.
    #[schemars(length(min = 1, max = 12))]
    pub questions: Vec<ConditionQuestion>,
    /// From when on it quotes.
    pub valid_from: Timestamp,
    /// Until when; for ever, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// For how many days a quote is good.
    #[schemars(range(min = 1, max = 90))]
    pub quote_days: u16,
    /// How many days there are for sending the thing, once the quote was accepted.
    #[schemars(range(min = 1, max = 90))]
    pub send_days: u16,
    /// How many days there are for answering a lower offer; then the thing is sent back.
    #[schemars(range(min = 1, max = 90))]
    pub answer_days: u16,
    /// Whether only what was bought here is taken.
    pub bought_here: bool,
}

/// A SKU that is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakebackItem {
    /// The SKU.
    pub sku: Sku,
    /// What is in one unit.
    #[schemars(length(min = 1, max = 8))]
    pub materials: Vec<MaterialWeight>,
}

/// What one grade is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeAmounts {
    /// The grade.
    pub grade: TakebackGrade,
    /// One amount a currency.
    #[schemars(length(min = 1, max = 10))]
    pub amounts: Vec<Money>,
}

impl TakebackProgramme {
    /// What a grade is worth in a currency; `None` where the programme does not pay in it.
    pub fn worth(&self, grade: TakebackGrade, currency: Currency) -> Option<Money> {
        let pays = |one: &GradeAmounts| {
            one.amounts.iter().copied().find(|amount| amount.currency == currency)
        };
        if !self.grades.iter().any(|one| pays(one).is_some()) {
            return None;
        }
        let known = self.grades.iter().find(|one| one.grade == grade).and_then(pays);
        Some(known.unwrap_or_else(|| Money::zero(currency)))
    }

    /// What is in one unit of a SKU; `None` where it is taken by its category and nothing is known.
    pub fn materials_of(&self, sku: &Sku) -> &[MaterialWeight] {
        let item = self.items.iter().find(|item| item.sku == *sku);
        item.map_or(&self.materials, |item| &item.materials)
    }

    /// Whether it quotes now.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.valid_from <= now && self.valid_until.is_none_or(|until| now < until)
    }

    /// Refuses what makes no sense.
    pub fn check(&self) -> Result<(), RecycleRefusal> {
        let wrong = |why: &str| Err(RecycleRefusal::Programme(why.to_owned()));
        if self.valid_until.is_some_and(|until| until <= self.valid_from) {
            return wrong("it ends before it begins");
        }
        let days = [self.quote_days, self.send_days, self.answer_days];
        if days.iter().any(|days| !(1..=90).contains(days)) {
            return wrong("a term is 1 to 90 days");
        }
        self.check_goods()?;
        self.check_questions()?;
        self.check_grades()
    }

    fn check_goods(&self) -> Result<(), RecycleRefusal> {
        let wrong = |why: &str| Err(RecycleRefusal::Programme(why.to_owned()));
        if self.items.is_empty() && self.categories.is_empty() {
            return wrong("name SKUs or categories that it takes");
        }
        if self.items.len() > ITEMS_MAX || self.categories.len() > CATEGORIES_MAX {
            return wrong("at most 50 SKUs and 10 categories");
        }
        let skus: BTreeSet<&Sku> = self.items.iter().map(|item| &item.sku).collect();
        let categories: BTreeSet<&Code> = self.categories.iter().collect();
        if skus.len() < self.items.len() || categories.len() < self.categories.len() {
            return wrong("a SKU or category is named twice");
        }
        self.items.iter().try_for_each(|item| materials::check(&item.materials))?;
        if self.categories.is_empty() && self.materials.is_empty() {
            return Ok(());
        }
        materials::check(&self.materials)
    }

    fn check_questions(&self) -> Result<(), RecycleRefusal> {
        let wrong = |why: &str| Err(RecycleRefusal::Programme(why.to_owned()));
        if !(1..=QUESTIONS_MAX).contains(&self.questions.len()) {
            return wrong("ask 1 to 12 questions");
        }
        let words: BTreeSet<&Code> = self.questions.iter().map(|one| &one.question).collect();
        if words.len() < self.questions.len() {
            return wrong("a question is asked twice");
        }
        for asked in &self.questions {
            let words: BTreeSet<&Code> = asked.answers.iter().map(|one| &one.answer).collect();
            if !(2..=8).contains(&asked.answers.len()) || words.len() < asked.answers.len() {
                return wrong("a question has 2 to 8 answers, each once");
            }
        }
        Ok(())
    }

    /// A better grade is never worth less, in the same currencies throughout.
    fn check_grades(&self) -> Result<(), RecycleRefusal> {
        let wrong = |why: &str| Err(RecycleRefusal::Programme(why.to_owned()));
        let Some(first) = self.grades.first() else { return wrong("name at least one grade") };
        let currencies = |one: &GradeAmounts| -> BTreeSet<Currency> {
            one.amounts.iter().map(|amount| amount.currency).collect()
        };
        for (at, one) in self.grades.iter().enumerate() {
            if self.grades.iter().take(at).any(|before| before.grade == one.grade) {
                return wrong("a grade is named twice");
            }
            if !(1..=CURRENCIES_MAX).contains(&one.amounts.len())
                || currencies(one).len() < one.amounts.len()
                || currencies(one) != currencies(first)
            {
                return wrong("every grade has one amount in each of the same currencies");
            }
            if one.amounts.iter().any(|amount| !(0..=WORTH_MAX).contains(&amount.minor)) {
                return wrong("an amount is 0 to 100,000,000 minor units");
            }
        }
        for currency in currencies(first) {
            let worth = |grade| self.worth(grade, currency).map_or(0, |amount| amount.minor);
            let falls = TakebackGrade::ALL.windows(2).all(|pair| match pair {
                [better, worse] => worth(*better) >= worth(*worse),
                _ => true,
            });
            if !falls {
                return wrong(
                    "a worse grade is worth more than a better one, or a better one is missing",
                );
            }
        }
        Ok(())
    }
}
