fn main() -> Result<(), runtime::MainError> {
    runtime::main(refunds::app, |_, _| runtime::ports::Ports::default())
}
