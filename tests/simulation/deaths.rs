//! A tab dies wherever a renewal waits, and the same tab, reloaded, or another one goes on.

use std::rc::Rc;

use crate::{assert_nothing_wrong, copy, open, page, reload, tab::Tab, week::print, world::World};

const MINUTE: i64 = 60_000;

/// Who goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heir {
    /// The same tab, loaded again.
    Reloaded,
    /// Another tab that is there already: one that shares the session, or a copy.
    Other,
}

#[test]
fn a_tab_that_dies_at_any_wait_of_a_renewal_loses_no_session_that_can_be_kept() {
    for storage in ["session", "shared"] {
        for cut_off in [false, true] {
            let waits = uninterrupted(storage, cut_off);
            println!(
                "storage {storage}{}: a renewal waits {} times: {}",
                if cut_off { ", after one that was cut off" } else { "" },
                waits.len(),
                waits.join(", ")
            );
            for silent in [true, false] {
                let mut total = crate::world::Figures::default();
                for at in 1..=waits.len() {
                    for (done, heir) in
                        [(true, Heir::Reloaded), (false, Heir::Reloaded), (true, Heir::Other), (false, Heir::Other)]
                    {
                        let what = format!(
                            "{storage}, cut off before {cut_off}, silent {silent}, death at {at} ({}), done {done}, {heir:?}",
                            waits[at - 1]
                        );
                        let world = death(storage, cut_off, silent, (at, done), heir);
                        assert_nothing_wrong(&world, &what);
                        let figures = world.figures.borrow().clone();
                        total.refreshes += figures.refreshes;
                        total.silent_logins += figures.silent_logins;
                        total.silent_refused += figures.silent_refused;
                        total.last_resorts += figures.last_resorts;
                        total.reused += figures.reused;
                        total.lost_answers += figures.lost_answers;
                        total.lost_copies += figures.lost_copies;
                        total.kills += figures.kills;
                        if silent {
                            assert_eq!(figures.reused + figures.last_resorts, 0, "{what}: {figures:?}");
                        }
                    }
                }
                print(&format!("deaths, storage {storage}, cut off before {cut_off}, silent login {silent}"), &total);
                assert!(total.kills > waits.len());
                if !silent && !cut_off {
                    // While the answer is on its way; and where it is shared, for both heirs, also until the first save is done.
                    assert_eq!(total.lost_answers, if storage == "shared" { 4 } else { 1 });
                }
            }
        }
    }
}

// What a renewal waits for from its beginning to its end.
fn uninterrupted(storage: &str, cut_off: bool) -> Vec<String> {
    let (world, tab) = ready(storage, cut_off, true);
    tab.waits.borrow_mut().clear();
    renew(&world, &tab);
    tab.waits.borrow().clone()
}

fn death(storage: &str, cut_off: bool, silent: bool, at: (usize, bool), heir: Heir) -> Rc<World> {
    let (world, tab) = ready(storage, cut_off, silent);
    let other = match heir {
        Heir::Other if tab.shares => Some(open(&world, storage)),
        Heir::Other => Some(copy(&world, &tab)),
        Heir::Reloaded => None,
    };
    world.time.pass(2000);
    tab.waits.borrow_mut().clear();
    tab.dies_at.set(Some(at));
    renew(&world, &tab);
    if tab.lives.get() {
        // Where silent logins are impossible another way is gone, with fewer waits.
        assert!(!silent, "expected a death");
        return world;
    }
    let heir = other.unwrap_or_else(|| reload(&world, &tab));
    world.time.pass(10 * MINUTE);
    assert!(page::record_text(&heir).is_some(), "expected somebody signed in");
    world
}

// A tab that has a session; `cut_off`: whose last renewal got no answer.
fn ready(storage: &str, cut_off: bool, silent: bool) -> (Rc<World>, Rc<Tab>) {
    let world = World::new(3);
    world.silent.set(silent);
    let mut tab = open(&world, storage);
    world.time.pass(20_000);
    assert!(page::record_text(&tab).is_some());
    if cut_off {
        let renews = tab.waits.borrow().len();
        // The token request is the last one of these.
        tab.waits.borrow_mut().clear();
        let at = usize::from(tab.shares) + 3;
        tab.dies_at.set(Some((at, true)));
        renew(&world, &tab);
        assert!(!tab.lives.get() && renews > 0);
        assert_eq!(tab.waits.borrow().last().unwrap(), "token");
        tab = reload(&world, &tab);
        world.time.pass(500);
    }
    (world, tab)
}

// Long enough for any renewal, and too short for the next one.
fn renew(world: &Rc<World>, tab: &Rc<Tab>) {
    let renewing = tab.clone();
    world.time.spawn(tab.id, async move {
        let _any = page::renew(&renewing).await;
    });
    world.time.pass(5000);
}
