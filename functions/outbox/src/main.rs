use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(outbox::app, |config, settings| Ports {
        bus: Some(bus::EventBridge::port(config, &settings.bus)),
        ..Ports::default()
    })
}
