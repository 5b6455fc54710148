fn main() -> Result<(), runtime::MainError> {
    runtime::main(payment::app, |_, _| runtime::ports::Ports::default())
}
