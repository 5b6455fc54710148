use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(payment::app, |_, _| Ports { web: Some(web::Https::port()), ..Ports::default() })
}
