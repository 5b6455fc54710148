fn main() -> Result<(), runtime::MainError> {
    runtime::main(repair::app, |_, _| runtime::ports::Ports::default())
}
