use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(analytics::app, |config, settings| Ports {
        files: Some(files::Bucket::port(config, &settings.bucket)),
        jobs: Some(jobs::Queue::port(config, &settings.jobs_queue)),
        queues: settings
            .queues
            .iter()
            .map(|(function, url)| (function.clone(), jobs::Queue::port(config, url)))
            .collect(),
        ..Ports::default()
    })
}
