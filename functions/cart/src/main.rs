fn main() -> Result<(), runtime::MainError> {
    runtime::main(cart::app, |_, _| runtime::ports::Ports::default())
}
