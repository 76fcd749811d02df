//! The answers to one operation, kept in their order: what was answered before is answered alike, so nothing is done twice.

use core::{
    any::Any,
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
};
use std::{boxed::Box, rc::Rc, string::String, vec::Vec};

use super::{Page, clock, crypto, fetch, storage};
use crate::{
    base::{
        arena::Arena,
        error::Error,
        http::{HttpRequest, HttpResponse},
        json::Json,
        time::Timestamp,
    },
    flow::host::{Host, Stop},
    protocol::{
        jwa::{Alg, Hash},
        jwk::Jwk,
    },
};

/// The host of one operation.
pub struct Answers<'p> {
    page: &'p Page,
    log: RefCell<Vec<Box<dyn Any>>>,
    next: Cell<usize>,
    asked: RefCell<Option<Asked>>,
}

type Asked = Pin<Box<dyn Future<Output = Box<dyn Any>>>>;

impl<'p> Answers<'p> {
    /// Nothing is answered yet.
    #[must_use]
    pub fn new(page: &'p Page) -> Self {
        Self { page, log: RefCell::default(), next: Cell::default(), asked: RefCell::default() }
    }

    /// Runs something again and again, until every answer that it asks for is there.
    ///
    /// # Errors
    /// Those of what is run.
    pub async fn complete<T>(&self, run: impl Fn(&Self) -> Result<T, Stop>) -> Result<T, Error> {
        loop {
            self.next.set(0);
            match run(self) {
                Ok(result) => return Ok(result),
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::Waiting) => {}
            }
            let asked = self.asked.take();
            if let Some(asked) = asked {
                let answer = asked.await;
                self.log.borrow_mut().push(answer);
            }
        }
    }

    // The answer of the run before, or one that is had at once.
    fn now<T: Clone + 'static>(&self, answer: impl FnOnce() -> T) -> T {
        let place = self.next.get();
        self.known(place).unwrap_or_else(|| {
            let answer = answer();
            let mut log = self.log.borrow_mut();
            // A run that goes another way than the one before is on its own from here on.
            log.truncate(place);
            log.push(Box::new(answer.clone()));
            answer
        })
    }

    // The answer of the run before, or one that is to come.
    fn later<T: Clone + 'static>(&self, answer: impl Future<Output = T> + 'static) -> Result<T, Stop> {
        let place = self.next.get();
        self.known(place).ok_or_else(|| {
            self.log.borrow_mut().truncate(place);
            self.asked.replace(Some(Box::pin(async { Box::new(answer.await) as Box<dyn Any> })));
            Stop::Waiting
        })
    }

    fn known<T: Clone + 'static>(&self, place: usize) -> Option<T> {
        self.next.set(place + 1);
        self.log.borrow().get(place)?.downcast_ref::<T>().cloned()
    }
}

impl Host for Answers<'_> {
    fn now(&self) -> Timestamp {
        self.now(clock::now)
    }

    fn monotonic(&self) -> i64 {
        self.now(clock::monotonic)
    }

    fn random<'a>(&self, arena: &'a Arena) -> Result<&'a str, Error> {
        self.now(crypto::random).map(|random| arena.keep(random))
    }

    fn is_framed(&self) -> bool {
        self.now(|| web_sys::window().is_some_and(|window| !matches!(window.top(), Ok(Some(top)) if top == window)))
    }

    fn read<'a>(&self, arena: &'a Arena, key: &str) -> Option<&'a str> {
        self.now(|| storage::read(key)).map(|value| arena.keep(value))
    }

    fn write(&self, key: &str, value: &str) -> bool {
        self.now(|| storage::write(key, value))
    }

    fn remove(&self, key: &str) {
        self.now(|| storage::remove(key));
    }

    fn keys<'a>(&self, arena: &'a Arena, prefix: &str) -> &'a Json<'a> {
        let keys = self.now(|| storage::keys(prefix));
        let keys = keys.into_iter().map(|key| ("", Json::String(arena.keep(key)))).collect();
        arena.value(Json::Array(arena.list(keys)))
    }

    fn memory<'a>(&self, arena: &'a Arena) -> Option<&'a str> {
        self.now(|| self.page.memory.borrow().clone()).map(|memory| arena.keep(memory))
    }

    fn remember(&self, memory: &str) {
        self.now(|| _ = self.page.memory.replace(Some(String::from(memory))));
    }

    fn fetch<'a>(&self, arena: &'a Arena, request: &HttpRequest<'_>) -> Result<HttpResponse<'a>, Stop> {
        let (code, field) = request.unreachable;
        // An answer can be large, and is looked at by every run.
        let answer = fetch::fetch(request);
        let answer = self.later(async { answer.await.map(Rc::new) })?;
        match answer {
            Ok(response) => Ok(HttpResponse {
                status: response.status,
                media_type: arena.text(&response.media_type),
                body: arena.text(&response.body),
                ..HttpResponse::default()
            }),
            Err(because) => Err(Error::new(code, field, request.url, because).into()),
        }
    }

    fn send(&self, request: &HttpRequest<'_>) {
        self.now(|| {
            let answer = fetch::fetch(request);
            wasm_bindgen_futures::spawn_local(async { _ = answer.await });
        });
    }

    fn digest<'a>(&self, arena: &'a Arena, hash: Hash, data: &str, bytes: usize) -> Result<&'a str, Stop> {
        let digest = self.later(crypto::digest(hash, String::from(data), bytes))??;
        Ok(arena.keep(digest))
    }

    fn verify(&self, key: &Jwk<'_>, alg: Alg, data: &str, signature: &str) -> Result<bool, Stop> {
        let [key, data, signature] = [key.canonical, data, signature].map(String::from);
        Ok(self.later(crypto::verify(key, alg, data, signature))??)
    }
}

impl core::fmt::Debug for Answers<'_> {
    // Tokens are among them.
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Answers")
    }
}
