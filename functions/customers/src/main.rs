fn main() -> Result<(), runtime::MainError> {
    runtime::main(customers::app, |_, _| runtime::ports::Ports::default())
}
