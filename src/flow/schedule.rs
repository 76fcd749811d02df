//! When a session is renewed: ahead of the end of its access token, and not by all tabs at once.

/// What is known when that is asked. Times are milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// That the access token lives on, by the clock that says less.
    pub left: i64,
    /// That it lives in all.
    pub life: i64,
    /// Renewals in a row that got no answer.
    pub failures: i64,
    /// Seconds that the provider has asked to wait (RFC 9110 10.2.3).
    pub retry_after: i64,
    /// Any byte.
    pub random: u8,
}

/// Milliseconds until the next renewal.
#[must_use]
pub fn wait(Moment { left, life, failures, retry_after, random }: Moment) -> i64 {
    let random = i64::from(random % 64);
    if failures > 0 {
        // Twice as long each time, from half a second to a minute, and up to twice that.
        let pause = 500 << failures.clamp(1, 7);
        let pause = pause.min(60_000) * (64 + random) / 64;
        return pause.max(retry_after.min(MAX_RETRY_AFTER) * 1000);
    }
    // A fifth of its life before the end, but not more than a minute; up to half of that earlier.
    let ahead = (life / 5).clamp(0, 60_000);
    let wait = left - ahead * (128 + random) / 128;
    // Tokens that live for no time are no reason to do nothing else.
    wait.max(PAUSE - (life - left)).max(0)
}

/// Milliseconds between two renewals, at least.
const PAUSE: i64 = 5_000;

/// Seconds.
const MAX_RETRY_AFTER: i64 = 600;

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENT: Moment = Moment { left: 300_000, life: 300_000, failures: 0, retry_after: 0, random: 0 };

    #[test]
    fn a_session_is_renewed_ahead_of_its_end_and_not_by_all_tabs_at_once() {
        assert_eq!(wait(MOMENT), 240_000);
        assert_eq!(wait(Moment { random: 63, ..MOMENT }), 210_469);
        assert_eq!(wait(Moment { left: 10_000, life: 10_000, ..MOMENT }), 8_000);
        assert_eq!(wait(Moment { left: -5, ..MOMENT }), 0);
        assert_eq!(wait(Moment { left: i64::from(i32::MAX) * 4, life: i64::MAX, ..MOMENT }), 8_589_874_588);
    }

    #[test]
    fn tokens_that_live_for_no_time_are_not_renewed_all_the_time() {
        for life in [0, 1_000, -3_600_000] {
            assert_eq!(wait(Moment { left: life, life, ..MOMENT }), 5_000);
            assert_eq!(wait(Moment { left: life - 3_000, life, ..MOMENT }), 2_000);
            assert_eq!(wait(Moment { left: life - 5_000, life, ..MOMENT }), 0);
        }
    }

    #[test]
    fn h_02_a_failure_is_tried_again_after_longer_and_longer_pauses() {
        let pauses = [1, 2, 3, 7, 60].map(|failures| wait(Moment { failures, ..MOMENT }));
        assert_eq!(pauses, [1_000, 2_000, 4_000, 60_000, 60_000]);
        assert_eq!(wait(Moment { failures: 60, random: 63, ..MOMENT }), 119_062);
        assert_eq!(wait(Moment { failures: 1, retry_after: 30, ..MOMENT }), 30_000);
        assert_eq!(wait(Moment { failures: 1, retry_after: i64::MAX, ..MOMENT }), 600_000);
    }
}
