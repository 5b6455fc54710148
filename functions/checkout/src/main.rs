use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(checkout::app, |config, settings| Ports {
        keys: Some(files::Bucket::port(config, &settings.keys)),
        secrets: Some(secrets::Parameters::port(config)),
        web: Some(web::Https::port()),
        ..Ports::default()
    })
}
