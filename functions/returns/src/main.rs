fn main() -> Result<(), runtime::MainError> {
    runtime::main(returns::app, |_, _| runtime::ports::Ports::default())
}
