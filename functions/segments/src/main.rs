use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(segments::app, |config, settings| Ports {
        keys: Some(files::Bucket::port(config, &settings.keys)),
        jobs: Some(jobs::Queue::port(config, &settings.jobs_queue)),
        ..Ports::default()
    })
}
