//! The committed files are what the rows say.
use conformance::files;

#[tokio::test]
async fn every_generated_file_is_up_to_date() {
    let files = files::generated().await.unwrap();
    let old: Vec<String> = files
        .iter()
        .filter(|(path, text)| files::committed(path).as_ref() != Some(text))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(old.is_empty(), "run `{}`; out of date: {old:#?}", files::COMMAND);
    let left = files::left_over(&files);
    assert!(left.is_empty(), "run `{}`; nobody generates {left:#?}", files::COMMAND);
}

#[tokio::test]
async fn a_schema_that_exists_is_not_written_over() {
    let mut files = files::generated().await.unwrap();
    let schema = files.keys().find(|path| files::is_schema(path)).unwrap().clone();
    files.insert(schema.clone(), "{}\n".into());
    let refused = files::write(&files, false).unwrap_err().to_string();
    assert!(refused.contains("never edited"), "{refused}");
    assert_ne!(files::committed(&schema).as_deref(), Some("{}\n"));
}
