//! One list of error codes in four places: the Rust enum, the remedies of the package, its other codes, and the README. The core hands
//! over the place of a code in its list, so the package's list has the same order.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

use std::{collections::BTreeSet, fs, path::Path};

use kirjaudu::base::codes::{Code, Reaction};

#[test]
fn the_remedies_are_the_enum_in_its_order_phase_by_phase() {
    let found: Vec<(String, String)> = phases()
        .into_iter()
        .flat_map(|(phase, codes)| codes.into_iter().map(move |code| (phase.clone(), code)))
        .collect();
    let expected: Vec<(String, String)> =
        Code::ALL.iter().map(|code| (code.phase().name().into(), code.name().into())).collect();
    for (number, (expected, found)) in expected.iter().zip(&found).enumerate() {
        assert_eq!(found, expected, "place {number} in {REMEDIES}");
    }
    assert_eq!(found.len(), expected.len(), "codes in {REMEDIES}");
}

#[test]
fn a_code_is_its_place_in_the_list() {
    for (place, code) in Code::ALL.iter().enumerate() {
        assert_eq!(usize::try_from(code.number()), Ok(place), "{code:?}");
    }
}

#[test]
fn each_phase_stands_once() {
    let phases = phases();
    let names: BTreeSet<&str> = phases.iter().map(|(phase, _)| phase.as_str()).collect();
    assert_eq!(names.len(), phases.len(), "expected no phase twice in {REMEDIES}");
    assert!(phases.iter().all(|(_, codes)| !codes.is_empty()), "expected codes in each phase");
}

#[test]
fn the_type_of_phases_names_them_all() {
    let mut expected: BTreeSet<String> = Code::ALL.iter().map(|code| code.phase().name().to_owned()).collect();
    // That of the shim itself.
    expected.insert("load".into());
    assert_same(&expected, &union("AuthErrorPhase"), "the union AuthErrorPhase");
}

#[test]
fn every_remedy_says_something() {
    let text = read(REMEDIES);
    for code in Code::ALL {
        let (_, after) = text.split_once(&format!("{}:", code.name())).expect_found(code.name());
        let remedy = after.trim_start().trim_start_matches(['"', '\'', '`']);
        assert!(remedy.starts_with(|character: char| character.is_ascii_lowercase()), "{}: {remedy:.20}", code.name());
    }
}

#[test]
fn what_may_be_retried_is_what_the_enum_says() {
    let expected: BTreeSet<String> =
        Code::ALL.iter().filter(|code| code.reaction() == Reaction::Retry).map(|code| code.name().to_owned()).collect();
    assert_same(&expected, &retryable(), "the list `retryable`");
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

/// The object in `remedies.ts`, in the order of the file: phases, two spaces before them, and their codes, four spaces before them.
fn phases() -> Vec<(String, Vec<String>)> {
    let text = read(REMEDIES);
    let (_, after) = text.split_once("export default {\n").expect_found("`export default {`");
    let (object, _) = after.split_once("\n}").expect_found("its end");
    let mut phases: Vec<(String, Vec<String>)> = Vec::new();
    for line in object.lines() {
        let key = |spaces| Some(line.strip_prefix(spaces)?.split_once(':')?.0.trim_matches('"').to_owned());
        let is_key = |key: &String| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if let Some(code) = key("    ").filter(is_key) {
            phases.last_mut().expect_found("a phase before the first code").1.push(code);
        } else if let Some(phase) = key("  ").filter(is_key) {
            assert!(line.ends_with('{'), "expected a phase with its codes, found {line}");
            phases.push((phase, Vec::new()));
        }
    }
    phases
}

/// The strings of the array `retryable` beside it.
fn retryable() -> BTreeSet<String> {
    let text = read(REMEDIES);
    let (_, after) = text.split_once("export const retryable").expect_found("the list `retryable`");
    let (_, array) = after.split_once("= [").expect_found("an array");
    let (array, _) = array.split_once(']').expect_found("its end");
    let codes: Vec<String> = array
        .split(',')
        .map(|member| member.trim().trim_matches('"').to_owned())
        .filter(|member| !member.is_empty())
        .collect();
    let set: BTreeSet<String> = codes.iter().cloned().collect();
    assert_eq!(codes.len(), set.len(), "expected no code twice");
    set
}

fn shim_codes() -> BTreeSet<String> {
    let codes = union("ShimErrorCode");
    assert!(codes.contains("wasm_failed"), "{codes:?}");
    codes
}

/// The members of a union in `errors.ts`.
fn union(name: &str) -> BTreeSet<String> {
    let text = read("pkg-template/src/errors.ts");
    let (_, after) = text.split_once(&format!("type {name} =")).expect_found(name);
    let (union, _) = after.split_once(';').expect_found("its end");
    union.split('|').filter_map(|member| member.trim().strip_prefix('"')?.strip_suffix('"')).map(String::from).collect()
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
        self.unwrap_or_else(|| panic!("expected {what} in pkg-template/src"))
    }
}

const REMEDIES: &str = "pkg-template/src/remedies.ts";
