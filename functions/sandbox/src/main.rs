fn main() -> Result<(), runtime::MainError> {
    runtime::main(sandbox::app, |_, _| runtime::ports::Ports::default())
}
