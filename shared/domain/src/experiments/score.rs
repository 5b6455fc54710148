//! How an experiment stands, by its counts.
use super::{
    ArmLook, Compared, Conversions, ExperimentRefusal, ExperimentVerdict, Glance, Guard,
    GuardFinding, Measure, Measurements, Peek, RatioCheck, StopRule, Trial, TrialTally, means,
    proportions, verdict,
};
use primitives::Slug;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a guard stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ExperimentGuardStanding")]
pub struct GuardStanding {
    /// The measure.
    pub measure: Measure,
    /// What is known.
    pub finding: GuardFinding,
    /// The look that says so.
    pub seen: Glance,
}

/// How an arm stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ExperimentArmStanding")]
pub struct ArmStanding {
    /// The arm.
    pub arm: Slug,
    /// Subjects that have seen it.
    pub subjects: i64,
    /// The part of them that have bought.
    pub conversion: f64,
    /// Orders of each, on average.
    pub orders: f64,
    /// Minor units of each, on average.
    pub revenue: f64,
    /// The part of them of whose orders one was cancelled or given back.
    pub taken_back: f64,
    /// The goal against the first arm, judged once; absent where the experiment is judged at any time, and before there
    /// are two subjects in each arm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// The goal against the first arm, by a test that bears being looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Glance>,
    /// The guards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guards: Vec<GuardStanding>,
    /// What is to be done with it; absent on the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<ExperimentVerdict>,
}

/// How an experiment stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ExperimentStanding")]
pub struct TrialStanding {
    /// Whether the arms have the subjects that they should.
    pub ratio: RatioCheck,
    /// Whether every arm has as many subjects as it was planned for.
    pub over: bool,
    /// The arms, the first first.
    pub arms: Vec<ArmStanding>,
    /// What is to be done, over all arms.
    pub verdict: ExperimentVerdict,
}

/// Looks at an experiment: how it stands, and what is to be kept of the look.
pub fn stands(
    trial: &Trial,
    tallies: &[TrialTally],
) -> Result<(TrialStanding, Vec<ArmLook>), ExperimentRefusal> {
    let sums: Vec<TrialTally> =
        trial.design.arms.iter().map(|arm| sum(trial, &arm.name, tallies)).collect();
    let weights = trial.design.arms.iter().map(|arm| arm.weight);
    let counts: Vec<(u64, u32)> = sums.iter().map(|sum| count(sum.subjects)).zip(weights).collect();
    let ratio = RatioCheck::of(&counts)?;
    let over = match trial.design.stop {
        StopRule::Horizon { subjects } => counts.iter().all(|(count, _)| *count >= subjects),
        StopRule::Sequential { .. } => false,
    };
    let (mut arms, mut looks) = (Vec::new(), Vec::new());
    if let Some((old, others)) = sums.split_first() {
        arms.push(shown(old));
        for new in others {
            let (arm, look) = compared(trial, old, new, ratio, over)?;
            arms.push(arm);
            looks.push(look);
        }
    }
    let verdict = over_all(arms.iter().filter_map(|arm| arm.verdict));
    Ok((TrialStanding { ratio, over, arms, verdict }, looks))
}

/// Broken or harmed before better, better before anything else; over only when all are.
fn over_all(verdicts: impl Iterator<Item = ExperimentVerdict> + Clone) -> ExperimentVerdict {
    use ExperimentVerdict::{Adopt, Broken, Continue, NoDifference, Reject, Stop};
    let has = |wanted| verdicts.clone().any(|one| one == wanted);
    let first =
        [Broken, Stop, Adopt, Continue, NoDifference, Reject].into_iter().find(|one| has(*one));
    first.unwrap_or(Continue)
}

fn sum(trial: &Trial, arm: &Slug, tallies: &[TrialTally]) -> TrialTally {
    let none = TrialTally::none(trial.experiment.clone(), arm.clone(), 0);
    tallies.iter().filter(|one| one.arm == *arm).fold(none, |sum, one| TrialTally {
        subjects: sum.subjects.saturating_add(one.subjects),
        buyers: sum.buyers.saturating_add(one.buyers),
        orders: sum.orders.saturating_add(one.orders),
        orders_squared: sum.orders_squared.saturating_add(one.orders_squared),
        revenue: sum.revenue.saturating_add(one.revenue),
        revenue_squared: sum.revenue_squared.saturating_add(one.revenue_squared),
        taken_back: sum.taken_back.saturating_add(one.taken_back),
        ..sum
    })
}

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or_default()
}

fn shown(sum: &TrialTally) -> ArmStanding {
    let each = |n: i64| if sum.subjects > 0 { n as f64 / sum.subjects as f64 } else { 0.0 };
    ArmStanding {
        arm: sum.arm.clone(),
        subjects: sum.subjects,
        conversion: each(sum.buyers),
        orders: each(sum.orders),
        revenue: each(sum.revenue),
        taken_back: each(sum.taken_back),
        compared: None,
        seen: None,
        guards: Vec::new(),
        verdict: None,
    }
}

fn compared(
    trial: &Trial,
    old: &TrialTally,
    new: &TrialTally,
    ratio: RatioCheck,
    over: bool,
) -> Result<(ArmStanding, ArmLook), ExperimentRefusal> {
    let design = &trial.design;
    let level = design.level_each();
    let mut look = kept(trial, &new.arm, level)?;
    let mut arm = shown(new);
    // Two subjects are needed for a spread at all.
    if old.subjects.min(new.subjects) < 2 {
        arm.verdict = Some(ExperimentVerdict::Continue);
        return Ok((arm, look));
    }
    for (rule, peek) in design.guards.iter().zip(&mut look.guards) {
        let seen = glance(peek, rule.measure, old, new)?;
        let guard =
            Guard { name: new.arm.clone(), better: rule.measure.better(), margin: rule.margin };
        let interval = seen.low.zip(seen.high);
        let finding = interval
            .map_or(Ok(GuardFinding::Open), |(low, high)| guard.finding(low, high.max(low)))?;
        arm.guards.push(GuardStanding { measure: rule.measure, finding, seen });
    }
    let findings: Vec<GuardFinding> = arm.guards.iter().map(|guard| guard.finding).collect();
    let nothing = (f64::NEG_INFINITY, f64::INFINITY);
    let interval = if let Some(peek) = &mut look.goal {
        let seen = glance(peek, design.goal, old, new)?;
        arm.seen = Some(seen);
        seen.low.zip(seen.high).unwrap_or(nothing)
    } else {
        let compared = judged(design.goal, old, new, level)?;
        arm.compared = Some(compared);
        // Looked at before its time, it would be taken for a difference too often.
        if over { (compared.low, compared.high) } else { nothing }
    };
    arm.verdict = Some(verdict(ratio, &findings, design.goal.better(), interval, over));
    Ok((arm, look))
}

/// What earlier looks have kept, or the first look's beginning.
fn kept(trial: &Trial, arm: &Slug, level: f64) -> Result<ArmLook, ExperimentRefusal> {
    if let Some(known) = trial.looks.iter().find(|look| look.arm == *arm) {
        return Ok(known.clone());
    }
    let goal = match trial.design.stop {
        StopRule::Sequential { effect } => Some(Peek::new(effect, level)?),
        StopRule::Horizon { .. } => None,
    };
    let guards = trial
        .design
        .guards
        .iter()
        .map(|rule| Peek::new(rule.margin, level))
        .collect::<Result<_, _>>()?;
    Ok(ArmLook { arm: arm.clone(), goal, guards })
}

fn glance(
    peek: &mut Peek,
    measure: Measure,
    old: &TrialTally,
    new: &TrialTally,
) -> Result<Glance, ExperimentRefusal> {
    match (measured(measure, old), measured(measure, new)) {
        (Measured::Rate(old), Measured::Rate(new)) => peek.rates(old, new),
        (old, new) => peek.means(old.spread(), new.spread()),
    }
}

fn judged(
    measure: Measure,
    old: &TrialTally,
    new: &TrialTally,
    level: f64,
) -> Result<Compared, ExperimentRefusal> {
    match (measured(measure, old), measured(measure, new)) {
        (Measured::Rate(old), Measured::Rate(new)) => proportions(old, new, level),
        (old, new) => means(old.spread(), new.spread(), level),
    }
}

enum Measured {
    Rate(Conversions),
    Mean(Measurements),
}

impl Measured {
    fn spread(self) -> Measurements {
        match self {
            Self::Mean(spread) => spread,
            Self::Rate(rate) => {
                let mean = rate.rate();
                Measurements { subjects: rate.subjects, mean, variance: mean * (1.0 - mean) }
            }
        }
    }
}

fn measured(measure: Measure, sum: &TrialTally) -> Measured {
    let subjects = count(sum.subjects);
    let rate =
        |successes: i64| Measured::Rate(Conversions { subjects, successes: count(successes) });
    let mean = |of: i64, squares: i64| {
        let n = sum.subjects as f64;
        let mean = of as f64 / n;
        let variance = ((squares as f64 - of as f64 * mean) / (n - 1.0)).max(0.0);
        Measured::Mean(Measurements { subjects, mean, variance })
    };
    match measure {
        Measure::Conversion => rate(sum.buyers),
        Measure::TakenBack => rate(sum.taken_back),
        Measure::Orders => mean(sum.orders, sum.orders_squared),
        Measure::Revenue => mean(sum.revenue, sum.revenue_squared),
    }
}
