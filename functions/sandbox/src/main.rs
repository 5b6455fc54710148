use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(sandbox::app, |_, _| Ports { web: Some(web::Https::port()), ..Ports::default() })
}
