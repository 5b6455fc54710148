fn main() -> Result<(), runtime::MainError> {
    runtime::main(giftcards::app, |_, _| runtime::ports::Ports::default())
}
