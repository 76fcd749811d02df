//! Clocks.

use js_sys::Date;
use kirjaudu::flow::host::Host;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Replaced, host, stopped_date, window};

#[wasm_bindgen_test]
fn now_is_the_wall_clock_in_milliseconds() {
    let (before, now, after) = (Date::now(), Host::now(&host()).0, Date::now());
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let now = now as f64;
    assert!(before.floor() <= now && now <= after, "{before} {now} {after}");
    let _clock = Replaced::by(js_sys::global(), "Date", &stopped_date());
    assert_eq!(Host::now(&host()).0, 1_700_000_000_999);
}

#[wasm_bindgen_test]
fn monotonic_does_not_follow_the_wall_clock() {
    let host = host();
    let performance = window().performance().unwrap();
    let (before, monotonic, after) = (performance.now(), host.monotonic(), performance.now());
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let found = monotonic as f64;
    assert!(before.floor() <= found && found <= after, "{before} {found} {after}");
    let _clock = Replaced::by(js_sys::global(), "Date", &stopped_date());
    assert!((monotonic..monotonic + 60_000).contains(&host.monotonic()));
}

#[wasm_bindgen_test]
fn monotonic_never_goes_back() {
    let host = host();
    let mut last = host.monotonic();
    for _ in 0..1000 {
        let next = host.monotonic();
        assert!(next >= last, "{next} after {last}");
        last = next;
    }
}
