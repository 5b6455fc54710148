//! What a test's functions log.
use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};
use tracing::{level_filters::LevelFilter, subscriber::DefaultGuard};
use tracing_subscriber::fmt::MakeWriter;

/// Everything that is logged on this thread, at whatever level, for as long as this is kept.
pub struct Overheard {
    text: Heard,
    _listening: DefaultGuard,
}

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Overheard {
    /// Listens from now on.
    pub fn begin() -> Self {
        let text = Heard::default();
        let lines = tracing_subscriber::fmt()
            .json()
            .with_max_level(LevelFilter::TRACE)
            .with_writer(text.clone())
            .finish();
        Self { text, _listening: tracing::subscriber::set_default(lines) }
    }

    /// What was logged so far.
    pub fn text(&self) -> String {
        let bytes = self.text.0.lock().map(|bytes| bytes.clone()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Ok(mut text) = self.0.lock() {
            text.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Heard {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
