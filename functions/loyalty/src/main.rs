use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(loyalty::app, |config, settings| Ports {
        keys: Some(files::Bucket::port(config, &settings.keys)),
        ..Ports::default()
    })
}
