//! The label: as PDF for any printer, as ZPL for label printers, each with a GS1-128 barcode of the
//! tracking number (application identifier 00; GS1 General Specifications, section 5.4).
#![allow(clippy::float_arithmetic)] // Points on paper are no money.
use barcoders::sym::code128::Code128;
use domain::haulier::Parcel;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};
use primitives::Address;
use runtime::Fault;
use unicode_normalization::UnicodeNormalization;

/// A6, in points.
const PAGE: (f32, f32) = (297.64, 419.53);
/// Points from the edge to the text; as much is left white beside the barcode, which must have ten
/// modules of quiet zone.
const MARGIN: f32 = 24.0;
/// Points per barcode module: 0.5 mm, within the 0.495 to 1.016 mm of GS1 for logistic labels.
const MODULE: f32 = 1.417;
/// Points of the bars' height: 32 mm, the least that GS1 asks of logistic labels.
const HEIGHT: f32 = 90.7;

/// The label as PDF.
pub fn pdf(parcel: &Parcel) -> Result<Vec<u8>, Fault> {
    let [catalog, tree, page_id, font, bold, content_id] = [1, 2, 3, 4, 5, 6].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page_id]).count(1);
    let mut page = pdf.page(page_id);
    page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(tree).contents(content_id);
    let mut resources = page.resources();
    resources.fonts().pair(Name(b"F"), font).pair(Name(b"B"), bold);
    resources.finish();
    page.finish();
    for (id, name) in [(font, b"Helvetica".as_slice()), (bold, b"Helvetica-Bold")] {
        pdf.type1_font(id).base_font(Name(name)).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    let mut content = Content::new();
    write_text(&mut content, parcel);
    draw_bars(&mut content, &parcel.tracking_number)?;
    pdf.stream(content_id, &content.finish());
    Ok(pdf.finish())
}

fn write_text(content: &mut Content, parcel: &Parcel) {
    let mut y = PAGE.1 - MARGIN - 14.0;
    let service = parcel.order.service.name().to_uppercase();
    let grams = parcel.order.weight_grams;
    let weight = format!("{}.{:03} kg", grams / 1_000, grams % 1_000);
    line(content, b"B", 14.0, y, &format!("HAULIER {service}"));
    y -= 16.0;
    line(content, b"F", 9.0, y, &format!("{weight}   {}", parcel.order.reference));
    y -= 30.0;
    for row in rows(&parcel.order.to) {
        line(content, b"F", 12.0, y, &row);
        y -= 16.0;
    }
    let number = &parcel.tracking_number;
    line(content, b"F", 10.0, MARGIN, &format!("(00) {number}"));
}

fn line(content: &mut Content, font: &[u8], size: f32, y: f32, text: &str) {
    content.begin_text().set_font(Name(font), size).next_line(MARGIN, y);
    content.show(Str(&win_ansi(text))).end_text();
}

/// The bars, each as a black rectangle.
fn draw_bars(content: &mut Content, number: &str) -> Result<(), Fault> {
    let modules = modules(number)?;
    for (at, module) in (0_u16..).zip(&modules) {
        if *module == 1 {
            content.rect(MARGIN + f32::from(at) * MODULE, MARGIN + 16.0, MODULE, HEIGHT);
        }
    }
    content.fill_nonzero();
    Ok(())
}

/// Character set C, function character 1, and the digits: GS1-128.
fn modules(number: &str) -> Result<Vec<u8>, Fault> {
    let code = Code128::new(format!("\u{0106}\u{0179}00{number}"));
    Ok(code.map_err(|e| Fault::Internal(format!("no barcode of {number}: {e}")))?.encode())
}

fn rows(to: &Address) -> Vec<String> {
    let mut rows = vec![to.name.to_string()];
    rows.extend(to.company.iter().map(ToString::to_string));
    rows.push(to.line1.to_string());
    rows.extend(to.line2.iter().map(ToString::to_string));
    let code = to.postal_code.as_ref().map(ToString::to_string).unwrap_or_default();
    rows.push(format!("{code} {}", to.city).trim().to_owned());
    rows.extend(to.region.iter().map(ToString::to_string));
    rows.push(to.country.to_string());
    rows
}

/// The fonts that every PDF reader brings know Western European letters; others lose their accents,
/// and what is left that they do not know becomes a question mark. The ZPL label knows all.
fn win_ansi(text: &str) -> Vec<u8> {
    let direct = |c: char| {
        u8::try_from(u32::from(c)).ok().filter(|byte| !matches!(byte, 0..0x20 | 0x7f..0xa0))
    };
    let plain = |c: char| {
        let plain: Vec<u8> = c.nfkd().filter(char::is_ascii).filter_map(direct).collect();
        if plain.is_empty() { vec![b'?'] } else { plain }
    };
    text.chars().flat_map(|c| direct(c).map_or_else(|| plain(c), |byte| vec![byte])).collect()
}

/// The label in ZPL II for 203 dpi printers, in UTF-8; 4 by 6 inches.
pub fn zpl(parcel: &Parcel) -> String {
    let mut text = String::from("^XA\n^CI28\n^PW812\n^LL1218\n");
    let mut field = |y: u32, size: u32, data: &str| {
        text.push_str(&format!("^FO60,{y}^A0N,{size},{size}^FH^FD{}^FS\n", escaped(data)));
    };
    let grams = parcel.order.weight_grams;
    field(60, 50, &format!("HAULIER {}", parcel.order.service.name().to_uppercase()));
    let reference = &parcel.order.reference;
    field(120, 28, &format!("{}.{:03} kg   {reference}", grams / 1_000, grams % 1_000));
    for (row, at) in rows(&parcel.order.to).iter().zip(0..) {
        field(220 + 50 * at, 40, row);
    }
    let number = &parcel.tracking_number;
    // Mode D makes a GS1-128 of it, function character and all.
    text.push_str(&format!("^FO60,800^BY3^BCN,260,Y,N,N,D^FD(00){number}^FS\n^XZ\n"));
    text
}

/// Field data in which nothing is a command.
fn escaped(data: &str) -> String {
    data.chars()
        .flat_map(|c| match c {
            '^' => "_5E".chars().collect::<Vec<_>>(),
            '~' => "_7E".chars().collect(),
            '_' => "_5F".chars().collect(),
            c if c.is_control() => vec![' '],
            c => vec![c],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::haulier::{Order, Service};
    use primitives::{CountryCode, Example, ExternalKey, Line, Timestamp};

    fn parcel(name: &str) -> Parcel {
        let to = Address { name: Line::parse(name).unwrap(), ..Address::example() };
        let order = Order {
            key: ExternalKey::example(),
            reference: ExternalKey::example(),
            service: Service::Standard,
            from: CountryCode::parse("GB").unwrap(),
            to,
            weight_grams: 1_250,
        };
        let now = Timestamp::from_millis(1_795_253_400_000);
        Parcel::order(order, domain::haulier::number("key", 0), now).unwrap()
    }

    #[test]
    fn a_barcode_has_the_width_that_the_standard_gives_it_and_fits_the_page() {
        // Start, function character, ten pairs of digits, check: 13 symbols of 11 modules; stop, 13.
        let modules = modules("395212345678901234").unwrap();
        assert_eq!(modules.len(), 13 * 11 + 13);
        let width = MODULE * f32::from(u16::try_from(modules.len()).unwrap());
        assert!(width + 2.0 * 10.0 * MODULE <= PAGE.0, "{width}");
    }

    #[test]
    fn nothing_in_an_address_is_a_command_to_the_printer() {
        let zpl = zpl(&parcel("^XZ~JR_5E"));
        assert!(zpl.contains("^FD_5EXZ_7EJR_5F5E^FS"), "{zpl}");
        assert_eq!(zpl.matches("^XZ").count(), 1);
    }

    #[test]
    fn names_of_all_europe_can_be_read_on_paper() {
        assert_eq!(win_ansi("Łódź Müller Dvořák"), b"?\xf3dz M\xfcller Dvor\xe1k");
        let pdf = pdf(&parcel("Zo\u{eb} (A) \\ B")).unwrap();
        assert!(pdf.starts_with(b"%PDF-1."));
    }
}
