//! Operations of `experiments`: what is tried on whom, and what came of it.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations};
use domain::experiments::{
    EXPOSURES_MAX, ExperimentVerdict, PARTS, RUNNING_MAX, Trial, TrialDesign, TrialStanding,
    TrialState,
};
use primitives::{Code, ExternalKey, Slug, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who decides what shoppers see.
const STAFF: Caller = Caller::Staff(&[Role::Catalog]);

operations! { "experiments":
    /// What a visitor, cart or customer sees of everything that runs: the same at every call, from memory.
    AssignExperiments: GET "/assignments" (NoPath, AssignmentsQuery, NoBody) -> 200 AssignmentsView,
        by Caller::Public, with [];
    /// Notes that a subject has seen experiments. The same again counts nothing twice.
    NoteExposures: POST "/exposures" (NoPath, NoQuery, ExposuresBody) -> 200 AssignmentsView,
        by Caller::Public, with [];
    /// Experiments by name, those that are over too.
    ListExperiments: GET "/experiments" (NoPath, PageQuery, NoBody) -> 200 Page<ExperimentView>,
        by STAFF, with [];
    /// One experiment.
    ViewExperiment: GET "/experiments/{experiment}" (ExperimentPath, NoQuery, NoBody) -> 200 ExperimentView,
        by STAFF, with [];
    /// Writes an experiment down, as a draft.
    PutExperiment: PUT "/experiments/{experiment}" (ExperimentPath, NoQuery, TrialDesign) -> 200 ExperimentView,
        by STAFF, with [Versioned];
    /// Starts it. Every process knows within half a minute. Doing it again changes nothing.
    StartExperiment: POST "/experiments/{experiment}/start" (ExperimentPath, NoQuery, NoBody) -> 200 ExperimentView,
        by STAFF, with [];
    /// Lets more of its subjects take part; those who do stay where they are.
    RaiseExperimentShare: POST "/experiments/{experiment}/share" (ExperimentPath, NoQuery, ShareBody) -> 200 ExperimentView,
        by STAFF, with [];
    /// Ends it, for good. Doing it again changes nothing.
    StopExperiment: POST "/experiments/{experiment}/stop" (ExperimentPath, NoQuery, StopBody) -> 200 ExperimentView,
        by STAFF, with [];
    /// How it stands: subjects, what they did, and what that says.
    ViewExperimentResults: GET "/experiments/{experiment}/results" (ExperimentPath, NoQuery, NoBody) -> 200 ExperimentResults,
        by STAFF, with [];
}

/// Which experiment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ExperimentPath {
    /// Its name.
    pub experiment: Slug,
}

/// Whose assignments.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentsQuery {
    /// The id of a visitor, a cart or a customer; never an address of a person.
    pub subject: ExternalKey,
}

/// What a subject has seen.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExposuresBody {
    /// The subject, as it was assigned.
    pub subject: ExternalKey,
    /// The subject's cart: what is bought with it, the subject has bought.
    #[serde(default)]
    pub cart_id: Option<ExternalKey>,
    /// Experiments of which something was shown.
    #[schemars(length(min = 1, max = EXPOSURES_MAX))]
    pub experiments: Vec<Slug>,
}

/// Where a subject sits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AssignmentView {
    /// The experiment.
    pub experiment: Slug,
    /// The arm.
    pub arm: Slug,
}

/// Where a subject sits in everything that runs, or was noted to have seen.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AssignmentsView {
    /// The seats. What is not here, the subject takes no part in: they see what there is now.
    #[schemars(length(max = RUNNING_MAX))]
    pub assignments: Vec<AssignmentView>,
}

/// How many take part.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareBody {
    /// Millionths of the experiment's room.
    #[schemars(range(max = PARTS))]
    pub share: u32,
}

/// Why it ends.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopBody {
    /// In a word, such as `decided`.
    pub why: Code,
    /// The arm that is taken.
    #[serde(default)]
    pub adopt: Option<Slug>,
}

/// An experiment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ExperimentView {
    /// Its name.
    pub experiment: Slug,
    /// What was written.
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
    /// What the clock's last look said is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<ExperimentVerdict>,
}

impl From<&Trial> for ExperimentView {
    fn from(trial: &Trial) -> Self {
        let Trial {
            experiment, design, state, started_at, stopped_at, why, adopted, verdict, ..
        } = trial.clone();
        Self { experiment, design, state, started_at, stopped_at, why, adopted, verdict }
    }
}

/// How an experiment stands.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ExperimentResults {
    /// The experiment.
    pub experiment: Slug,
    /// How far it is.
    pub state: TrialState,
    /// What its counts say.
    pub standing: TrialStanding,
}
