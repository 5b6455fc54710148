use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(returns::app, |config, settings| Ports {
        files: Some(files::Bucket::port(config, &settings.bucket)),
        keys: Some(files::Bucket::port(config, &settings.keys)),
        secrets: Some(secrets::Parameters::port(config)),
        web: Some(web::Https::port()),
        ..Ports::default()
    })
}
