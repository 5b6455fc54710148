use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(order::app, |config, _| Ports {
        secrets: Some(secrets::Parameters::port(config)),
        web: Some(web::Https::port()),
        ..Ports::default()
    })
}
