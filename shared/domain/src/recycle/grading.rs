//! From what somebody says of a thing, or finds, to its grade.
use super::RecycleRefusal;
use primitives::{Code, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// In what condition something is; `a` is the best.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TakebackGrade {
    /// As new.
    A,
    /// Used, and works.
    B,
    /// Worn, and works.
    C,
    /// Broken, or worth its material alone.
    D,
}

impl TakebackGrade {
    /// Best first.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// As in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
        }
    }
}

/// Something that is asked about the condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionQuestion {
    /// Its word, such as `screen`.
    pub question: Code,
    /// As customers read it.
    pub text: Title,
    /// What may be answered.
    #[schemars(length(min = 2, max = 8))]
    pub answers: Vec<ConditionAnswer>,
}

/// One possible answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionAnswer {
    /// Its word, such as `scratched`.
    pub answer: Code,
    /// As customers read it.
    pub text: Title,
    /// The best grade that is left with this answer.
    pub grade: TakebackGrade,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionGiven {
    /// The question.
    pub question: Code,
    /// The answer.
    pub answer: Code,
}

/// The grade is the worst that an answer leaves. Every question is answered, once.
pub fn grade(
    questions: &[ConditionQuestion],
    given: &[ConditionGiven],
) -> Result<TakebackGrade, RecycleRefusal> {
    let mut said: BTreeMap<&Code, &Code> = BTreeMap::new();
    for one in given {
        if said.insert(&one.question, &one.answer).is_some() {
            return Err(RecycleRefusal::AnsweredTwice(one.question.clone()));
        }
    }
    let mut worst = TakebackGrade::A;
    for asked in questions {
        let answer = said
            .remove(&asked.question)
            .ok_or_else(|| RecycleRefusal::Unanswered(asked.question.clone()))?;
        let known = asked.answers.iter().find(|one| one.answer == *answer);
        let known = known.ok_or_else(|| RecycleRefusal::UnknownAnswer(asked.question.clone()))?;
        worst = worst.max(known.grade);
    }
    match said.into_keys().next() {
        Some(unknown) => Err(RecycleRefusal::UnknownQuestion(unknown.clone())),
        None => Ok(worst),
    }
}
