//! Alarms and dashboard: nothing goes unwatched, and what is watched is written by somebody.
use conformance::{
    apps,
    template::{Template, resource, target},
};
use runtime::metrics;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Metrics of AWS that we use: namespace, metric, dimensions. From the services' user guides.
const OF_AWS: &[(&str, &str, &[&str])] = &[
    ("AWS/ApiGateway", "4xx", &["ApiId"]),
    ("AWS/ApiGateway", "5xx", &["ApiId"]),
    ("AWS/ApiGateway", "Count", &["ApiId"]),
    ("AWS/ApiGateway", "Latency", &["ApiId"]),
    ("AWS/DynamoDB", "ConsumedReadCapacityUnits", &["TableName"]),
    ("AWS/DynamoDB", "ConsumedWriteCapacityUnits", &["TableName"]),
    ("AWS/DynamoDB", "ReadThrottleEvents", &["TableName"]),
    ("AWS/DynamoDB", "SystemErrors", &["TableName", "Operation"]),
    ("AWS/DynamoDB", "TransactionConflict", &["TableName"]),
    ("AWS/DynamoDB", "WriteThrottleEvents", &["TableName"]),
    ("AWS/DynamoDB", "WriteThrottleEvents", &["TableName", "GlobalSecondaryIndexName"]),
    ("AWS/Lambda", "ConcurrentExecutions", &[]),
    ("AWS/Lambda", "Duration", &["FunctionName"]),
    ("AWS/Lambda", "Errors", &["FunctionName"]),
    ("AWS/Lambda", "Invocations", &["FunctionName"]),
    ("AWS/Lambda", "IteratorAge", &["FunctionName"]),
    ("AWS/Lambda", "Throttles", &[]),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage", &["QueueName"]),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible", &["QueueName"]),
    ("AWS/Usage", "ResourceCount", &["Service", "Type", "Resource", "Class"]),
];

/// The shop's own namespace.
const OURS: &str = "Kontor/${AWS::StackName}";

/// A metric as an alarm or a panel names it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    by: String,
    namespace: String,
    metric: String,
    /// Name and value; no value where a search takes all of them.
    dimensions: Vec<(String, Option<String>)>,
}

fn text(value: &Value) -> String {
    value.as_str().or_else(|| value["Fn::Sub"].as_str()).unwrap_or_default().to_owned()
}

fn of_alarm(name: &str, metric: &Value) -> Named {
    let dimensions = metric["Dimensions"].as_array().into_iter().flatten();
    Named {
        by: name.into(),
        namespace: text(&metric["Namespace"]),
        metric: text(&metric["MetricName"]),
        dimensions: dimensions
            .map(|one| (text(&one["Name"]), target(&one["Value"]).or(Some(text(&one["Value"])))))
            .collect(),
    }
}

fn of_alarms(template: &Template) -> Vec<Named> {
    let mut found = Vec::new();
    for (name, alarm) in template.of_type("AWS::CloudWatch::Alarm") {
        if alarm.get("MetricName").is_some() {
            found.push(of_alarm(&name, &alarm));
        }
        for stat in alarm["Metrics"].as_array().into_iter().flatten() {
            if let Some(metric) = stat.pointer("/MetricStat/Metric") {
                found.push(of_alarm(&name, metric));
            }
        }
    }
    found
}

fn dashboard(template: &Template) -> Value {
    let body = template.get("/Resources/Dashboard/Properties/DashboardBody/Fn::Sub").unwrap();
    serde_json::from_str(body.as_str().unwrap()).expect("the dashboard is JSON")
}

/// One row of a panel; `.` and `...` stand for what the row before has there.
fn row(title: &str, cells: &[Value], before: &mut Vec<String>) -> Option<Named> {
    if let Some(search) = cells[0]["expression"].as_str() {
        return searched(title, search);
    }
    let given: Vec<&str> = cells.iter().filter_map(Value::as_str).collect();
    let mut whole: Vec<String> = Vec::new();
    for cell in &given {
        match *cell {
            "." => whole.push(before[whole.len()].clone()),
            "..." => whole.extend_from_slice(&before[..=before.len() - given.len()]),
            cell => whole.push(cell.into()),
        }
    }
    before.clone_from(&whole);
    let pairs = whole[2..].chunks(2).map(|pair| (pair[0].clone(), Some(pair[1].clone())));
    Some(Named {
        by: title.into(),
        namespace: whole[0].clone(),
        metric: whole[1].clone(),
        dimensions: pairs.collect(),
    })
}

/// `SEARCH('{"namespace",Dimension} MetricName="Metric"', …)`; other expressions name no metric.
fn searched(title: &str, expression: &str) -> Option<Named> {
    let inside = expression.strip_prefix("SEARCH('{\"")?;
    let (schema, rest) = inside.split_once("} MetricName=\"")?;
    let (namespace, dimensions) = schema.split_once("\",")?;
    let (metric, _) = rest.split_once('"')?;
    Some(Named {
        by: title.into(),
        namespace: namespace.into(),
        metric: metric.into(),
        dimensions: dimensions.split(',').map(|name| (name.into(), None)).collect(),
    })
}

fn of_panels(template: &Template) -> Vec<Named> {
    let mut found = Vec::new();
    for widget in dashboard(template)["widgets"].as_array().unwrap() {
        let properties = &widget["properties"];
        let title = properties["title"].as_str().unwrap_or_default();
        let mut before = Vec::new();
        for cells in properties["metrics"].as_array().into_iter().flatten() {
            found.extend(row(title, cells.as_array().unwrap(), &mut before));
        }
    }
    found
}

#[test]
fn every_metric_that_is_watched_is_written_by_the_code_or_by_aws() {
    let template = Template::read().unwrap();
    let watched: Vec<Named> =
        of_alarms(&template).into_iter().chain(of_panels(&template)).collect();
    assert!(watched.len() > 50, "the dashboard or the alarms were not understood");
    for named in &watched {
        let names: Vec<&str> = named.dimensions.iter().map(|(name, _)| name.as_str()).collect();
        let known = if named.namespace == OURS {
            metrics::ALL.iter().any(|gauge| {
                let dimension: Vec<&str> = gauge.dimension.into_iter().collect();
                dimension == names && gauge.metrics.iter().any(|(name, _)| *name == named.metric)
            })
        } else {
            OF_AWS.iter().any(|(namespace, metric, dimensions)| {
                (*namespace, *metric, *dimensions)
                    == (&*named.namespace, &*named.metric, names.as_slice())
            })
        };
        assert!(known, "nobody writes {named:?}");
    }
    for gauge in metrics::ALL {
        for (metric, _) in gauge.metrics {
            let used = watched.iter().any(|one| one.namespace == OURS && one.metric == *metric);
            let for_queries = ["TableCalls", "Cancelled", "LabelCosts"].contains(metric);
            assert!(used || for_queries, "{metric} is written, and nobody looks at it");
        }
    }
}

#[test]
fn every_event_that_is_watched_is_one_of_the_shop() {
    let template = Template::read().unwrap();
    let known: BTreeSet<&str> = events::all().iter().map(|row| row.detail_type).collect();
    let watched = of_alarms(&template).into_iter().chain(of_panels(&template));
    for named in watched.filter(|one| one.namespace == OURS && one.metric == "Events") {
        for (_, event) in named.dimensions {
            let known = event.as_deref().is_none_or(|event| known.contains(event));
            assert!(known, "{}: there is no event {event:?}", named.by);
        }
    }
}

#[test]
fn every_function_has_its_alarms_and_goes_back_on_them() {
    let template = Template::read().unwrap();
    let alarms = template.of_type("AWS::CloudWatch::Alarm");
    let usual = template.get("/Globals/Function/Timeout").and_then(Value::as_u64).unwrap();
    for function in template.of_type("AWS::Serverless::Function").keys() {
        let name = function.strip_suffix("Function").unwrap();
        for kind in ["Errors", "Slow"] {
            let alarm = alarms.get(&format!("{name}{kind}Alarm"));
            let alarm =
                alarm.unwrap_or_else(|| panic!("add {name} to Fn::ForEach::FunctionAlarms"));
            assert!(alarm.to_string().contains(&format!("{{\"Ref\":\"{function}\"}}")), "{alarm}");
        }
        let properties = &template.of_type("AWS::Serverless::Function")[function];
        let timeout = properties["Timeout"].as_u64().unwrap_or(usual);
        let threshold = &alarms[&format!("{name}SlowAlarm")]["Threshold"]["Fn::FindInMap"];
        assert_eq!((&threshold[0], &threshold[1]), (&json!("Slow"), &json!(name)));
        let millis = template.get(&format!("/Mappings/Slow/{name}/Millis"));
        let millis = millis.unwrap_or(&threshold[3]["DefaultValue"]);
        let advice = format!("Mappings: Slow: {name}: {{ Millis: {} }}", timeout * 800);
        assert_eq!(millis.as_u64(), Some(timeout * 800), "{advice}");
        let alarms = format!("[!Ref {name}ErrorsAlarm, !Ref {name}SlowAlarm]");
        let paste = format!(
            "{function} needs\n      AutoPublishCodeSha256: !Ref Release\n      \
             DeploymentPreference: {{ Alarms: !If [IsWatched, {alarms}, []] }}"
        );
        let wanted = json!([
            "IsWatched",
            [{ "Ref": format!("{name}ErrorsAlarm") }, { "Ref": format!("{name}SlowAlarm") }],
            [],
        ]);
        assert_eq!(properties["DeploymentPreference"]["Alarms"]["Fn::If"], wanted, "{paste}");
        assert_eq!(properties["AutoPublishCodeSha256"], json!({ "Ref": "Release" }), "{paste}");
    }
    for name in alarms.keys().filter_map(|alarm| alarm.strip_suffix("SlowAlarm")) {
        let function = format!("{name}Function");
        let there = template.of_type("AWS::Serverless::Function").contains_key(&function);
        assert!(there, "Fn::ForEach::FunctionAlarms has {name}, and there is no such function");
    }
}

#[test]
fn every_queue_and_every_dead_letter_is_watched() {
    let template = Template::read().unwrap();
    let alarms = template.of_type("AWS::CloudWatch::Alarm");
    let panels = of_panels(&template);
    for queue in template.of_type("AWS::SQS::Queue").keys() {
        let (alarm, list) = match queue.strip_suffix("DeadLetters") {
            Some(whose) => {
                (format!("{queue}Alarm"), format!("{whose} to Fn::ForEach::DeadLetterAlarms"))
            }
            None => (format!("{queue}AgeAlarm"), format!("{queue} to Fn::ForEach::QueueAlarms")),
        };
        let found = alarms.get(&alarm).unwrap_or_else(|| panic!("add {list}"));
        assert_eq!(target(&found["Dimensions"][0]["Value"]).as_ref(), Some(queue), "{alarm}");
        let value = format!("${{{queue}.QueueName}}");
        let shown =
            panels.iter().any(|one| one.dimensions.iter().any(|(_, v)| v.as_ref() == Some(&value)));
        let advice = format!("the panel \"Dead letters\" needs the line [\"...\", \"{value}\"]");
        assert!(shown || !queue.ends_with("DeadLetters"), "{advice}");
    }
}

#[test]
fn every_alarm_tells_the_one_topic() {
    let template = Template::read().unwrap();
    for (name, alarm) in template.of_type("AWS::CloudWatch::Alarm") {
        assert_eq!(alarm["AlarmActions"], json!([{ "Ref": "OperationsTopic" }]), "{name}");
        let sentence = text(&alarm["AlarmDescription"]);
        assert!(sentence.ends_with('.') || sentence.ends_with('?'), "{name}");
        let condition = template.get(&format!("/Resources/{name}/Condition"));
        assert_eq!(condition, Some(&json!("IsWatched")), "{name} costs money where nobody watches");
    }
}

#[test]
fn requests_errors_and_durations_of_every_function_are_on_the_dashboard() {
    let panels = of_panels(&Template::read().unwrap());
    for metric in ["Requests", "Errors", "Duration", "ColdStarts", "Wait"] {
        let every = panels.iter().any(|one| {
            one.namespace == OURS
                && one.metric == metric
                && one.dimensions == [("FunctionName".to_owned(), None)]
        });
        assert!(every, "no panel shows {metric} of every function");
    }
    // What the search finds is what every function writes: all of them are given the namespace.
    let template = Template::read().unwrap();
    let given = template.get("/Globals/Function/Environment/Variables/METRICS_NAMESPACE").unwrap();
    assert_eq!(text(given), OURS);
    for app in apps() {
        let own = template.function(app.name()).unwrap_or_default();
        let own = own.pointer("/Environment/Variables/METRICS_NAMESPACE").cloned();
        assert_eq!(own, None, "{} counts elsewhere", resource(app.name()));
    }
}

#[test]
fn logs_are_kept_for_as_long_as_was_asked_and_calls_are_traced() {
    let template = Template::read().unwrap();
    let groups = template.of_type("AWS::Logs::LogGroup");
    assert_eq!(groups["Logs"]["RetentionInDays"], json!({ "Ref": "LogDays" }));
    let global = |name: &str| template.get(&format!("/Globals/Function/{name}")).cloned();
    assert_eq!(global("LoggingConfig").unwrap()["LogGroup"], json!({ "Ref": "Logs" }));
    assert_eq!(global("Tracing"), Some(json!("Active")));
    for (name, function) in template.of_type("AWS::Serverless::Function") {
        let own = ["LoggingConfig", "Tracing"].iter().find(|one| function.get(**one).is_some());
        assert_eq!(own, None, "{name} logs or traces elsewhere");
    }
}
