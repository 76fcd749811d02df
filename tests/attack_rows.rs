//! Every row of the attack table is shown by a test of its name, or listed as later work with a reason: none is forgotten.
#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "tests"
)]

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

/// Rows of each part in the table.
const ROWS: [(char, usize); 15] = [
    ('A', 12),
    ('B', 18),
    ('C', 9),
    ('D', 9),
    ('E', 28),
    ('F', 16),
    ('G', 15),
    ('H', 12),
    ('I', 11),
    ('J', 3),
    ('K', 11),
    ('L', 8),
    ('M', 13),
    ('N', 5),
    ('O', 5),
];

#[test]
fn every_row_is_in_the_list() {
    let mut found: BTreeMap<char, Vec<String>> = BTreeMap::new();
    for row in rows() {
        let id = text(&row, "id").to_owned();
        let part = id.chars().next().unwrap();
        let ids = found.entry(part).or_default();
        assert!(!ids.contains(&id), "{id} twice");
        ids.push(id);
        assert!(!text(&row, "title").is_empty());
    }
    let counts: Vec<(char, usize)> = found.into_iter().map(|(part, ids)| (part, ids.len())).collect();
    assert_eq!(counts, ROWS);
}

#[test]
fn every_row_that_is_shown_has_a_test_of_its_name() {
    let mut wrong = Vec::new();
    for row in rows() {
        for shown in row["shown"].as_array().unwrap() {
            let (by, file) = (text(shown, "by"), text(shown, "where"));
            assert!(["native", "browser", "e2e", "windows", "package"].contains(&by), "{by}");
            let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap_or_default();
            if !names_a_test(&source, text(&row, "id"), file) {
                wrong.push(format!("{} in {file} ({by})", text(&row, "id")));
            }
        }
    }
    assert!(wrong.is_empty(), "expected a test of each name, missing:\n{}", wrong.join("\n"));
}

#[test]
fn rows_left_to_later_work_have_a_reason_and_are_printed() {
    let mut later = 0;
    for row in rows() {
        let shown = !row["shown"].as_array().unwrap().is_empty();
        let because = row["later"].as_str().unwrap_or_default();
        assert!(shown || !because.is_empty(), "{}: neither shown nor left to later work", row["id"]);
        if !because.is_empty() {
            later += 1;
            let what = if shown { "in part later" } else { "later" };
            println!("attack {} ({}): {what}, {because}", text(&row, "id"), text(&row, "title"));
        }
    }
    println!("{later} rows of the attack table are left to later work");
}

/// In Rust a function `e_05_…`, in JavaScript a title that begins with one or several ids: `"b_01 b_17 …"`.
fn names_a_test(source: &str, id: &str, file: &str) -> bool {
    if Path::new(file).extension().is_some_and(|extension| extension == "rs") {
        let name = id.to_lowercase().replace('-', "_");
        return source.contains(&format!("fn {name}_"));
    }
    let name = id.to_lowercase().replace('-', "_");
    ['"', '`', ' '].iter().any(|before| source.contains(&format!("{before}{name} ")))
}

fn rows() -> Vec<Value> {
    serde_json::from_str(include_str!("attack_rows.json")).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("expected {name} in {value}"))
}
