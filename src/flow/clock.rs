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
    learned.clamp(-LIMIT, LIMIT)
}

/// Learns from a time that the provider said between two moments of ours; `is_exact` where it said what its clock showed (`Date`), and not
/// a time that some providers set back (`iat`). Both are whole seconds. What is further off than ten minutes is not believed: then the
/// checks fail, and say that a clock is wrong.
pub fn learn(run: &Run<'_, impl Host>, said: Timestamp, sent: Timestamp, received: Timestamp, is_exact: bool) {
    let before = offset(run);
    // The provider's clock stood somewhere within this second when ours stood somewhere between the two moments.
    let least = said.since(received);
    let mut most = (said.since(sent) + 999).max(least);
    if !is_exact {
        most = most.max(0);
    }
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
