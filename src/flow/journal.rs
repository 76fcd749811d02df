//! The journal of refresh tokens: what all tabs of the origin know of each that was sent. A line holds the beginning of a token's digest, from
//! which nobody gets the token, and a mark. The newest line stands first; whoever writes holds the lock of the session.

use alloc::string::String;

use super::host::{Host, Run, Stop};
use crate::{
    base::{secret::Secret, text::cut},
    protocol::jwa::Hash,
};

/// What is known of a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It was sent, and no answer has come.
    Sent,
    /// It was used: it must not be sent any more.
    Used,
    /// The provider has refused it.
    Refused,
}

/// The name of a refresh token in the journal.
///
/// # Errors
/// [`Stop::Waiting`], `crypto_unavailable`.
pub fn name<'a>(run: &Run<'a, impl Host>, refresh_token: Secret<'_>) -> Result<&'a str, Stop> {
    run.host.digest(run.arena, Hash::Sha256, refresh_token.expose(), 16)
}

/// The mark of a refresh token.
#[must_use]
pub fn find(run: &Run<'_, impl Host>, name: &str) -> Option<Mark> {
    let mut rest = run.host.read_shared(run.arena, key(run)).unwrap_or_default();
    while let Some((line, after)) = cut(rest, b'\n') {
        if let Some((mark, found)) = cut(line, b' ')
            && found == name
        {
            return match mark {
                "u" => Some(Mark::Used),
                "r" => Some(Mark::Refused),
                _ => Some(Mark::Sent),
            };
        }
        rest = after;
    }
    None
}

/// Marks a refresh token, or forgets it.
pub fn mark(run: &Run<'_, impl Host>, name: &str, mark: Option<Mark>) {
    let mut journal = String::new();
    let mut add = |mark, name| {
        for part in [mark, " ", name, "\n"] {
            journal.push_str(part);
        }
    };
    match mark {
        Some(Mark::Sent) => add("s", name),
        Some(Mark::Used) => add("u", name),
        Some(Mark::Refused) => add("r", name),
        None => {}
    }
    let mut rest = run.host.read_shared(run.arena, key(run)).unwrap_or_default();
    let mut left = LINES;
    while let Some((line, after)) = cut(rest, b'\n') {
        if let Some((mark, other)) = cut(line, b' ')
            && other != name
            && left > 0
        {
            add(mark, other);
            left -= 1;
        }
        rest = after;
    }
    run.host.write_shared(key(run), &journal);
}

fn key<'a>(run: &Run<'a, impl Host>) -> &'a str {
    run.arena.join(&["kirjaudu.refresh.", run.config.client_id, " ", run.config.issuer])
}

/// Lines beside the newest one, of 25 bytes: as many as there are renewals in a few days, after which a tab that slept may wake up with a refresh
/// token of its own.
const LINES: u32 = 1023;
