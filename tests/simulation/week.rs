//! A week: six hours a day in which anything happens, and nights. KIRJAUDU_SEED sets another course of it.

use std::rc::Rc;

use crate::{
    assert_nothing_wrong, copy, open, page, reload,
    tab::Tab,
    world::{Weather, World},
};

const TABS: usize = 20;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const WEATHER: Weather = Weather { lost_before: 20, lost_after: 10, fails_before: 10, fails_after: 10, busy: 20 };

#[test]
fn a_week_of_twenty_tabs_that_share_a_session() {
    weeks("shared", 900);
}

#[test]
fn a_week_of_twenty_tabs_with_sessions_of_their_own() {
    weeks("session", 3600);
}

fn weeks(storage: &str, expires_in: i64) {
    for (silent, keeps_running) in [(true, false), (false, true)] {
        let world = week(storage, expires_in, silent, keeps_running);
        let figures = world.figures.borrow().clone();
        let what =
            format!("a week, storage {storage}, silent login {}", if silent { "possible" } else { "impossible" });
        figures.print(&what);
        assert_nothing_wrong(&world, &what);
        assert!(
            figures.refreshes > 80 && figures.kills > 40 && figures.unreachable > 3,
            "expected a week: {figures:?}"
        );
        if silent {
            assert_eq!((figures.reused, figures.last_resorts, figures.lost_answers, figures.lost_copies), (0, 0, 0, 0));
        } else {
            assert!(figures.reused <= figures.last_resorts);
            // Only then is a session lost that the provider has not ended.
            assert!(figures.last_resorts > 0, "expected some answers to be lost: {figures:?}");
        }
    }
}

fn week(storage: &str, expires_in: i64, silent: bool, keeps_running: bool) -> Rc<World> {
    let seed = std::env::var("KIRJAUDU_SEED").map_or(5, |seed| seed.parse().unwrap());
    let world = World::new(seed);
    world.op.borrow_mut().expires_in = expires_in;
    world.silent.set(silent);
    for _ in 0..TABS {
        open(&world, storage);
    }
    world.time.pass(MINUTE);
    world.weather.set(WEATHER);
    for day in 1..=7 {
        let evening = world.time.wall.get() + 6 * HOUR;
        while world.time.wall.get() < evening {
            world.time.pass(world.between(MINUTE / 2, 4 * MINUTE));
            something_happens(&world, storage, keeps_running);
        }
        if day < 7 {
            world.sleep_computer(18 * HOUR, keeps_running);
        }
    }
    world.set_online(true);
    world.weather.set(Weather::default());
    world.time.pass(2 * HOUR);
    for tab in world.living() {
        assert!(page::record_text(&tab).is_some(), "expected tab {} to be signed in in the end", tab.id);
    }
    world
}

fn something_happens(world: &Rc<World>, storage: &str, keeps_running: bool) {
    let tabs = world.living();
    let tab: &Rc<Tab> = &tabs[usize::try_from(world.random(u64::try_from(tabs.len()).unwrap())).unwrap()];
    match world.random(20) {
        0 => world.sleep_computer(world.between(MINUTE, 2 * HOUR), keeps_running),
        1 | 2 => {
            world.set_online(false);
            world.time.pass(world.between(1000, 10 * MINUTE));
            world.set_online(true);
        }
        // Also at a moment when it is at something.
        3..6 => {
            tab.wake();
            world.time.pass(world.between(1, 900));
            reload(world, tab);
        }
        6 if tabs.len() > TABS / 2 => tab.kill(),
        7 | 8 if tabs.len() < TABS => _ = open(world, storage),
        9 if tabs.len() < TABS => _ = copy(world, tab),
        10..15 => world.time.spawn(tab.id, page::call_api(tab.clone())),
        15 => {
            let tab = tab.clone();
            world.time.spawn(tab.id, async move {
                let _any = page::renew(&tab).await;
            });
        }
        _ => {}
    }
}
