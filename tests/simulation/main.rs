//! One browser at a provider that rotates refresh tokens strictly, on clocks that a test moves: weeks of many tabs, and a tab that dies wherever a
//! renewal waits. `cargo test --test simulation -- --nocapture` prints the figures.
#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    unreachable_pub,
    missing_docs,
    reason = "tests"
)]

#[path = "../fake_host/mod.rs"]
mod fake_host;

mod deaths;
mod figures;
mod host;
mod page;
mod rate;
mod tab;
mod time;
mod week;
mod world;

use std::{collections::BTreeMap, rc::Rc};

use fake_host::{CLIENT, ISSUER, REDIRECT_URI};
use serde_json::json;
use tab::Tab;
use world::World;

/// The options of `createAuth`.
fn options(storage: &str) -> String {
    let options = json!({
        "issuer": ISSUER, "clientId": CLIENT, "redirectUri": REDIRECT_URI, "flow": "code", "storage": storage,
    });
    options.to_string()
}

/// A tab in which somebody signs in, unless a session is there.
fn open(world: &Rc<World>, storage: &str) -> Rc<Tab> {
    let tab = Tab::open(world, &options(storage), BTreeMap::new());
    page::load(&tab);
    let person = tab.clone();
    world.time.spawn(tab.id, async move {
        // The session that all tabs share is there in a moment.
        time::sleep(&person.world.time, 1000).await;
        page::log_in(person).await;
    });
    tab
}

/// The same tab after its page has died or was reloaded.
fn reload(world: &Rc<World>, tab: &Rc<Tab>) -> Rc<Tab> {
    if tab.lives.get() {
        tab.kill();
    }
    let next = copy(world, tab);
    next.line.set(tab.line.get());
    next
}

/// A tab that begins with what another has stored.
fn copy(world: &Rc<World>, tab: &Rc<Tab>) -> Rc<Tab> {
    let next = Tab::open(world, &tab.options, tab.storage.borrow().clone());
    next.written.replace(tab.written.borrow().clone());
    page::load(&next);
    let person = next.clone();
    world.time.spawn(next.id, async move {
        time::sleep(&person.world.time, 1000).await;
        page::log_in(person).await;
    });
    next
}

fn assert_nothing_wrong(world: &World, what: &str) {
    let wrong = world.wrong.borrow();
    let shown: Vec<&String> = wrong.iter().take(5).collect();
    assert!(wrong.is_empty(), "{what}: {} times, first {shown:#?}", wrong.len());
}
