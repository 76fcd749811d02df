//! Where to go after login or logout: a path of this origin and nothing else (RFC 9700 section 4.11.1).

/// Whether a browser can read it only as a path of the page's own origin.
#[must_use]
pub fn is_local_path(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('/') else { return false };
    // A browser drops tabs and line ends, and reads `\` as `/`.
    if text.bytes().any(|byte| byte <= b' ' || byte == 0x7f || byte == b'\\') {
        return false;
    }
    // `//host` is another origin; `/%2fhost` becomes one on servers that decode and redirect.
    let start = rest.get(..3).unwrap_or_default();
    // A dot segment goes away, and what follows it is the start.
    let is_dot = rest.starts_with('.') || start.eq_ignore_ascii_case("%2e");
    !rest.starts_with('/') && !is_dot && !start.eq_ignore_ascii_case("%2f") && !start.eq_ignore_ascii_case("%5c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_12_only_paths_of_this_origin() {
        for text in ["/", "/berths/12?a=//b#c", "/ä"] {
            assert!(is_local_path(text), "{text}");
        }
        let evil = [
            "",
            "berths",
            "//evil.example",
            "https://evil",
            "/\\evil",
            "\\\\evil",
            "javascript:alert(1)",
            "/%2f%2fevil",
            "/%5Cevil",
            "/.//evil",
            "/%2E//evil",
            "/..//evil",
            "/\t/evil",
            "/\n/evil",
            "/ /evil",
        ];
        for text in evil {
            assert!(!is_local_path(text), "{text}");
        }
    }
}
