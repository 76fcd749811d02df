//! Tokens, codes, verifiers: text that no log, message or comparison may leak.

use core::fmt;

/// A secret. `Debug` prints `[redacted]`, and there is no `==`: compare with [`Secret::matches`].
#[derive(Clone, Copy)]
pub struct Secret<'a>(&'a str);

impl<'a> Secret<'a> {
    /// Takes the text in.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The text itself; each use is a place where a secret can leak.
    #[must_use]
    pub fn expose(&self) -> &'a str {
        self.0
    }

    /// Whether it is this text, in a time that depends on the lengths only.
    #[must_use]
    pub fn matches(&self, other: &str) -> bool {
        equal_in_constant_time(self.0.as_bytes(), other.as_bytes())
    }
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// Compares all bytes whatever the first difference is.
#[must_use]
#[inline(never)]
pub fn equal_in_constant_time(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    // `black_box` keeps the compiler from turning the loop into one that stops early.
    let difference = left.iter().zip(right).fold(0, |sum, (l, r)| core::hint::black_box(sum | (l ^ r)));
    core::hint::black_box(difference) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_prints_nothing_of_it() {
        assert_eq!(std::format!("{:?}", Secret::new("hunter2")), "[redacted]");
    }

    #[test]
    fn o_06_comparison_is_exact() {
        let secret = Secret::new("abc");
        assert!(secret.matches("abc"));
        for other in ["abd", "Abc", "ab", "abc ", ""] {
            assert!(!secret.matches(other), "{other}");
        }
    }
}
