//! An experiment from draft to decision, and the plan of those that run.
use super::{
    Experiment, ExperimentRefusal, ExperimentVerdict, Layer, PARTS, Peek, Seat, TrialDesign, seat,
};
use primitives::{Code, Currency, Slug, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// Experiments that run at a time: all of them are one item, which every process keeps.
pub const RUNNING_MAX: usize = 100;

/// How far an experiment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ExperimentState")]
pub enum TrialState {
    /// It can still be written.
    Draft,
    /// Subjects are assigned.
    Running,
    /// It is over, for good.
    Stopped,
}

impl fmt::Display for TrialState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Draft => "a draft",
            Self::Running => "running",
            Self::Stopped => "stopped",
        })
    }
}

/// What looks at an arm have shown: what was once shown stays shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArmLook {
    /// The arm.
    pub arm: Slug,
    /// Of the goal; none where it is judged once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<Peek>,
    /// Of the guards, in their order.
    pub guards: Vec<Peek>,
}

/// An experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// Its name, never used twice.
    pub experiment: Slug,
    /// What staff wrote.
    pub design: TrialDesign,
    /// How far it is.
    pub state: TrialState,
    /// When it was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it was stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Timestamp>,
    /// Why, in a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Code>,
    /// The arm that was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted: Option<Slug>,
    /// What the clock's looks have shown, arm by arm without the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looks: Vec<ArmLook>,
    /// When the clock last looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<Timestamp>,
    /// What the last look said is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<ExperimentVerdict>,
}

impl Trial {
    /// A draft.
    pub fn draft(experiment: Slug, design: TrialDesign) -> Result<Self, ExperimentRefusal> {
        design.check(&experiment)?;
        Ok(Self {
            experiment,
            design,
            state: TrialState::Draft,
            started_at: None,
            stopped_at: None,
            why: None,
            adopted: None,
            looks: Vec::new(),
            looked_at: None,
            verdict: None,
        })
    }

    /// Written anew, as long as nobody has seen it.
    pub fn written(&self, design: TrialDesign) -> Result<Self, ExperimentRefusal> {
        self.must_be(TrialState::Draft)?;
        Self::draft(self.experiment.clone(), design)
    }

    /// Started, with the plan that it is in.
    pub fn started(
        &self,
        plan: &TrialPlan,
        now: Timestamp,
    ) -> Result<(Self, TrialPlan), ExperimentRefusal> {
        self.must_be(TrialState::Draft)?;
        let plan = plan.with(self)?;
        let next = Self { state: TrialState::Running, started_at: Some(now), ..self.clone() };
        Ok((next, plan))
    }

    /// With a larger share of its room.
    pub fn raised(
        &self,
        share: u32,
        plan: &TrialPlan,
    ) -> Result<(Self, TrialPlan), ExperimentRefusal> {
        self.must_be(TrialState::Running)?;
        let mut plan = plan.clone();
        let layer = plan.layers.get_mut(&self.design.layer);
        let known = layer
            .and_then(|layer| layer.experiments.iter_mut().find(|one| one.name == self.experiment));
        let known = known.ok_or(ExperimentRefusal::State(TrialState::Stopped))?;
        let next = Experiment { share, ..known.clone() };
        known.check_change(&next)?;
        *known = next;
        let design = TrialDesign { share, ..self.design.clone() };
        Ok((Self { design, ..self.clone() }, plan))
    }

    /// Stopped, and what is left of the plan.
    pub fn stopped(
        &self,
        why: Code,
        adopted: Option<Slug>,
        plan: &TrialPlan,
        now: Timestamp,
    ) -> Result<(Self, TrialPlan), ExperimentRefusal> {
        self.must_be(TrialState::Running)?;
        if let Some(arm) =
            adopted.as_ref().filter(|arm| !self.design.arms.iter().any(|one| one.name == **arm))
        {
            return Err(ExperimentRefusal::UnknownArm(arm.clone()));
        }
        let next = Self {
            state: TrialState::Stopped,
            stopped_at: Some(now),
            why: Some(why),
            adopted,
            ..self.clone()
        };
        Ok((next, plan.without(self)))
    }

    fn must_be(&self, state: TrialState) -> Result<(), ExperimentRefusal> {
        if self.state == state { Ok(()) } else { Err(ExperimentRefusal::State(self.state)) }
    }
}

/// Everything that runs: who sees what follows from this and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialPlan {
    /// By name.
    pub layers: BTreeMap<Slug, Layer>,
    /// Whose money each experiment counts.
    pub money: BTreeMap<Slug, Currency>,
}

impl TrialPlan {
    /// Whether nothing runs.
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// With one more, in the first room of its layer that is large enough.
    fn with(&self, trial: &Trial) -> Result<Self, ExperimentRefusal> {
        if self.layers.values().map(|layer| layer.experiments.len()).sum::<usize>() >= RUNNING_MAX {
            return Err(ExperimentRefusal::ManyRunning(RUNNING_MAX));
        }
        let mut plan = self.clone();
        let name = &trial.design.layer;
        let layer = plan
            .layers
            .entry(name.clone())
            .or_insert_with(|| Layer { salt: name.to_string(), experiments: Vec::new() });
        let mut taken: Vec<(u32, u32)> = layer
            .experiments
            .iter()
            .map(|one| (one.from, one.from.saturating_add(one.room)))
            .collect();
        taken.sort_unstable();
        let mut from = 0;
        for (start, end) in taken {
            if start.saturating_sub(from) >= trial.design.room {
                break;
            }
            from = from.max(end);
        }
        if PARTS.saturating_sub(from) < trial.design.room {
            return Err(ExperimentRefusal::NoRoom(name.clone()));
        }
        layer.experiments.push(trial.design.experiment(&trial.experiment, from));
        layer.check()?;
        plan.money.insert(trial.experiment.clone(), trial.design.currency);
        Ok(plan)
    }

    fn without(&self, trial: &Trial) -> Self {
        let mut plan = self.clone();
        if let Some(layer) = plan.layers.get_mut(&trial.design.layer) {
            layer.experiments.retain(|one| one.name != trial.experiment);
        }
        plan.layers.retain(|_, layer| !layer.experiments.is_empty());
        plan.money.remove(&trial.experiment);
        plan
    }
}

/// Where a subject sits: at most once in each layer.
pub fn seats<'a>(plan: &'a TrialPlan, subject: &str) -> Vec<Seat<'a>> {
    plan.layers.values().filter_map(|layer| seat(layer, subject)).collect()
}
