fn main() -> Result<(), runtime::MainError> {
    runtime::main(checkout::app, |_, _| runtime::ports::Ports::default())
}
