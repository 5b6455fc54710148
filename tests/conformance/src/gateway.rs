//! What the API of `template.yaml` says of each operation: its route, and who may call whom.
//!
//! One permission lets the API call a function, whatever the route: SAM's own events write one for
//! every route, and a stack of CloudFormation holds 500 resources in all.
#![allow(clippy::expect_used)] // Of writing into a string, which takes everything.
use crate::{Trouble, template::resource};
use contract::OperationRow;
use runtime::App;
use std::{collections::BTreeSet, fmt::Write as _};

const BEGINS: &str = "# Begins: ";
const ENDS: &str = "# Ends: ";
const NOTE: &str = ". Written by `cargo run -p conformance -- write`.";

/// The template with its written parts renewed.
pub fn renewed(template: &str, apps: &[App]) -> Result<String, Trouble> {
    let rows = mounted(apps);
    let text = replaced(template, "routes", &routes(&rows))?;
    replaced(&text, "permissions", &permissions(&rows))
}

/// Each mounted operation with the function that answers it, in the order of paths.
fn mounted(apps: &[App]) -> Vec<(&'static OperationRow, &'static str)> {
    let mut rows: Vec<_> = contract::all()
        .into_iter()
        .filter_map(|row| {
            let app = apps.iter().find(|app| app.manifest().operations.contains(&row.id))?;
            Some((row, app.name()))
        })
        .collect();
    rows.sort_by_key(|(row, _)| (row.path, row.method));
    rows
}

fn names(rows: &[(&OperationRow, &'static str)]) -> BTreeSet<&'static str> {
    rows.iter().map(|(_, name)| *name).collect()
}

/// Integrations, one a function, and paths.
fn routes(rows: &[(&OperationRow, &'static str)]) -> String {
    let mut text = String::from("components:\n  x-amazon-apigateway-integrations:\n");
    for name in names(rows) {
        writeln!(
            text,
            "    {name}: {{ type: aws_proxy, httpMethod: POST, payloadFormatVersion: \"2.0\", uri: !Sub \
             \"arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{}}}/invocations\" }}",
            alias(name)
        ).expect("a string takes it");
    }
    text.push_str("paths:\n");
    let mut path = "";
    for (row, name) in rows {
        if row.path != path {
            path = row.path;
            writeln!(text, "  \"{path}\":").expect("a string takes it");
        }
        let open = if row.caller.needs_token() { "" } else { "security: [{ NONE: [] }], " };
        writeln!(
            text,
            "    {}: {{ {open}{}responses: {{}}, x-amazon-apigateway-integration: {{ $ref: \
             \"#/components/x-amazon-apigateway-integrations/{name}\" }} }}",
            row.method.to_lowercase(),
            parameters(path)
        )
        .expect("a string takes it");
    }
    text
}

/// The parameters of a path, as SAM writes them.
fn parameters(path: &str) -> String {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let each: Vec<_> =
        names.map(|name| format!("{{ name: {name}, in: path, required: true }}")).collect();
    if each.is_empty() { String::new() } else { format!("parameters: [{}], ", each.join(", ")) }
}

fn permissions(rows: &[(&OperationRow, &'static str)]) -> String {
    let mut text = String::new();
    for name in names(rows) {
        write!(
            text,
            "{}ApiPermission:
  Type: AWS::Lambda::Permission
  Properties:
    Action: lambda:InvokeFunction
    Principal: apigateway.amazonaws.com
    FunctionName: !Ref {}
    SourceArn: !Sub \"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*\"
",
            resource(name),
            alias(name)
        ).expect("a string takes it");
    }
    text
}

/// What SAM calls the alias that it publishes each version under.
fn alias(name: &str) -> String {
    format!("{}Aliaslive", resource(name))
}

/// The text with what stands between the two marks of a part in place of what stood there.
fn replaced(text: &str, part: &str, fresh: &str) -> Result<String, Trouble> {
    let (begins, ends) = (format!("{BEGINS}{part}{NOTE}"), format!("{ENDS}{part}."));
    let mut lines = text.lines();
    let mut written = String::with_capacity(text.len());
    let indent = loop {
        let line = lines.next().ok_or_else(|| format!("template.yaml has no line `{begins}`"))?;
        writeln!(written, "{line}").expect("a string takes it");
        if line.trim_start() == begins {
            break line.len() - line.trim_start().len();
        }
    };
    for line in fresh.lines() {
        writeln!(written, "{:indent$}{line}", "").expect("a string takes it");
    }
    if !lines.any(|line| line.trim_start() == ends) {
        return Err(format!("template.yaml has no line `{ends}` after `{begins}`").into());
    }
    writeln!(written, "{:indent$}{ends}", "").expect("a string takes it");
    lines.for_each(|line| {
        writeln!(written, "{line}").expect("a string takes it");
    });
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_replaced_between_its_marks() {
        let text = format!("a\n  {BEGINS}routes{NOTE}\n  old\n  {ENDS}routes.\nb\n");
        let fresh = replaced(&text, "routes", "new:\n  deep\n").unwrap();
        assert_eq!(
            fresh,
            format!("a\n  {BEGINS}routes{NOTE}\n  new:\n    deep\n  {ENDS}routes.\nb\n")
        );
        assert_eq!(replaced(&fresh, "routes", "new:\n  deep\n").unwrap(), fresh);
    }

    #[test]
    fn a_mark_that_is_missing_is_named() {
        let told = replaced("a\n", "routes", "").unwrap_err().to_string();
        assert!(told.contains("Begins: routes"), "{told}");
        let told =
            replaced(&format!("{BEGINS}routes{NOTE}\n"), "routes", "").unwrap_err().to_string();
        assert!(told.contains("Ends: routes"), "{told}");
    }
}
