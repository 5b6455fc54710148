fn main() -> Result<(), runtime::MainError> {
    runtime::main(repricing::app, |_, _| runtime::ports::Ports::default())
}
