//! A tab dies wherever a renewal waits, and the same tab, reloaded, or another one goes on.

use std::{cell::Cell, rc::Rc};

use crate::{assert_nothing_wrong, copy, figures::Figures, open, page, reload, tab::Tab, world::World};

const MINUTE: i64 = 60_000;

/// From where a renewal sets out. Each takes its own way, and waits for other things.
#[derive(Clone, Copy, Debug)]
struct Start {
    storage: &'static str,
    before: Before,
    /// Whether silent logins are possible.
    silent: bool,
}

/// What became of the renewal before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Answered,
    /// The tab died of it, and its request got lost too.
    NeverArrived,
    /// The tab died of it when the provider had used up the refresh token.
    NeverAnswered,
}

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
        for before in [Before::Answered, Before::NeverArrived, Before::NeverAnswered] {
            for silent in [true, false] {
                die_everywhere(Start { storage, before, silent });
            }
        }
    }
}

fn die_everywhere(start: Start) {
    let waits = uninterrupted(start);
    println!("{start:?}: a renewal waits {} times: {}", waits.len(), waits.join(", "));
    let mut total = Figures::default();
    for at in 1..=waits.len() {
        for done in [true, false] {
            for heir in [Heir::Reloaded, Heir::Other] {
                total.add(&death(start, &waits[..at], done, heir));
            }
        }
    }
    total.print("  deaths");
    let cut_off = usize::from(start.before != Before::Answered);
    assert_eq!(total.kills, 4 * waits.len() * (1 + cut_off), "expected each death to happen");
    if start.silent {
        assert_eq!(total.reused + total.last_resorts + total.lost(), 0, "expected every session to be kept");
    }
}

// What a renewal waits for from its beginning to its end.
fn uninterrupted(start: Start) -> Vec<String> {
    let (world, tab) = ready(start);
    let count = renew(&world, &tab).unwrap();
    let lost = !start.silent && start.before == Before::NeverAnswered;
    assert_eq!(world.figures.borrow().lost(), usize::from(lost), "{start:?}");
    tab.waits.borrow()[..count].to_vec()
}

// The tab dies at the last of these waits.
fn death(start: Start, waits: &[String], done: bool, heir: Heir) -> Figures {
    let what = format!("{start:?}, death at {} ({}), done {done}, {heir:?}", waits.len(), waits.last().unwrap());
    let (world, tab) = ready(start);
    let other = match heir {
        Heir::Other if tab.shares => Some(open(&world, start.storage)),
        Heir::Other => Some(copy(&world, &tab)),
        Heir::Reloaded => None,
    };
    world.time.pass(2000);
    let token = page::record(&tab).unwrap()["refreshToken"].as_str().unwrap().to_owned();
    tab.dies_at.set(Some((waits.len(), done)));
    assert_eq!(renew(&world, &tab), None, "{what}: expected a death");
    assert_eq!(*tab.waits.borrow(), *waits, "{what}");
    let same = other.is_none();
    let heir = other.unwrap_or_else(|| reload(&world, &tab));

    let before = world.figures.borrow().clone();
    let is_good = world.op.borrow().refresh_tokens.is_good(&token, world.seconds());
    let answered = has_answer(waits, done);
    // A copy has the refresh token from before only, and one that was refused has no successor.
    let inherits = answered && start.before != Before::NeverAnswered && (tab.shares || same);
    let lost = !start.silent && !is_good && !inherits;
    world.time.pass(10 * MINUTE);

    assert_nothing_wrong(&world, &what);
    let after = world.figures.borrow().clone();
    let ended = after.lost() - before.lost();
    assert_eq!(ended, usize::from(lost), "{what}: expected the session to end exactly if nothing can keep it");
    assert_eq!(after.given_up - before.given_up, ended, "{what}: expected `reauthentication_required` to say so");
    assert_eq!(after.sign_ins - before.sign_ins, ended, "{what}: expected nobody to be asked for otherwise");
    let resorts = usize::from(lost && !answered);
    assert_eq!(after.reused - before.reused, resorts, "{what}: expected a used token as the last resort only, once");
    let record = page::record(&heir).unwrap();
    assert!(record["expiresAt"].as_i64() > Some(world.time.wall.get()), "{what}: expected renewals to go on");
    after
}

// Whether an answer to the refresh token came before the last of these waits, and could be stored; where all tabs share it, that is waited for.
fn has_answer(waits: &[String], done: bool) -> bool {
    let (last, earlier) = waits.split_last().unwrap();
    let passed = |name| earlier.iter().any(|wait| wait == name);
    passed("token") && (last != "save" || done || passed("save"))
}

// A tab that has a session, and waits for nothing.
fn ready(start: Start) -> (Rc<World>, Rc<Tab>) {
    let world = World::new(3);
    world.silent.set(start.silent);
    let mut tab = open(&world, start.storage);
    world.time.pass(20_000);
    assert!(page::record_text(&tab).is_some());
    if start.before != Before::Answered {
        tab.waits.borrow_mut().clear();
        let at = if tab.shares { 4 } else { 3 };
        tab.dies_at.set(Some((at, start.before == Before::NeverAnswered)));
        assert_eq!(renew(&world, &tab), None);
        assert_eq!(tab.waits.borrow().last().unwrap(), "token");
        tab = reload(&world, &tab);
        world.time.pass(2000);
    }
    tab.waits.borrow_mut().clear();
    (world, tab)
}

// Long enough for any renewal, and too short for the next one. Gives how many waits there were when it was over, unless the tab died of it.
fn renew(world: &Rc<World>, tab: &Rc<Tab>) -> Option<usize> {
    let over = Rc::new(Cell::new(None));
    let (renewing, at_its_end) = (tab.clone(), over.clone());
    world.time.spawn(tab.id, async move {
        let _any = page::renew(&renewing).await;
        at_its_end.set(Some(renewing.waits.borrow().len()));
    });
    world.time.pass(5000);
    assert!(tab.lives.get() == over.get().is_some());
    over.get()
}
