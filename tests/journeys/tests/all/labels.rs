//! What comes out of the label printer can be read by a scanner, and by people.
use journeys::{buy, label, parcels, shop_with, skus, stock};
use serde_json::{Value, json};
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};
use testkit::MemoryFiles;

/// What a scanner finds on a page. The tools' own Python has one; `make tools` installs it.
fn scanned(pdf: &[u8]) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let python = root.join(".venv/bin/python");
    assert!(python.exists(), "{} is missing: run `make tools` first", python.display());
    let mut child = Command::new(python)
        .args(["-m", "tests.labels.scan"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_label_is_read_by_a_scanner_and_names_the_addressee() {
    let files = Arc::new(MemoryFiles::default());
    let shop = shop_with(files.clone());
    let skus = skus(1);
    stock(&shop, &skus, 10, 500).await;
    let (_, reply) = buy(&shop, "ada", &[(skus[0].clone(), 1)]).await;
    let order = reply.expect(201);
    shop.settle().await;
    let parcel = parcels(&shop, order["order_id"].as_str().unwrap()).await.remove(0);
    let labelled = label(&shop, &parcel).await;
    let bought = shop.call(labelled.get("label")).await.expect(200);
    let file = |name: &str| files.download(bought[name].as_str().unwrap()).unwrap();

    let number = labelled.tracking_number();
    let seen = scanned(&file("pdf_url"));
    // `]C1` is Code 128 with function character 1 first, which is GS1-128; 00 is a parcel's number (SSCC).
    let code = json!([{ "symbology": "]C1", "data": format!("(00){number}") }]);
    assert_eq!(seen["codes"], code, "{seen}");
    let text = seen["text"].as_str().unwrap();
    let to = testkit::steps::address();
    for line in ["name", "line1", "postal_code"] {
        assert!(text.contains(to[line].as_str().unwrap()), "{line}: {text}");
    }
    let zpl = String::from_utf8(file("zpl_url")).unwrap();
    // Field ^BC in mode D makes the printer itself encode (00) and the number as GS1-128.
    assert!(zpl.contains(&format!(",D^FD(00){number}^FS")), "{zpl}");
}
