fn main() -> Result<(), runtime::MainError> {
    runtime::main(experiments::app, |_, _| runtime::ports::Ports::default())
}
