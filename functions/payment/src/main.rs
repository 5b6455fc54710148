use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(payment::app, |config, _| Ports {
        web: Some(web::Https::port()),
        secrets: Some(secrets::Parameters::port(config)),
        ..Ports::default()
    })
}
