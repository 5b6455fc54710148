fn main() -> Result<(), runtime::MainError> {
    runtime::main(pricing::app, |_, _| runtime::ports::Ports::default())
}
