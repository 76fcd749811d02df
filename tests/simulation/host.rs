//! The host of what runs in a tab: each answer from outside takes time, and an operation is run again when it has come.

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kirjaudu::{
    base::{
        arena::Arena,
        error::Error,
        http::{HttpRequest, HttpResponse},
        json::Json,
        time::Timestamp,
    },
    flow::{
        client::Client,
        host::{Host, Stop},
    },
    protocol::{
        jwa::{Alg, Hash},
        jwk::Jwk,
    },
};

use crate::{
    fake_host::{messages::response, signature},
    tab::{Question, Sent, Tab},
    world::{Reply, base64_digest},
};

/// Runs an operation of the core to its end, again from its beginning after each answer, as the engine does.
pub async fn operate<T>(
    tab: &Rc<Tab>,
    run: impl for<'a> Fn(&Client<'a, Asking>, &'a Arena) -> Result<T, Stop>,
) -> Result<T, Error> {
    let asking =
        Asking { tab: tab.clone(), log: RefCell::default(), next: Cell::default(), coming: RefCell::default() };
    loop {
        asking.next.set(0);
        let result = {
            let arena = Arena::default();
            Client::new(&asking, &arena, &tab.options).and_then(|client| run(&client, &arena))
        };
        match result {
            Ok(result) => return Ok(result),
            Err(Stop::Failed(error)) => return Err(error),
            Err(Stop::Waiting) => {
                let question = asking.coming.take().unwrap();
                let said = tab.waits_for(question).await;
                asking.log.borrow_mut().push(said.map(Some));
            }
        }
    }
}

/// The host of one operation: what was answered once is answered so again.
pub struct Asking {
    tab: Rc<Tab>,
    log: RefCell<Vec<Result<Option<String>, Error>>>,
    next: Cell<usize>,
    coming: RefCell<Option<Question>>,
}

impl Asking {
    fn known(&self) -> Option<Result<Option<String>, Error>> {
        let next = self.next.get();
        self.next.set(next + 1);
        self.log.borrow().get(next).cloned()
    }

    fn at_once(&self, ask: impl FnOnce() -> Option<String>) -> Option<String> {
        if let Some(said) = self.known() {
            return said.unwrap();
        }
        let answer = ask();
        self.log.borrow_mut().push(Ok(answer.clone()));
        answer
    }

    fn in_time(&self, question: impl FnOnce() -> Question) -> Result<String, Stop> {
        match self.known() {
            Some(said) => Ok(said?.unwrap()),
            None => {
                self.coming.replace(Some(question()));
                Err(Stop::Waiting)
            }
        }
    }

    fn does(&self, deed: impl FnOnce()) {
        self.at_once(|| {
            deed();
            None
        });
    }

    fn clock(&self, read: impl FnOnce() -> i64) -> i64 {
        self.at_once(|| Some(read().to_string())).unwrap().parse().unwrap()
    }
}

impl fmt::Debug for Asking {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Asking")
    }
}

impl Host for Asking {
    fn now(&self) -> Timestamp {
        Timestamp(self.clock(|| self.tab.world.time.wall.get()))
    }

    fn monotonic(&self) -> i64 {
        self.clock(|| self.tab.world.time.monotonic.get())
    }

    fn random<'a>(&self, arena: &'a Arena) -> Result<&'a str, Error> {
        let world = &self.tab.world;
        let bytes = || (0..32).map(|_| u8::try_from(world.random(256)).unwrap()).collect::<Vec<_>>();
        Ok(arena.keep(self.at_once(|| Some(URL_SAFE_NO_PAD.encode(bytes()))).unwrap()))
    }

    fn is_framed(&self) -> bool {
        false
    }

    fn read<'a>(&self, arena: &'a Arena, key: &str) -> Option<&'a str> {
        self.at_once(|| self.tab.storage.borrow().get(key).cloned()).map(|text| arena.keep(text))
    }

    fn write(&self, key: &str, value: &str) -> bool {
        self.does(|| {
            if key.starts_with("kirjaudu.session.") {
                self.tab.written.replace(Some(value.into()));
                self.tab.holds(value);
            }
            self.tab.storage.borrow_mut().insert(key.into(), value.into());
        });
        true
    }

    fn remove(&self, key: &str) {
        self.does(|| {
            self.tab.storage.borrow_mut().remove(key);
        });
    }

    fn keys<'a>(&self, arena: &'a Arena, prefix: &str) -> &'a Json<'a> {
        let keys = || {
            let storage = self.tab.storage.borrow();
            let keys: Vec<&String> = storage.keys().filter(|key| key.starts_with(prefix)).collect();
            Some(serde_json::to_string(&keys).unwrap())
        };
        Json::parse_or_null(arena, self.at_once(keys).map(|text| arena.keep(text)))
    }

    fn memory<'a>(&self, arena: &'a Arena) -> Option<&'a str> {
        self.at_once(|| self.tab.memory.borrow().clone()).map(|text| arena.keep(text))
    }

    fn remember(&self, memory: &str) {
        self.does(|| {
            self.tab.memory.replace(Some(memory.into()));
        });
    }

    fn fetch<'a>(&self, arena: &'a Arena, request: &HttpRequest<'_>) -> Result<HttpResponse<'a>, Stop> {
        let text = self.in_time(|| {
            let (url, form) = (request.url.to_owned(), request.form.map(String::from));
            Question::Fetch(Sent { url, form, unreachable: request.unreachable })
        })?;
        Ok(response(arena.keep(text)))
    }

    fn send(&self, request: &HttpRequest<'_>) {
        self.does(|| {
            let _unheard: Rc<Reply> = self.tab.world.send(&self.tab, request);
        });
    }

    fn digest<'a>(&self, arena: &'a Arena, hash: Hash, data: &str, bytes: usize) -> Result<&'a str, Stop> {
        Ok(arena.keep(self.in_time(|| Question::Known(base64_digest(hash, data, bytes)))?))
    }

    fn verify(&self, key: &Jwk<'_>, alg: Alg, data: &str, signed: &str) -> Result<bool, Stop> {
        let good = || signature::is_good(key, alg, data.as_bytes(), &URL_SAFE_NO_PAD.decode(signed).unwrap());
        Ok(self.in_time(|| Question::Known(good().to_string()))? == "true")
    }

    fn load<'a>(&self, arena: &'a Arena, key: &str) -> Result<Option<&'a str>, Stop> {
        let text = self.in_time(|| Question::Load(key.into()))?;
        Ok(Some(text).filter(|text| !text.is_empty()).map(|text| arena.keep(text)))
    }

    fn save(&self, key: &str, value: &str) -> Result<bool, Stop> {
        Ok(self.in_time(|| Question::Save(key.into(), value.into()))? == "written")
    }

    fn discard(&self, key: &str) {
        self.does(|| {
            self.tab.world.vault.borrow_mut().remove(key);
        });
    }

    fn read_shared<'a>(&self, arena: &'a Arena, key: &str) -> Option<&'a str> {
        self.at_once(|| self.tab.world.shared.borrow().get(key).cloned()).map(|text| arena.keep(text))
    }

    fn write_shared(&self, key: &str, value: &str) {
        self.does(|| {
            self.tab.world.shared.borrow_mut().insert(key.into(), value.into());
        });
    }
}
