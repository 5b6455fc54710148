//! `template.yaml` deploys exactly what is mounted; what is missing is printed, ready to be pasted.
use conformance::{
    apps, files, paste,
    template::{Template, capitalised, resource, strings, target},
};
use contract::Role;
use runtime::App;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Functions that do something; one that does nothing yet need not be deployed.
fn busy() -> Vec<App> {
    apps().into_iter().filter(|app| app.manifest() != App::new(app.name()).manifest()).collect()
}

#[test]
fn every_function_is_deployed_from_its_own_folder() {
    let template = Template::read().unwrap();
    for app in busy() {
        let name = app.name();
        let function = template.function(name);
        let function = function.unwrap_or_else(|| panic!("there is no {}", resource(name)));
        assert_eq!(function["CodeUri"], json!(format!("target/lambda/{name}/")), "{name}");
    }
    let known: BTreeSet<String> = apps().iter().map(|app| resource(app.name())).collect();
    for name in template.of_type("AWS::Serverless::Function").keys() {
        assert!(known.contains(name), "{name} is deployed, but no crate mounts it");
    }
}

#[test]
fn a_route_asks_for_a_token_unless_its_operation_needs_none() {
    let template = Template::read().unwrap();
    let api = &template.of_type("AWS::Serverless::HttpApi")["Api"];
    let paths = &api["DefinitionBody"]["paths"];
    let mut routes = 0;
    for (row, app) in contract::all().into_iter().filter_map(|row| Some((row, answering(row.id)?)))
    {
        let route = &paths[row.path][row.method.to_lowercase()];
        let (_, name) = route["x-amazon-apigateway-integration"]["$ref"]
            .as_str()
            .and_then(|target| target.rsplit_once('/'))
            .unwrap_or_else(|| panic!("{}: no route; run `{}`", row.id, files::COMMAND));
        assert_eq!(name, app, "{}", row.id);
        // SAM puts the authorizer on whatever names none of its own.
        let open = route.get("security") == Some(&json!([{ "NONE": [] }]));
        assert_eq!(open, !row.caller.needs_token(), "{}", row.id);
        assert!(open || route.get("security").is_none(), "{}", row.id);
        routes += 1;
    }
    let deployed: usize =
        paths.as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(deployed, routes, "a route of the template is no operation");
    for app in busy() {
        let events = template.events(app.name(), &["HttpApi"]);
        assert!(
            events.is_empty(),
            "{}: routes stand in the API; run `{}`",
            app.name(),
            files::COMMAND
        );
    }
}

fn answering(operation: &str) -> Option<&'static str> {
    apps().iter().find(|app| app.manifest().operations.contains(&operation)).map(App::name)
}

#[test]
fn the_rules_of_the_bus_are_the_subscriptions() {
    let template = Template::read().unwrap();
    for app in busy() {
        let name = app.name();
        let mut wanted = app.manifest().subscriptions;
        wanted.sort_unstable();
        let queues = template.queues(name);
        let delivered: Vec<String> =
            queues.iter().flat_map(|queue| template.delivered(queue)).collect();
        assert_eq!(
            delivered,
            wanted,
            "{name} gets other events than it listens to; paste\n{}\nand under its Events\n{}",
            paste::subscription(name, &wanted),
            paste::queue_event(&format!("{}Queue", capitalised(name))),
        );
    }
    for app in busy() {
        let queues = template.queues(app.name());
        // All that the shop publishes, but not what AWS's own services put on the bus.
        let every = json!({ "source": [{ "anything-but": { "prefix": "aws." } }] });
        let manifest = app.manifest();
        let marked = manifest.marked.map(|mark| json!({ "resources": [mark] }));
        for pattern in manifest.every_event.then_some(every).into_iter().chain(marked) {
            let fed = template.of_type("AWS::Events::Rule").into_values().any(|rule| {
                let targets = rule["Targets"].as_array().into_iter().flatten();
                let mut fed = targets.filter_map(|one| target(&one["Arn"]));
                rule["EventPattern"] == pattern && fed.any(|queue| queues.contains(&queue))
            });
            assert!(fed, "{} has no rule with the EventPattern {pattern}", app.name());
        }
    }
    for (name, rule) in template.of_type("AWS::Events::Rule") {
        // Without a bus of its own, a rule listens to the account's, where AWS services speak.
        let pattern = &rule["EventPattern"];
        let aws = pattern["source"].as_array().is_some_and(|sources| {
            sources.iter().all(|one| one.as_str().is_some_and(|one| one.starts_with("aws.")))
        });
        let ours = rule["EventBusName"] == json!({ "Ref": "Bus" });
        assert!(
            ours || (rule.get("EventBusName").is_none() && aws),
            "{name}: which bus, whose events?"
        );
        for arn in rule["Targets"].as_array().into_iter().flatten().map(|one| &one["Arn"]) {
            let queue = target(arn).unwrap_or_default();
            let consumed = apps().iter().any(|app| template.queues(app.name()).contains(&queue));
            assert!(consumed, "{name} fills {queue}, which no function consumes");
            let policies = template.of_type("AWS::SQS::QueuePolicy");
            let open = policies.values().any(|policy| {
                let queues = policy["Queues"].as_array().into_iter().flatten();
                queues.filter_map(target).any(|one| one == queue)
            });
            assert!(open, "{queue} has no policy that lets the bus send to it");
        }
    }
}

#[test]
fn what_aws_services_tell_is_what_is_listened_to() {
    let template = Template::read().unwrap();
    for app in busy() {
        let queues = template.queues(app.name());
        let told: Vec<String> = queues.iter().flat_map(|queue| template.told(queue)).collect();
        assert_eq!(told, app.manifest().outside, "{}: the rule on the account's bus", app.name());
    }
}

#[test]
fn the_schedules_are_the_ticks() {
    let template = Template::read().unwrap();
    let clock = template.get("/Resources/ClockRole").unwrap().to_string();
    for app in busy() {
        let ticks = app.manifest().ticks;
        let schedules = template.events(app.name(), &["Schedule", "ScheduleV2"]);
        let mut inputs: Vec<Value> = schedules
            .values()
            .map(|schedule| {
                let input = schedule["Input"].as_str().unwrap_or_default();
                serde_json::from_str(input).unwrap_or_default()
            })
            .collect();
        inputs.sort_by_key(Value::to_string);
        let wanted: Vec<Value> = ticks.iter().map(|tick| json!({ "tick": tick })).collect();
        let lines: Vec<String> = ticks.iter().map(|tick| paste::schedule(tick)).collect();
        assert_eq!(inputs, wanted, "{}: its schedules:\n{}", app.name(), lines.join("\n"));
        let function = format!("{}Function", capitalised(app.name()));
        for schedule in schedules.values() {
            assert_eq!(target(&schedule["RoleArn"]).as_deref(), Some("ClockRole"), "{schedule}");
            let may = clock.contains(&format!("[\"{function}\",\"Arn\"]"))
                && clock.contains(&format!("${{{function}.Arn}}:*"));
            assert!(may, "add {function} to ClockRole");
        }
    }
}

#[test]
fn background_work_and_uploads_have_queues() {
    let template = Template::read().unwrap();
    for app in busy() {
        let name = app.name();
        let queues = template.queues(name);
        let function = template.function(name).unwrap_or_default();
        if app.manifest().jobs {
            let url = &function["Environment"]["Variables"]["JOBS_QUEUE_URL"];
            let queue = target(url).unwrap_or_default();
            let queue_yaml = paste::queue(&format!("{}Jobs", capitalised(name)));
            assert!(queues.contains(&queue), "{name}: JOBS_QUEUE_URL: !Ref …\n{queue_yaml}");
        }
        if app.manifest().uploads {
            let notices = template
                .get("/Resources/Bucket/Properties/NotificationConfiguration/QueueConfigurations")
                .and_then(Value::as_array);
            let told = notices.into_iter().flatten().any(|notice| {
                target(&notice["Queue"]).is_some_and(|queue| queues.contains(&queue))
                    && notice["Event"].as_str().is_some_and(|event| event.contains("ObjectCreated"))
            });
            assert!(told, "{name} is not told of uploads: the Bucket's NotificationConfiguration");
        }
    }
}

#[test]
fn the_stream_is_read_by_who_relays_it_and_filtered() {
    let template = Template::read().unwrap();
    for app in apps() {
        let streams = template.events(app.name(), &["DynamoDB"]);
        assert_eq!(!streams.is_empty(), app.manifest().relays, "{}", app.name());
        for (id, stream) in streams {
            let filter = stream["FilterCriteria"]["Filters"][0]["Pattern"].as_str().unwrap();
            let filter: Value = serde_json::from_str(filter).unwrap();
            assert_eq!(filter["eventName"], json!(["INSERT"]), "{id}");
            let prefix = &filter["dynamodb"]["Keys"]["pk"]["S"][0]["prefix"];
            assert_eq!(prefix, "OUTBOX#", "{id}");
            assert_eq!(stream["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]), "{id}");
            assert!(stream["DestinationConfig"]["OnFailure"].is_object(), "{id} parks nothing");
        }
    }
}

#[test]
fn every_queue_is_bounded_and_loses_nothing() {
    let template = Template::read().unwrap();
    let queues = template.of_type("AWS::SQS::Queue");
    let mut dead = BTreeSet::new();
    for app in apps() {
        let name = app.name();
        let function = template.function(name).unwrap_or_default();
        let timeout = function["Timeout"]
            .as_u64()
            .or_else(|| template.get("/Globals/Function/Timeout").and_then(Value::as_u64));
        for (id, event) in template.events(name, &["SQS"]) {
            let queue = target(&event["Queue"]).unwrap();
            let advice = || format!("{name}: {id} should be\n{}", paste::queue_event(&queue));
            let answers = strings(event.get("FunctionResponseTypes"));
            assert_eq!(answers, ["ReportBatchItemFailures"], "{}", advice());
            let bound = event["ScalingConfig"]["MaximumConcurrency"].as_u64();
            assert!(bound.is_some_and(|bound| bound >= 2), "{}", advice());
            let held = &queues[&queue];
            let letters = target(&held["RedrivePolicy"]["deadLetterTargetArn"]);
            let letters = letters.unwrap_or_else(|| panic!("{queue}:\n{}", paste::queue(&queue)));
            assert!(queues.contains_key(&letters), "{queue} gives up into {letters}");
            let tries = held["RedrivePolicy"]["maxReceiveCount"].as_u64();
            assert!(tries >= Some(5), "{queue}: five tries at least, as Lambda advises");
            let hidden = held["VisibilityTimeout"].as_u64();
            assert!(hidden >= timeout.map(|seconds| seconds * 6), "{queue}: VisibilityTimeout");
            dead.insert(letters);
        }
        for event in template.events(name, &["DynamoDB"]).values() {
            dead.extend(target(&event["DestinationConfig"]["OnFailure"]["Destination"]));
        }
    }
    let consumed: Vec<String> = apps().iter().flat_map(|app| template.queues(app.name())).collect();
    for name in queues.keys() {
        assert!(consumed.contains(name) || dead.contains(name), "{name} is nobody's queue");
    }
    for letters in dead {
        let kept = queues[&letters]["MessageRetentionPeriod"].as_u64();
        assert_eq!(kept, Some(14 * 86_400), "{letters} keeps its messages for 14 days");
        let watched = template.of_type("AWS::CloudWatch::Alarm").values().any(|alarm| {
            let dimensions = alarm["Dimensions"].as_array().into_iter().flatten();
            dimensions.filter_map(|one| target(&one["Value"])).any(|name| name == letters)
        });
        assert!(watched, "no alarm watches {letters}");
    }
}

#[test]
fn roles_of_the_code_groups_of_the_pool_and_scopes_of_machines_are_the_same() {
    let template = Template::read().unwrap();
    let mut roles: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
    roles.sort_unstable();
    let groups = template.of_type("AWS::Cognito::UserPoolGroup");
    let mut groups: Vec<&str> = groups.values().filter_map(|g| g["GroupName"].as_str()).collect();
    groups.sort_unstable();
    assert_eq!(groups, roles);
    let servers = template.of_type("AWS::Cognito::UserPoolResourceServer");
    assert_eq!(servers["Scopes"]["Identifier"], "kontor");
    let scopes = servers["Scopes"]["Scopes"].as_array().unwrap();
    let mut scopes: Vec<&str> = scopes.iter().filter_map(|s| s["ScopeName"].as_str()).collect();
    scopes.sort_unstable();
    assert_eq!(scopes, roles);
    let apis = template.of_type("AWS::Serverless::HttpApi");
    let authorizer = &apis["Api"]["Auth"]["Authorizers"]["Cognito"];
    assert_eq!(apis["Api"]["Auth"]["DefaultAuthorizer"], "Cognito");
    let accepted = strings(authorizer.get("AuthorizationScopes"));
    let mut wanted: Vec<String> = roles.iter().map(|role| format!("kontor/{role}")).collect();
    wanted.push("aws.cognito.signin.user.admin".into());
    let (accepted, wanted): (BTreeSet<_>, BTreeSet<_>) =
        (accepted.into_iter().collect(), wanted.into_iter().collect());
    assert_eq!(accepted, wanted);
}

#[test]
fn the_deployed_indexes_are_those_of_the_code() {
    let template = Template::read().unwrap();
    let table = &template.of_type("AWS::DynamoDB::Table")["Table"];
    let mut deployed: Vec<Value> = table["GlobalSecondaryIndexes"].as_array().unwrap().clone();
    deployed.sort_by_key(|index| index["IndexName"].to_string());
    for (index, deployed) in
        [table::Index::gsi1, table::Index::gsi2, table::Index::gsi3].iter().zip(&deployed)
    {
        let (pk, sk) = index.attributes();
        assert_eq!(deployed["IndexName"].as_str(), index.name());
        let keys = json!([
            { "AttributeName": pk, "KeyType": "HASH" },
            { "AttributeName": sk, "KeyType": "RANGE" },
        ]);
        assert_eq!(deployed["KeySchema"], keys);
        let projected = json!({ "ProjectionType": "INCLUDE", "NonKeyAttributes": ["s"] });
        assert_eq!(deployed["Projection"], projected, "lists by index give back summaries");
    }
    assert_eq!(deployed.len(), 3);
    assert_eq!(table["TimeToLiveSpecification"]["AttributeName"], "ttl");
}
