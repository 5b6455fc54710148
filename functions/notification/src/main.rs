use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(notification::app, |config, settings| Ports {
        keys: Some(files::Bucket::port(config, &settings.keys)),
        post: Some(mail::Services::port(config, settings)),
        ..Ports::default()
    })
}
