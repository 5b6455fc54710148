use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(customers::app, |config, settings| Ports {
        files: Some(files::Bucket::port(config, &settings.bucket)),
        ..Ports::default()
    })
}
