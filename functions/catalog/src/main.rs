fn main() -> Result<(), runtime::MainError> {
    runtime::main(catalog::app, |_, _| runtime::ports::Ports::default())
}
