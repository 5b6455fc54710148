//! A function's role reaches the keys that it needs, and only keys that exist.
use conformance::{
    apps, shapes,
    template::{Template, strings},
};
use contract::Trait;
use runtime::App;
use serde_json::Value;
use std::collections::BTreeSet;
use table::keys;

/// What partition keys begin with, over all rows.
fn known() -> BTreeSet<&'static str> {
    let entities = keys::entities().into_iter().map(|row| row.pk);
    let lists = keys::lists().into_iter().map(|row| row.pk);
    entities.chain(lists).map(shapes::prefix).collect()
}

#[test]
fn a_role_names_only_keys_that_exist() {
    let template = Template::read().unwrap();
    let known = known();
    for app in apps() {
        for key in template.leading_keys(app.name()) {
            // `SEEN#cart#*` is narrower than `SEEN#*`, and as good; `IMPORTS*` is a whole partition.
            let stem = key.trim_end_matches('*');
            let reached: Vec<&str> = match stem.split_once('#') {
                Some((prefix, _)) => known.iter().copied().filter(|one| *one == prefix).collect(),
                None => known.iter().copied().filter(|one| one.starts_with(stem)).collect(),
            };
            let name = app.name();
            assert_eq!(reached.len(), 1, "{name} may touch {key}, which reaches {reached:?}");
        }
    }
}

#[test]
fn a_role_has_the_keys_that_the_runtime_needs() {
    let template = Template::read().unwrap();
    for app in apps() {
        let manifest = app.manifest();
        if manifest == App::new(app.name()).manifest() || manifest.relays {
            continue;
        }
        let has = template.leading_keys(app.name());
        let keyed = contract::all()
            .iter()
            .any(|row| manifest.operations.contains(&row.id) && row.has(Trait::Keyed));
        let whatever = manifest.every_event || manifest.marked.is_some();
        let listens = whatever || !manifest.subscriptions.is_empty();
        let queue = listens || manifest.jobs || manifest.uploads;
        for (needed, key) in [(keyed, "IDEM#*"), (listens, "SEEN#*"), (queue, "FAILURE#*")] {
            // `SEEN#cart#*`, what a function has seen itself, is narrower than `SEEN#*`, and better.
            let own = key.replace('*', &format!("{}#*", app.name()));
            let there = has.iter().any(|one| one == key || *one == own);
            assert!(!needed || there, "{} needs {key} among its LeadingKeys", app.name());
        }
    }
}

#[test]
fn no_role_reaches_the_whole_table() {
    let template = Template::read().unwrap();
    for app in apps() {
        let function = template.function(app.name()).unwrap_or_default();
        for policy in function["Policies"].as_array().into_iter().flatten() {
            let statements = statements(&template, policy);
            assert!(!statements.is_empty(), "{}: {policy}: write the statements out", app.name());
            for statement in &statements {
                check(app.name(), statement);
            }
        }
    }
}

/// The statements of a function's policy, or of the template's own policy that it names.
fn statements(template: &Template, policy: &Value) -> Vec<Value> {
    let named = policy.get("Ref").and_then(Value::as_str).map(|name| {
        let all = template.of_type("AWS::IAM::ManagedPolicy");
        all.get(name).map(|policy| policy["PolicyDocument"].clone()).unwrap_or_default()
    });
    let policy = named.as_ref().unwrap_or(policy);
    policy["Statement"].as_array().cloned().unwrap_or_default()
}

#[test]
fn whoever_may_open_what_is_personal_has_the_keys_and_nobody_else() {
    let template = Template::read().unwrap();
    for app in apps() {
        let function = template.function(app.name()).unwrap_or_default();
        let policies = function["Policies"].as_array().cloned().unwrap_or_default();
        let all = policies.iter().flat_map(|policy| statements(&template, policy));
        let reads = |statement: &Value| {
            strings(statement.get("Action")).iter().any(|action| action == "s3:GetObject")
                && statement["Resource"].to_string().contains("${SubjectKeys.Arn}/")
        };
        let has = all.filter(reads).count() > 0;
        assert_eq!(has, app.manifest().keys, "{}: with_keys() and its role", app.name());
        let main = std::fs::read_to_string(
            conformance::root().join(format!("functions/{}/src/main.rs", app.name())),
        );
        let mounts = main.unwrap().contains("keys: Some(");
        assert_eq!(mounts, app.manifest().keys, "{}: with_keys() and its main.rs", app.name());
    }
}

fn check(name: &str, statement: &Value) {
    let actions = conformance::template::strings(statement.get("Action"));
    assert!(!actions.is_empty(), "{name}: a statement without actions");
    for action in &actions {
        assert!(!action.contains('*'), "{name} may {action}: name the actions");
        assert!(!action.ends_with(":Scan"), "{name} may scan");
    }
    assert_ne!(statement["Resource"], "*", "{name}: {actions:?} on everything");
    if actions.iter().any(|action| action.starts_with("dynamodb:")) {
        let bounded = statement["Condition"].to_string().contains("dynamodb:LeadingKeys");
        assert!(bounded, "{name}: {actions:?} without LeadingKeys");
    }
}
