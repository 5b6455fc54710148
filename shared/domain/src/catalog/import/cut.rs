//! Cuts a file into rows, piece by piece, without ever holding all of it.
//!
//! A row of CSV ends at the first line break outside quotation marks. A row whose quotation marks do
//! not close, or close before the field ends, is cut after its first line instead: a slip of the pen
//! costs one row, not the rest of the file.
use super::Format;
use primitives::limits::IMPORT_ROW_BYTES_MAX;
use serde::{Deserialize, Serialize};

/// One row: where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Its first byte.
    pub from: u64,
    /// Bytes, without the line break. More than a row may have: it is to be rejected unread.
    pub length: u64,
    /// Its line, from 1.
    pub line: u64,
}

/// How far the cutting is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cutter {
    format: Format,
    offset: u64,
    line: u64,
    /// A row that is too long, of which the end has not been seen.
    open: Option<Cut>,
}

/// Where a row ends, of the bytes at hand.
enum End {
    /// So many bytes, with the line break.
    At(usize),
    /// Not here.
    Beyond,
}

impl Cutter {
    /// At the beginning of a file.
    pub fn new(format: Format) -> Self {
        Self { format, offset: 0, line: 1, open: None }
    }

    /// In the middle of a file, at the beginning of a row.
    pub fn at(format: Format, offset: u64, line: u64) -> Self {
        Self { offset, line, ..Self::new(format) }
    }

    /// The line to go on reading at.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The byte to go on reading at.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Cuts the rows that are whole in `bytes`, which begin at [`Self::offset`] and, if `last`, end
    /// the file. Takes at least one byte of as many as a row may have. Blank lines are no rows.
    pub fn cut(&mut self, bytes: &[u8], last: bool) -> Vec<Cut> {
        let mut rows = Vec::new();
        let mut rest = bytes;
        if self.offset == 0
            && let Some(after) = rest.strip_prefix(b"\xEF\xBB\xBF")
        {
            rest = after;
            self.offset = 3;
        }
        while !rest.is_empty() {
            let end = match &self.open {
                Some(_) => line_end(rest),
                None => self.row_end(rest, last),
            };
            let taken = match end {
                End::At(taken) => taken,
                End::Beyond if last || rest.len() > IMPORT_ROW_BYTES_MAX || self.open.is_some() => {
                    rest.len()
                }
                End::Beyond => break,
            };
            let (row, after) = rest.split_at(taken);
            let whole = matches!(end, End::At(_)) || last;
            rows.extend(self.take(row, whole));
            rest = after;
        }
        rows
    }

    /// Takes bytes as a row, or as a part of one that is too long.
    fn take(&mut self, row: &[u8], whole: bool) -> Option<Cut> {
        let bare = row.strip_suffix(b"\n").unwrap_or(row);
        let bare = bare.strip_suffix(b"\r").unwrap_or(bare);
        let count = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let breaks = row.split(|byte| *byte == b'\n').count() - 1;
        let begun = self.open.take();
        let fresh = Cut { from: self.offset, length: 0, line: self.line };
        let mut cut = begun.unwrap_or(fresh);
        cut.length += count(bare);
        self.offset += count(row);
        self.line += u64::try_from(breaks).unwrap_or(u64::MAX);
        if !whole {
            self.open = Some(cut);
            return None;
        }
        let blank = begun.is_none() && bare.iter().all(u8::is_ascii_whitespace);
        (!blank).then_some(cut)
    }

    fn row_end(&self, bytes: &[u8], last: bool) -> End {
        match self.format {
            Format::Jsonl => line_end(bytes),
            Format::Csv => csv_end(bytes, last),
        }
    }
}

fn line_end(bytes: &[u8]) -> End {
    bytes.iter().position(|byte| *byte == b'\n').map_or(End::Beyond, |at| End::At(at + 1))
}

fn csv_end(bytes: &[u8], last: bool) -> End {
    let mut place = Place::Start;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' && place != Place::Quoted {
            return End::At(at + 1);
        }
        if at >= IMPORT_ROW_BYTES_MAX {
            return line_end(bytes);
        }
        match place.step(*byte) {
            Ok(next) => place = next,
            Err(_) => return line_end(bytes),
        }
    }
    // The quotation never closes: the first line alone is at fault.
    if last && place == Place::Quoted { line_end(bytes) } else { End::Beyond }
}

/// Where in a row of CSV one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Before a field.
    Start,
    /// In a field without quotation marks.
    Plain,
    /// Within quotation marks.
    Quoted,
    /// After a quotation mark that closes, or is the first of two.
    Closing,
}

impl Place {
    /// Where one is after a byte.
    pub fn step(self, byte: u8) -> Result<Self, &'static str> {
        Ok(match (self, byte) {
            (Self::Start | Self::Plain | Self::Closing, b',') => Self::Start,
            (Self::Start | Self::Closing, b'"') => Self::Quoted,
            (Self::Start | Self::Plain, _) => Self::Plain,
            (Self::Quoted, b'"') | (Self::Closing, b'\r') => Self::Closing,
            (Self::Quoted, _) => Self::Quoted,
            (Self::Closing, _) => {
                return Err("has something between a closing quotation mark and the comma");
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Cuts a file in pieces of a size, as a reader of ranges would.
    fn rows(format: Format, file: &[u8], piece: usize) -> Vec<(u64, String)> {
        let mut cutter = Cutter::new(format);
        let mut list = Vec::new();
        let mut size = piece;
        loop {
            let from = usize::try_from(cutter.offset()).unwrap();
            if from >= file.len() {
                break;
            }
            let to = (from + size).min(file.len());
            let before = cutter.offset();
            list.extend(cutter.cut(&file[from..to], to == file.len()));
            // The port always gives more than a row may have; small pieces in tests grow.
            size = if cutter.offset() == before { size * 2 } else { piece };
        }
        list.iter()
            .map(|cut| {
                let from = usize::try_from(cut.from).unwrap();
                let to = from + usize::try_from(cut.length).unwrap();
                (cut.line, String::from_utf8_lossy(&file[from..to]).into_owned())
            })
            .collect()
    }

    #[test]
    fn a_quoted_line_break_does_not_end_a_row() {
        let file = b"a,\"one\ntwo\",b\r\n\r\nc,\"say \"\"hi\"\"\",d\ne,5\" nail,f";
        for piece in [1, 7, 1_000] {
            assert_eq!(
                rows(Format::Csv, file, piece),
                [
                    (1, "a,\"one\ntwo\",b".to_owned()),
                    (4, "c,\"say \"\"hi\"\"\",d".to_owned()),
                    (5, "e,5\" nail,f".to_owned()),
                ],
                "in pieces of {piece}"
            );
        }
    }

    #[test]
    fn a_quotation_that_never_closes_costs_one_line() {
        let file = b"a,\"open\nb,2\nc,3\n";
        let lines: Vec<u64> = rows(Format::Csv, file, 1_000).iter().map(|row| row.0).collect();
        assert_eq!(lines, [1, 2, 3]);
        let file = b"a,\"x\" y,1\nb,2\n";
        assert_eq!(rows(Format::Csv, file, 1_000).len(), 2);
    }

    #[test]
    fn a_row_that_is_too_long_is_named_and_passed_over() {
        let long = "x".repeat(3 * IMPORT_ROW_BYTES_MAX);
        for format in [Format::Csv, Format::Jsonl] {
            let file = format!("a\n{long}\nb\n");
            let piece = IMPORT_ROW_BYTES_MAX + 10;
            let list = rows(format, file.as_bytes(), piece);
            assert_eq!(list.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 3]);
            assert_eq!(list[1].1.len(), long.len());
        }
    }

    proptest! {
        #[test]
        fn the_size_of_the_pieces_makes_no_difference(
            file in "([a-c,\"\r\n]|\r\n){0,80}", piece in 1usize..40,
        ) {
            for format in [Format::Csv, Format::Jsonl] {
                let whole = rows(format, file.as_bytes(), 1_000);
                let pieces = rows(format, file.as_bytes(), piece);
                prop_assert_eq!(whole, pieces);
            }
        }

        #[test]
        fn what_a_writer_quotes_comes_back_as_one_row(
            cells in prop::collection::vec("[a-z,\"\r\n ]{0,12}", 1..6),
            count in 1usize..5,
        ) {
            let row = cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\"")))
                .collect::<Vec<_>>().join(",");
            let file = vec![row.clone(); count].join("\n");
            let list = rows(Format::Csv, file.as_bytes(), 1_000);
            prop_assert_eq!(list.len(), count);
            prop_assert!(list.iter().all(|(_, text)| *text == row));
        }
    }
}
