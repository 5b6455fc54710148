use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(identity::app, |config, settings| Ports {
        keys: Some(files::Bucket::port(config, &settings.keys)),
        accounts: Some(accounts::Pool::port(config, web::Https::port(), &settings.user_pool)),
        ..Ports::default()
    })
}
