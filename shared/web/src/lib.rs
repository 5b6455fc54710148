//! The port to other people's HTTP APIs, on the HTTP stack that the SDK brings anyway: no further
//! client, no further TLS.
//!
//! Invariant: every call ends within its patience, and an error means that nobody knows whether the
//! call had an effect. It is never repeated in here: only the caller knows whether it may be.
mod outward;

use aws_smithy_http_client::{
    Connector,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorSettings},
        orchestrator::HttpRequest,
    },
    http::StatusCode,
};
use aws_smithy_types::{
    body::SdkBody, byte_stream::ByteStream, error::display::DisplayErrorContext,
};
use runtime::ports::{Later, Web, WebAnswer, WebCall};
use std::{sync::Arc, time::Duration};

/// How long a connection may take to open. A healthy server on this continent needs 0.1 s.
const CONNECT: Duration = Duration::from_secs(3);
/// Bytes of an answer that are read at the most.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// Bytes that are read of an answer to a call whose address somebody typed in.
const OUTWARD_BYTES_MAX: usize = 16 * 1024;

/// HTTP and HTTPS, with connections kept open between calls.
pub struct Https {
    connector: Connector,
    bytes_max: usize,
    /// Whether an answer that is longer is cut off there, rather than an error.
    cuts: bool,
}

impl Https {
    /// The port. One per process.
    pub fn port() -> Arc<dyn Web> {
        let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT).build();
        let connector = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .connector_settings(settings)
            .build();
        Arc::new(Self { connector, bytes_max: ANSWER_BYTES_MAX, cuts: false })
    }

    /// The port to addresses that somebody typed in. It connects to public addresses alone, whatever
    /// a name leads to, follows no redirects, and reads little of the answer. `loopback` admits this
    /// very machine: for a shop on a developer's machine.
    pub fn outward(loopback: bool) -> Arc<dyn Web> {
        let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT).build();
        let connector = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .connector_settings(settings)
            .build_with_resolver(outward::Outward { loopback });
        Arc::new(Self { connector, bytes_max: OUTWARD_BYTES_MAX, cuts: true })
    }

    async fn send(&self, call: WebCall) -> Result<WebAnswer, String> {
        let mut request = HttpRequest::new(SdkBody::from(call.body));
        request.set_method(call.method).map_err(|e| e.to_string())?;
        request.set_uri(call.url).map_err(|e| e.to_string())?;
        for (name, value) in call.headers {
            request.headers_mut().try_insert(name, value).map_err(|e| e.to_string())?;
        }
        let response = self
            .connector
            .call(request)
            .await
            .map_err(|error| DisplayErrorContext(&error).to_string())?;
        let status: StatusCode = response.status();
        let mut rest = ByteStream::new(response.into_body());
        let mut body = Vec::new();
        // An answer need not say beforehand how long it is.
        while let Some(piece) = rest.next().await {
            let piece = piece.map_err(|error| DisplayErrorContext(&error).to_string())?;
            let room = self.bytes_max.saturating_sub(body.len());
            body.extend(piece.iter().take(room));
            if piece.len() > room {
                if self.cuts {
                    break;
                }
                return Err("the answer is too large".into());
            }
        }
        Ok(WebAnswer { status: status.as_u16(), body })
    }
}

impl Web for Https {
    fn call(&self, call: WebCall, patience: Duration) -> Later<'_, WebAnswer> {
        Box::pin(async move {
            match tokio::time::timeout(patience, self.send(call)).await {
                Ok(answer) => answer,
                Err(_) => Err(format!("no answer within {} ms", patience.as_millis())),
            }
        })
    }
}
