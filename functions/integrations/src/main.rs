use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(integrations::app, |config, settings| Ports {
        jobs: Some(jobs::Queue::port(config, &settings.jobs_queue)),
        web: Some(web::Https::outward(settings.stage == "dev")),
        ..Ports::default()
    })
}
