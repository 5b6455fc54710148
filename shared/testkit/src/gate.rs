//! A call of the table that waits: for tests of what happens between two reads of one handler.
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use std::sync::Mutex;
use tokio::sync::oneshot;

/// Holds up the first call that it is set for.
#[derive(Default)]
pub struct Gate(Mutex<Option<Shut>>);

struct Shut {
    operation: &'static str,
    about: String,
    gatekeeper: Gatekeeper,
}

/// What a call that is held up tells, and waits for.
pub(crate) struct Gatekeeper {
    arrived: oneshot::Sender<()>,
    open: oneshot::Receiver<()>,
}

/// A call that is, or will be, held up.
pub struct Waiting {
    arrived: oneshot::Receiver<()>,
    open: oneshot::Sender<()>,
}

impl Waiting {
    /// Until the call is there.
    pub async fn arrival(&mut self) {
        (&mut self.arrived).await.expect("the call is made");
    }

    /// Lets it go on.
    pub fn release(self) {
        self.open.send(()).expect("the call is still waiting");
    }
}

impl Gate {
    /// Holds up the next call of an operation, such as `BatchGetItem`, whose request holds these words.
    pub fn shut(&self, operation: &'static str, about: impl Into<String>) -> Waiting {
        let (arrived, arrival) = oneshot::channel();
        let (opener, open) = oneshot::channel();
        let gatekeeper = Gatekeeper { arrived, open };
        let shut = Shut { operation, about: about.into(), gatekeeper };
        *self.0.lock().expect("nobody panics at the gate") = Some(shut);
        Waiting { arrived: arrival, open: opener }
    }

    /// Who holds this call up, if anybody does.
    pub(crate) fn holds(&self, request: &HttpRequest) -> Option<Gatekeeper> {
        let mut shut = self.0.lock().ok()?;
        let meant = shut.as_ref().is_some_and(|shut| {
            let target = request.headers().get("x-amz-target").unwrap_or_default();
            let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default());
            target.ends_with(shut.operation) && body.contains(&shut.about)
        });
        if meant { shut.take().map(|shut| shut.gatekeeper) } else { None }
    }
}

impl Gatekeeper {
    /// Until the test lets the call go on, or has gone itself.
    pub(crate) async fn wait(self) {
        self.arrived.send(()).ok();
        self.open.await.ok();
    }
}
