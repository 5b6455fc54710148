fn main() -> Result<(), runtime::MainError> {
    runtime::main(order::app, |_, _| runtime::ports::Ports::default())
}
