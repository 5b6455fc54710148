use queries::Athena;
use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(reports::app, |config, settings| Ports {
        queries: Some(Athena::port(config, &settings.workgroup, &settings.lake)),
        ..Ports::default()
    })
}
