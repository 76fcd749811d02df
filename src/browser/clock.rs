//! `Date` and `performance`.

use crate::base::time::Timestamp;

/// The wall clock.
pub(super) fn now() -> Timestamp {
    Timestamp(whole(js_sys::Date::now()))
}

/// Milliseconds since the page began.
pub(super) fn monotonic() -> i64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0, |performance| whole(performance.now()))
}

#[expect(clippy::cast_possible_truncation, reason = "both clocks stay far below 2^53 milliseconds")]
fn whole(milliseconds: f64) -> i64 {
    milliseconds as i64
}
