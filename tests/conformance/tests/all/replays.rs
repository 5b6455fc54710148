//! What a replay tells, somebody listens to.
use conformance::apps;
use domain::analytics::Projection;

#[test]
fn whoever_is_told_once_more_listens_to_what_is_told() {
    for projection in Projection::ALL {
        let known: Vec<&str> = events::all().iter().map(|row| row.detail_type).collect();
        for name in projection.events() {
            assert!(known.contains(name), "{name} is no event");
        }
        let Some(function) = projection.function() else { continue };
        let apps = apps();
        let app = apps.iter().find(|app| app.name() == function).unwrap();
        for name in projection.events() {
            assert!(app.manifest().subscriptions.contains(name), "{function} does not hear {name}");
        }
    }
}
