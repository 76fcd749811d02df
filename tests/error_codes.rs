//! One list of error codes in four places: the Rust enum, the remedies of the package, its other codes, and the README.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

use std::{collections::BTreeSet, fs, path::Path};

use kirjaudu::base::codes::Code;

#[test]
fn the_enum_and_the_remedies_are_the_same_set() {
    assert_same(&enum_codes(), &remedies(), "pkg-template/src/remedies.ts");
}

#[test]
fn the_readme_lists_every_code_of_the_core_and_of_the_shim() {
    let expected: BTreeSet<String> = enum_codes().union(&shim_codes()).cloned().collect();
    assert_same(&expected, &readme_codes(), "the table of codes in README.md");
}

#[test]
fn the_shim_and_the_core_share_no_code() {
    let both: Vec<_> = enum_codes().intersection(&shim_codes()).cloned().collect();
    assert!(both.is_empty(), "{both:?}");
}

#[test]
fn codes_are_lower_case_words_and_nothing_else() {
    for code in enum_codes().union(&shim_codes()) {
        assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{code}");
    }
}

fn assert_same(expected: &BTreeSet<String>, found: &BTreeSet<String>, place: &str) {
    let missing: Vec<_> = expected.difference(found).collect();
    let unknown: Vec<_> = found.difference(expected).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "{place}: missing {missing:?}, not known {unknown:?}");
}

fn enum_codes() -> BTreeSet<String> {
    Code::ALL.iter().map(|code| code.name().to_owned()).collect()
}

/// The keys of the object in `remedies.ts`: one a line, two spaces before it.
fn remedies() -> BTreeSet<String> {
    let text = read("pkg-template/src/remedies.ts");
    let keys = text.lines().filter_map(|line| line.strip_prefix("  ")).filter_map(|line| line.split_once(':'));
    let keys: Vec<String> = keys.map(|(key, _)| key.trim_matches('"').to_owned()).filter(|key| is_code(key)).collect();
    let set: BTreeSet<String> = keys.iter().cloned().collect();
    assert_eq!(keys.len(), set.len(), "expected no remedy twice");
    set
}

/// The members of the union `ShimErrorCode` in `errors.ts`.
fn shim_codes() -> BTreeSet<String> {
    let text = read("pkg-template/src/errors.ts");
    let (_, after) = text.split_once("type ShimErrorCode =").expect_found("the union ShimErrorCode");
    let (union, _) = after.split_once(';').expect_found("its end");
    let codes: BTreeSet<String> = union
        .split('|')
        .filter_map(|member| member.trim().strip_prefix('"')?.strip_suffix('"'))
        .map(String::from)
        .collect();
    assert!(codes.contains("wasm_failed"), "{codes:?}");
    codes
}

/// The first cells of the README's rows that begin so: "| `config_invalid` |".
fn readme_codes() -> BTreeSet<String> {
    let text = read("README.md");
    let cells =
        text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |").map(|(code, _)| code.to_owned()));
    // Options and files stand in such tables too; but for those of one word, codes are known by their underscore.
    let codes: BTreeSet<String> = cells.filter(|code| is_code(code) || shim_codes().contains(code)).collect();
    assert!(!codes.is_empty(), "expected a table of codes in README.md, found none");
    codes
}

fn is_code(text: &str) -> bool {
    text.contains('_') && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn read(path: &str) -> String {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(full).unwrap_or_else(|error| panic!("expected {path}, found {error}"))
}

trait ExpectFound<T> {
    fn expect_found(self, what: &str) -> T;
}

impl<T> ExpectFound<T> for Option<T> {
    fn expect_found(self, what: &str) -> T {
        self.unwrap_or_else(|| panic!("expected {what} in pkg-template/src/errors.ts"))
    }
}
