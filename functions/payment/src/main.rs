use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(payment::app, |config, settings| Ports {
        files: Some(files::Bucket::port(config, &settings.bucket)),
        keys: Some(files::Bucket::port(config, &settings.keys)),
        web: Some(web::Https::port()),
        secrets: Some(secrets::Parameters::port(config)),
        ..Ports::default()
    })
}
