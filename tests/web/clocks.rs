//! Clocks, and the timeline.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Date, Function};
use kirjaudu::{browser::Page, flow::host::Host};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{Replaced, page, stopped_date, throwing, window};

#[wasm_bindgen_test]
fn now_is_the_wall_clock_in_milliseconds() {
    let (before, now, after) = (Date::now(), page().now().0, Date::now());
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let now = now as f64;
    assert!(before.floor() <= now && now <= after, "{before} {now} {after}");
    let _clock = Replaced::by(js_sys::global(), "Date", &stopped_date());
    assert_eq!(page().now().0, 1_700_000_000_999);
}

#[wasm_bindgen_test]
fn monotonic_does_not_follow_the_wall_clock() {
    let page = page();
    let performance = window().performance().unwrap();
    let (before, monotonic, after) = (performance.now(), page.monotonic(), performance.now());
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let found = monotonic as f64;
    assert!(before.floor() <= found && found <= after, "{before} {found} {after}");
    let _clock = Replaced::by(js_sys::global(), "Date", &stopped_date());
    assert!((monotonic..monotonic + 60_000).contains(&page.monotonic()));
}

#[wasm_bindgen_test]
fn monotonic_never_goes_back() {
    let page = page();
    let mut last = page.monotonic();
    for _ in 0..1000 {
        let next = page.monotonic();
        assert!(next >= last, "{next} after {last}");
        last = next;
    }
}

#[wasm_bindgen_test]
fn a_note_is_one_call_with_two_strings() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let kept = Rc::clone(&heard);
    let timeline =
        Closure::<dyn FnMut(String, String)>::new(move |step, detail| kept.borrow_mut().push((step, detail)));
    let page = Page::new(timeline.as_ref().unchecked_ref::<Function>().clone());
    page.note("keys", "loaded ä 𝄞 \0");
    page.note("logout", "");
    let expected = [("keys", "loaded ä 𝄞 \0"), ("logout", "")].map(|(step, detail)| (step.into(), detail.into()));
    assert_eq!(*heard.borrow(), expected);
}

#[wasm_bindgen_test]
fn a_timeline_that_throws_disturbs_nobody() {
    let page = Page::new(throwing("DataError"));
    page.note("keys", "loaded");
    page.note("keys", "loaded again");
    assert!(page.now().0 > 0);
}
