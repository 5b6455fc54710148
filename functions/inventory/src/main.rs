fn main() -> Result<(), runtime::MainError> {
    runtime::main(inventory::app, |_, _| runtime::ports::Ports::default())
}
