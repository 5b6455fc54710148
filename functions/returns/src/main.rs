fn main() -> Result<(), runtime::MainError> {
    runtime::main(returns::app, |config, settings| runtime::ports::Ports {
        files: Some(files::Bucket::port(config, &settings.bucket)),
        ..runtime::ports::Ports::default()
    })
}
