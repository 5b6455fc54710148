fn main() -> Result<(), runtime::MainError> {
    runtime::main(loyalty::app, |_, _| runtime::ports::Ports::default())
}
