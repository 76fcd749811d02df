//! How often the provider is asked.

use crate::{assert_nothing_wrong, open, world::World};

const HOURS: i64 = 3;

#[test]
fn twenty_tabs_that_share_a_session_ask_as_often_as_one() {
    for (storage, tabs, sessions) in [("shared", 1, 1), ("shared", 5, 1), ("shared", 20, 1), ("session", 5, 5)] {
        let world = World::new(1);
        for _ in 0..tabs {
            open(&world, storage);
            world.time.pass(2000);
        }
        world.time.pass(HOURS * 3_600_000);
        let refreshes = i64::try_from(world.figures.borrow().refreshes).unwrap();
        println!("storage {storage}, {tabs} tabs, access tokens of 300 s: {} refreshes an hour", refreshes / HOURS);
        assert_nothing_wrong(&world, storage);
        // 60 to 90 seconds before the end: a session is renewed each 210 to 240 seconds, however many tabs there are.
        let (least, most) = (HOURS * 3600 / 241 * sessions, (HOURS * 3600 / 208 + 1) * sessions);
        assert!((least..=most).contains(&refreshes), "{tabs} tabs: expected {least} to {most}, found {refreshes}");
    }
}
