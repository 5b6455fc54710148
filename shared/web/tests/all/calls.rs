//! Calls of a server that is really there.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // A test that cannot go on may stop.
use runtime::ports::{WebAnswer, WebCall};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use web::Https;

/// Answers one call with `answer` after `delay`; gives back what it was asked.
async fn serve_once(
    answer: &'static str,
    delay: Duration,
) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/things?x=1", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        let mut buffer = [0; 1024];
        while !asked.ends_with(b"{}") {
            let read = socket.read(&mut buffer).await.unwrap();
            asked.extend_from_slice(&buffer[..read]);
        }
        tokio::time::sleep(delay).await;
        // The caller may have hung up by now.
        socket.write_all(answer.as_bytes()).await.ok();
        String::from_utf8(asked).unwrap()
    });
    (url, served)
}

fn call(url: String) -> WebCall {
    let headers = [("idempotency-key".to_owned(), "txn_1".to_owned())].into();
    WebCall { method: "POST", url, headers, body: b"{}".to_vec() }
}

#[tokio::test]
async fn method_headers_and_body_arrive_and_the_answer_comes_back() {
    let text = "HTTP/1.1 409 Conflict\r\ncontent-length: 4\r\n\r\nbusy";
    let (url, served) = serve_once(text, Duration::ZERO).await;
    let answer = Https::port().call(call(url), Duration::from_secs(5)).await.unwrap();
    assert_eq!(answer, WebAnswer { status: 409, body: b"busy".to_vec() });
    let asked = served.await.unwrap();
    assert!(asked.starts_with("POST /v1/things?x=1 HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("idempotency-key: txn_1\r\n"), "{asked}");
}

#[tokio::test]
async fn a_call_ends_when_patience_does() {
    let text = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    let (url, _served) = serve_once(text, Duration::from_secs(5)).await;
    let error = Https::port().call(call(url), Duration::from_millis(50)).await.unwrap_err();
    assert_eq!(error, "no answer within 50 ms");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error() {
    let call = call("http://127.0.0.1:9/".into());
    assert!(Https::port().call(call, Duration::from_secs(5)).await.is_err());
}

#[tokio::test]
async fn a_call_outward_reaches_no_address_of_this_machine_by_name() {
    let text = "HTTP/1.1 204 No Content\r\n\r\n";
    let (url, served) = serve_once(text, Duration::ZERO).await;
    let url = url.replace("127.0.0.1", "localhost");
    let refused = Https::outward(false).call(call(url.clone()), Duration::from_secs(5)).await;
    assert!(refused.unwrap_err().contains("no public address"));
    let answer = Https::outward(true).call(call(url), Duration::from_secs(5)).await.unwrap();
    assert_eq!(answer.status, 204);
    served.await.unwrap();
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let text = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n";
    let (url, _served) = serve_once(text, Duration::ZERO).await;
    let answer = Https::outward(true).call(call(url), Duration::from_secs(5)).await.unwrap();
    assert_eq!(answer.status, 302);
}

#[tokio::test]
async fn an_answer_without_an_end_is_cut_off() {
    let text: &'static str =
        format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "x".repeat(64 * 1024)).leak();
    let (url, _served) = serve_once(text, Duration::ZERO).await;
    let answer = Https::outward(true).call(call(url), Duration::from_secs(5)).await.unwrap();
    assert_eq!((answer.status, answer.body.len()), (200, 16 * 1024));
}
