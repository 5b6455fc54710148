//! The tables that Athena knows are the columns that files have.
use domain::{
    analytics::{Behaviour, Business, Sale},
    reports::Spend,
};
use lake::{Column, Record};

const TEMPLATE: &str = include_str!("../../../../template.yaml");

/// Names and types of a table's columns, as the template declares them.
fn declared(resource: &str) -> Vec<(String, String)> {
    let from = TEMPLATE.split_once(&format!("\n  {resource}:\n")).unwrap().1;
    let columns = from.split_once("          Columns:\n").unwrap().1.lines();
    let column = |line: &str| {
        let (name, kind) =
            line.trim().strip_prefix("- { Name: ")?.strip_suffix(" }")?.split_once(", Type: ")?;
        Some((name.to_owned(), kind.to_owned()))
    };
    columns.map_while(column).collect()
}

fn written<R: Record>() -> Vec<(String, String)> {
    let kind = |column: &Column| match column {
        Column::Text(_) | Column::MaybeText(_) => "string",
        Column::Number(_) | Column::MaybeNumber(_) => "bigint",
        Column::Time(_) => "timestamp",
    };
    R::SCHEMA
        .columns
        .iter()
        .map(|column| (column.name().to_owned(), kind(column).to_owned()))
        .collect()
}

#[test]
fn the_tables_of_the_template_have_the_columns_of_the_files() {
    assert_eq!(declared("BehaviourFiles"), written::<Behaviour>());
    assert_eq!(declared("BusinessFiles"), written::<Business>());
    assert_eq!(declared("SalesFiles"), written::<Sale>());
    assert_eq!(declared("SpendFiles"), written::<Spend>());
}
