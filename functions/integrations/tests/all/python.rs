//! What is sent is believed by the published Python library too, by any valid secret and in time.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use crate::partner::{endpoint, happens, post, shop};
use serde_json::{Value, json};
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// The library's verdicts. The tools' own Python has it; `make tools` installs them.
fn verdicts(calls: &[Value]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let python = root.join(".venv/bin/python");
    assert!(python.exists(), "{} is missing: run `make tools` first", python.display());
    let mut child = Command::new(python)
        .args(["-m", "tests.webhooks.verify"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = serde_json::to_vec(calls).unwrap();
    child.stdin.take().unwrap().write_all(&input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn the_python_library_believes_what_is_sent_and_nothing_else() {
    let (shop, partner) = shop();
    let (id, old) = endpoint(&shop, "all", json!([{ "event": "identity.*" }])).await;
    let rotated = post(&shop, &format!("/webhook-endpoints/{id}/secrets"), "new").await;
    let new = rotated.expect(200)["secret"].as_str().unwrap().to_owned();
    happens(&shop, 1).await;
    shop.settle().await;
    let call = partner.take().remove(0);
    let sent = String::from_utf8(call.body.clone()).unwrap();
    let now = shop.now().seconds();
    let judged = |secret: &str, body: &str, now: i64| json!({ "secret": secret, "headers": call.headers, "body": body, "now": now });
    let other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let calls = [
        judged(&old, &sent, now),
        judged(&new, &sent, now + 299),
        judged(&new, &sent, now + 301),
        judged(&new, &sent, now - 301),
        judged(&new, &sent.replace("cus_1", "cus_2"), now),
        judged(other, &sent, now),
    ];
    assert_eq!(
        verdicts(&calls),
        [
            "identity.CustomerCreated.v1",
            "identity.CustomerCreated.v1",
            "refused: Message timestamp too old",
            "refused: Message timestamp too new",
            "refused: No matching signature found",
            "refused: No matching signature found",
        ]
    );
}
