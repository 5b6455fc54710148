//! What a camera would find on the screen.
use crate::support::*;
use testkit::MemoryFiles;

/// The modules of the SVG: dark ones are drawn, each as a square of one.
fn modules(svg: &str) -> (usize, Vec<(usize, usize)>) {
    let side = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap();
    let path = svg.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
    let squares = path.split('M').skip(1).map(|square| {
        let at = square.strip_suffix("h1v1h-1z").unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    });
    (side.parse().unwrap(), squares.collect())
}

#[tokio::test]
async fn a_scanner_reads_the_tracking_number_from_what_is_drawn() {
    let files = MemoryFiles::default();
    let shop = shop(&files);
    let (_, one) = returned(&shop, "q", Some("ada"), true).await;
    address(&shop).await;
    let label = shop.call(ask(&one, "ada", "1")).await.expect(200);
    let svg = files.download(label["qr_url"].as_str().unwrap()).unwrap();
    let (side, dark) = modules(&String::from_utf8(svg).unwrap());
    // Four pixels a module, as a camera would see it.
    let pixels = side * 4;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(pixels, pixels, |x, y| {
        if dark.contains(&(x / 4, y / 4)) { 0 } else { 255 }
    });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    let (_, read) = grids[0].decode().unwrap();
    assert_eq!(read, label["tracking_number"].as_str().unwrap());
}
