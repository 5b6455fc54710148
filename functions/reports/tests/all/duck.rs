//! The lake's files, asked through DuckDB: the same statements that Athena gets.
use domain::{
    analytics::{Behaviour, Sale},
    reports::Spend,
};
use lake::{Column, Record};
use runtime::ports::{Answered, Later, Queries};
use serde_json::{Value, json};
use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};
use testkit::MemoryFiles;

/// What DuckDB found.
#[derive(serde::Deserialize)]
struct Found {
    rows: Answered,
}

/// DuckDB over files in memory.
pub struct Duck(pub MemoryFiles);

fn columns<R: Record>() -> Value {
    let kind = |column: &Column| match column {
        Column::Text(_) | Column::MaybeText(_) => "VARCHAR",
        Column::Number(_) | Column::MaybeNumber(_) => "BIGINT",
        Column::Time(_) => "TIMESTAMPTZ",
    };
    R::SCHEMA.columns.iter().map(|column| json!([column.name(), kind(column)])).collect()
}

impl Duck {
    fn run(&self, statement: &str) -> Result<Answered, String> {
        let root = tempfile::tempdir().map_err(|e| e.to_string())?;
        for key in self.0.keys() {
            let path = root.path().join(&key);
            std::fs::create_dir_all(path.parent().ok_or("no folder")?)
                .map_err(|e| e.to_string())?;
            let bytes = self.0.download(&key).ok_or("no file")?;
            std::fs::write(path, bytes).map_err(|e| e.to_string())?;
        }
        let tables = json!({
            "sales": columns::<Sale>(), "behaviour": columns::<Behaviour>(), "spend": columns::<Spend>(),
        });
        let asked = json!({ "root": root.path(), "tables": tables, "statement": statement });
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let mut python = Command::new(here.join("../../.venv/bin/python"))
            .arg(here.join("../../tests/lake/ask.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("run `make tools` first: {e}"))?;
        let mut input = python.stdin.take().ok_or("no input")?;
        input.write_all(asked.to_string().as_bytes()).map_err(|e| e.to_string())?;
        drop(input);
        let answer = python.wait_with_output().map_err(|e| e.to_string())?;
        if !answer.status.success() {
            return Err(format!("{}\n{statement}", String::from_utf8_lossy(&answer.stderr)));
        }
        let found: Found = serde_json::from_slice(&answer.stdout).map_err(|e| e.to_string())?;
        Ok(found.rows)
    }
}

impl Queries for Duck {
    fn ask<'a>(&'a self, statement: &'a str, _: Duration) -> Later<'a, Option<Answered>> {
        Box::pin(async move { self.run(statement).map(Some) })
    }
}
