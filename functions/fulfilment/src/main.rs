use runtime::ports::Ports;

fn main() -> Result<(), runtime::MainError> {
    runtime::main(fulfilment::app, |_, _| Ports::default())
}
