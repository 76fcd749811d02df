//! An operation is run again for every answer that comes later: what was done by then is not done twice.

use std::cell::{Cell, RefCell};

use kirjaudu::{
    base::{arena::Arena, error::Code, http::HttpRequest, json::Json},
    browser::{Answers, Page},
    flow::host::{Host, Stop},
    protocol::{authorization::LoginOptions, jwa::Hash},
};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stand_ins::{FakeFetch, Tab, arena, asked, fetch::Outcome, keys, tab_storage};

#[wasm_bindgen_test]
async fn a_login_is_run_again_and_done_once() {
    let tab = Tab::open(json!({})).await;
    let runs = Cell::new(0);
    let logins = RefCell::new(Vec::new());
    let operation = tab.run(|client| {
        runs.set(runs.get() + 1);
        let options = LoginOptions::parse(arena(), &Json::Null)?;
        let url = client.login(&options)?.url.to_owned();
        logins.borrow_mut().push(keys("kirjaudu.login.").len());
        Ok(url)
    });
    let url = operation.await.unwrap();
    // Metadata, keys and the challenge were waited for.
    assert_eq!((runs.get(), logins.take()), (4, vec![1]));
    assert_eq!(tab.provider.asked(), ["/.well-known/openid-configuration", "/keys"]);
    let state = web_sys::Url::new(&url).unwrap().search_params().get("state").unwrap();
    assert_eq!(keys("kirjaudu.login."), [format!("kirjaudu.login.{state}")]);
}

#[wasm_bindgen_test]
async fn every_answer_comes_again_in_its_order() {
    tab_storage().clear().unwrap();
    let page = Page::default();
    let fetch = FakeFetch::new(Outcome::ok("{}"));
    let seen = RefCell::new(Vec::new());
    let run = |host: &Answers<'_>| {
        let arena = Arena::default();
        let found = (
            (host.random(&arena).unwrap().to_owned(), Host::now(host).0, host.monotonic(), host.is_framed()),
            (host.read(&arena, "a").map(String::from), host.write("a", "1"), host.keys(&arena, "").members().len()),
            host.memory(&arena).map(String::from),
        );
        host.remember("known");
        // What the first run removed is not removed again when others have written it.
        tab_storage().set_item("b", "x").unwrap();
        host.remove("b");
        host.send(&HttpRequest::form("https://op.example/revoke", "token=x", UNREACHABLE));
        seen.borrow_mut().push(found);
        let digest = host.digest(&arena, Hash::Sha256, "abc", 16)?.to_owned();
        let answer = host.fetch(&arena, &HttpRequest::document("https://op.example/", UNREACHABLE))?.body.to_owned();
        Ok((digest, answer, host.read(&arena, "b").map(String::from), host.memory(&arena).map(String::from)))
    };
    let found = Answers::new(&page).complete(run).await.unwrap();
    assert_eq!(found, ("ungWv48Bz-pBQUDeXa4iIw".into(), "{}".into(), Some("x".into()), Some("known".into())));
    tab_storage().clear().unwrap();
    let seen = seen.take();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|found| *found == seen[0]), "{seen:?}");
    assert_eq!((&seen[0].1, &seen[0].2), (&(None, true, 1), &None));
    assert_eq!(fetch.count(), 2, "one that was waited for, and one that was not");
    // The next operation is asked anew, and remembers.
    let next = Answers::new(&page);
    let run = |host: &Answers<'_>| {
        let arena = Arena::default();
        Ok((host.random(&arena)?.to_owned(), host.memory(&arena).map(String::from)))
    };
    let (random, memory) = next.complete(run).await.unwrap();
    assert!(random != seen[0].0.0 && memory.as_deref() == Some("known"));
}

#[wasm_bindgen_test]
async fn a_failure_comes_again_too() {
    let fetch = FakeFetch::new(Outcome::Fails("NetworkError"));
    let found = asked(|host, arena| {
        let first = host.fetch(arena, &HttpRequest::document("https://op.example/1", UNREACHABLE));
        let first = match first {
            Err(Stop::Failed(error)) => error.code(),
            Err(Stop::Waiting) => return Err(Stop::Waiting),
            Ok(_) => panic!("expected no answer"),
        };
        // As after metadata that are elsewhere.
        host.fetch(arena, &HttpRequest::document("https://op.example/2", UNREACHABLE)).map(|_| first)
    });
    assert_eq!(found.await.unwrap_err().code(), Code::JwksUnreachable);
    assert_eq!(fetch.count(), 2);
}

#[wasm_bindgen_test]
async fn an_operation_that_goes_another_way_is_asked_anew() {
    let document = HttpRequest::document("https://op.example/", UNREACHABLE);
    for sync_first in [true, false] {
        let (randoms, fetch) = (RefCell::new(Vec::new()), FakeFetch::new(Outcome::ok("{}")));
        let found = asked(|host, arena| {
            if randoms.borrow().is_empty() {
                _ = host.is_framed();
            }
            let mut status = 0;
            if !sync_first && !randoms.borrow().is_empty() {
                status = host.fetch(arena, &document)?.status;
            }
            randoms.borrow_mut().push(host.random(arena)?.to_owned());
            Ok((status, host.fetch(arena, &document)?.status))
        });
        assert_eq!(found.await, Ok((if sync_first { 0 } else { 200 }, 200)));
        let randoms = randoms.take();
        // From the second run on it goes the same way.
        assert!(randoms[0] != randoms[1] && randoms[1..].iter().all(|random| *random == randoms[1]), "{randoms:?}");
        assert_eq!(fetch.count(), if sync_first { 2 } else { 3 });
    }
}

#[wasm_bindgen_test]
async fn an_operation_that_asks_for_nothing_runs_once() {
    let tab = Tab::open(json!({})).await;
    let runs = Cell::new(0);
    tab.run(|client| {
        runs.set(runs.get() + 1);
        client.restore()?;
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!((runs.get(), tab.provider.asked().len()), (1, 0));
}

const UNREACHABLE: (Code, &str) = (Code::JwksUnreachable, "jwks_uri");
