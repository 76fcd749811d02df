//! The shape of the repository: which layer may use which, how long a file may be, what stands at the top level.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::expect_used, reason = "a test that cannot read the repository has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A layer uses itself and those to its left.
const LAYERS: [&str; 5] = ["base", "protocol", "flow", "browser", "js"];

#[test]
fn layers_use_only_those_to_their_left() {
    let mut wrong = Vec::new();
    for (place, layer) in LAYERS.iter().enumerate() {
        let allowed = LAYERS.get(..=place).unwrap_or_default();
        let files = files_below(&root().join("src").join(layer));
        assert!(!files.is_empty(), "expected src/{layer} to have files, found none");
        for file in files.iter().filter(|file| has_extension(file, &["rs"])) {
            for (used, line) in crate_paths(&code_of(file)) {
                if LAYERS.contains(&used.as_str()) && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{}:{line}: {layer} uses crate::{used}", shown(file)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "expected arrows only to the left, found:\n{}", wrong.join("\n"));
}

#[test]
fn the_web_is_used_only_by_browser_and_js() {
    let src = root().join("src");
    let mut wrong = Vec::new();
    for file in files_below(&src).iter().filter(|file| has_extension(file, &["rs"])) {
        if file.starts_with(src.join("browser")) || file.starts_with(src.join("js")) {
            continue;
        }
        for (number, line) in code_of(file).lines().enumerate() {
            for word in words(line).filter(|word| is_web_crate(word)) {
                wrong.push(format!("{}:{}: {word}", shown(file), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "expected web crates only in src/browser and src/js, found:\n{}", wrong.join("\n"));
}

#[test]
fn files_are_short() {
    const LIMIT: usize = 300;
    let mut wrong = Vec::new();
    for folder in ["src", "pkg-template", "www-demo", "tests", "scripts"] {
        for file in files_below(&root().join(folder)) {
            if !has_extension(&file, &["rs", "ts", "js", "mjs", "css"]) {
                continue;
            }
            let lines = fs::read_to_string(&file).expect("source files are UTF-8").lines().count();
            if lines >= LIMIT {
                wrong.push(format!("{}: {lines} lines", shown(&file)));
            }
        }
    }
    assert!(wrong.is_empty(), "expected fewer than {LIMIT} lines, found:\n{}", wrong.join("\n"));
}

#[test]
fn top_level_is_exactly_this() {
    let expected: BTreeSet<String> = [
        // what the repository is
        "Cargo.toml",
        "src",
        "pkg-template",
        "www-demo",
        "tests",
        "package.json",
        "README.md",
        // what its tools and its readers expect
        ".ci",
        ".editorconfig",
        ".gitignore",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Cargo.lock",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "biome.json",
        "clippy.toml",
        "deny.toml",
        "package-lock.json",
        "rust-toolchain.toml",
        "rustfmt.toml",
        "scripts",
    ]
    .into_iter()
    .map(String::from)
    .collect();
    let found = tracked_entries().unwrap_or_else(present_entries);
    let missing: Vec<_> = expected.difference(&found).collect();
    let unknown: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "missing: {missing:?}, not in the list: {unknown:?}");
}

#[test]
fn paths_in_groups_are_seen() {
    let code = "use crate::{base::{json, url}, flow};\nlet x = mycrate::js + crate::browser::fetch();";
    let found: Vec<(String, usize)> = crate_paths(code);
    let expected = [("base", 1), ("flow", 1), ("browser", 2)].map(|(layer, line)| (layer.to_owned(), line));
    assert_eq!(found, expected);
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shown(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).display().to_string()
}

/// Every file below a folder, without what package managers and builds put there.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() && name != "node_modules" && name != "dist" {
            files.extend(files_below(&path));
        } else if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn has_extension(file: &Path, wanted: &[&str]) -> bool {
    file.extension().and_then(|extension| extension.to_str()).is_some_and(|extension| wanted.contains(&extension))
}

/// The file with its line comments emptied: prose may name any layer. Line numbers stay.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("source files are UTF-8");
    let code = |line: &str| if line.trim_start().starts_with("//") { String::new() } else { line.to_owned() };
    text.lines().map(code).collect::<Vec<_>>().join("\n")
}

/// The first segment of each `crate::` path with its line number, also of those in braces: `crate::{base::x, flow}`.
fn crate_paths(code: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        let before = code.get(..at).unwrap_or_default();
        if before.ends_with(|previous: char| previous.is_alphanumeric() || previous == '_') {
            continue;
        }
        let line = before.matches('\n').count() + 1;
        let rest = code.get(at + prefix.len()..).unwrap_or_default();
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group_heads(group).into_iter().map(|head| (head, line))),
            None => found.extend(words(rest).next().map(|head| (head.to_owned(), line))),
        }
    }
    found
}

/// What each member of a `{...}` group begins with; deeper groups belong to their member.
fn group_heads(group: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut members = String::new();
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            _ if depth == 0 => members.push(character),
            _ => {}
        }
    }
    members.split(',').filter_map(|member| words(member).next().map(String::from)).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric() && character != '_').filter(|word| !word.is_empty())
}

fn is_web_crate(word: &str) -> bool {
    let named = ["wasm_bindgen", "wasm_bindgen_futures", "js_sys", "web_sys", "serde_wasm_bindgen", "gloo"];
    named.contains(&word) || word.starts_with("gloo_")
}

/// The first segments of what git tracks; none without git, or before the first commit.
fn tracked_entries() -> Option<BTreeSet<String>> {
    let output = Command::new("git").args(["ls-files"]).current_dir(root()).output().ok()?;
    let listed = String::from_utf8(output.stdout).ok()?;
    let entries: BTreeSet<String> =
        listed.lines().filter_map(|line| line.split('/').next()).map(String::from).collect();
    (output.status.success() && !entries.is_empty()).then_some(entries)
}

/// What stands there, except for what .gitignore names.
fn present_entries() -> BTreeSet<String> {
    let ignored = fs::read_to_string(root().join(".gitignore")).expect(".gitignore exists");
    let ignored: Vec<&str> = ignored.lines().map(|line| line.trim_matches('/')).collect();
    let entries = fs::read_dir(root()).expect("the repository can be read");
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name != ".git" && !ignored.contains(&name.as_str()))
        .collect()
}
