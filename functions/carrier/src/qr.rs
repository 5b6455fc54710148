//! A QR code as SVG: what is shown, on a telephone, where a parcel without a label is handed over.
use qrcodegen::{QrCode, QrCodeEcc};
use runtime::Fault;
use std::fmt::Write;

/// Light modules around it: ISO/IEC 18004, section 6.3.8.
const QUIET: i32 = 4;

/// The code of a text. A quarter of it may be unreadable, as on a scratched screen.
pub fn svg(text: &str) -> Result<String, Fault> {
    let odd = |why: &dyn std::fmt::Display| Fault::Internal(format!("no QR code: {why}"));
    let code = QrCode::encode_text(text, QrCodeEcc::Quartile).map_err(|why| odd(&why))?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET).map_err(|why| odd(&why))?;
        }
    }
    let side = code.size() + 2 * QUIET;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>"
    ))
}
