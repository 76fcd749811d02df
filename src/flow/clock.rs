//! The provider's clock, as far as it is known: how far it is from ours was learned from what the provider said, and is bounded.

use super::host::{Host, Run};
use crate::base::{
    text::{decimal, number},
    time::Timestamp,
};

/// The wall clock, corrected by what was learned.
#[must_use]
pub fn now(run: &Run<'_, impl Host>) -> Timestamp {
    Timestamp(run.host.now().0 + offset(run))
}

/// Milliseconds that the provider's clock is ahead of ours.
#[must_use]
pub fn offset(run: &Run<'_, impl Host>) -> i64 {
    let learned = run.host.read(run.arena, key(run)).and_then(number).unwrap_or(0);
    // Nothing else was ever written here.
    if (-LIMIT..=LIMIT).contains(&learned) { learned } else { 0 }
}

/// Learns from the `Date` of an answer; whether that is something new. A provider can move what is written in our name by ten minutes, and no
/// more: what is further off is not believed, and the checks then say that a clock is wrong.
pub fn learn_from_date(run: &Run<'_, impl Host>, date: Timestamp) -> bool {
    let learned = date.since(run.host.now());
    let is_new = (-LIMIT..=LIMIT).contains(&learned) && (learned - offset(run)).abs() >= LEAST;
    if is_new {
        run.host.write(key(run), &decimal(learned));
    }
    is_new
}

/// Learns from the `iat` of a token that was verified and made while it was asked for. One ahead of our clock shows that ours is late. One behind
/// shows nothing: some providers set it back. But what was learned before is not kept against it.
pub fn learn_from_iat(run: &Run<'_, impl Host>, iat: Timestamp, sent: Timestamp) {
    let before = offset(run);
    let least = iat.since(run.host.now());
    // Whole seconds: the provider's clock stood somewhere within this one.
    let most = (iat.since(sent) + 999).max(0).max(least);
    let after = before.max(least).min(most);
    if after != before && after.abs() <= LIMIT {
        run.host.write(key(run), &decimal(after));
    }
}

fn key<'a>(run: &Run<'a, impl Host>) -> &'a str {
    run.arena.join(&["kirjaudu.clock.", run.config.issuer])
}

/// Milliseconds: ten minutes, as `clockTolerance` at most.
const LIMIT: i64 = 600_000;
/// Milliseconds that make no difference to any server, and may be those that the answer took.
const LEAST: i64 = 5_000;
