use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(notification::app, |config, settings| Ports {
        post: Some(mail::Services::port(config, settings)),
        ..Ports::default()
    })
}
