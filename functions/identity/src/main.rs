fn main() -> Result<(), runtime::MainError> {
    runtime::main(identity::app, |_, _| runtime::ports::Ports::default())
}
