//! A host as the npm package has it: an answer from outside takes its time, and the operation is run again when it has come.

use std::{
    cell::{Cell, RefCell},
    fmt,
};

use kirjaudu::{
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

use super::{
    host::FakeHost,
    messages::{keep, response},
};

/// What is said to one operation, run by run: each question is put to the page once, and answered from the log in every further run. It
/// panics where a run asks otherwise than the one before, or goes on asking although it had to stop.
pub struct Replay {
    host: FakeHost,
    log: RefCell<Vec<(String, Said)>>,
    next: Cell<usize>,
    coming: RefCell<Option<(String, Later)>>,
    stopped: Cell<bool>,
}

type Said = Result<Option<String>, Error>;
type Later = Box<dyn FnOnce() -> Said>;

impl Replay {
    pub fn new(host: &FakeHost) -> Self {
        Self {
            host: host.clone(),
            log: RefCell::default(),
            next: Cell::new(0),
            coming: RefCell::default(),
            stopped: Cell::new(false),
        }
    }

    /// Begins a run, with the answer that has come meanwhile.
    pub fn again(&self) {
        assert_eq!(self.next.get(), self.log.borrow().len(), "expected each run to ask what the one before asked");
        if !self.host.world.held.get()
            && let Some((question, answer)) = self.coming.take()
        {
            self.log.borrow_mut().push((question, answer()));
        }
        self.next.set(0);
        self.stopped.set(false);
    }

    /// What was asked for last is done, but nobody hears of it: the page is gone.
    pub fn lose(&self) {
        if let Some((_, answer)) = self.coming.take() {
            let _unheard = answer();
        }
    }

    fn known(&self, question: &str) -> Option<Said> {
        assert!(!self.stopped.get(), "expected no question in a run that has to wait, found {question}");
        let log = self.log.borrow();
        let (asked, said) = log.get(self.next.get())?;
        assert_eq!(asked, question, "expected each run to ask what the one before asked");
        self.next.set(self.next.get() + 1);
        Some(said.clone())
    }

    fn keep(&self, question: String, said: Said) -> Said {
        self.log.borrow_mut().push((question, said.clone()));
        self.next.set(self.next.get() + 1);
        said
    }

    fn at_once(&self, question: String, ask: impl FnOnce() -> Said) -> Said {
        self.known(&question).unwrap_or_else(|| self.keep(question, ask()))
    }

    fn text<'a>(&self, arena: &'a Arena, question: String, ask: impl FnOnce() -> Option<String>) -> Option<&'a str> {
        self.at_once(question, || Ok(ask())).ok().flatten().map(|text| arena.keep(text))
    }

    fn is(&self, question: String, ask: impl FnOnce() -> bool) -> bool {
        matches!(self.at_once(question, || Ok(ask().then(String::new))), Ok(Some(_)))
    }

    fn number(&self, question: &str, ask: impl FnOnce() -> i64) -> i64 {
        let text = self.at_once(question.into(), || Ok(Some(ask().to_string())));
        text.unwrap().unwrap().parse().unwrap()
    }

    fn in_time(&self, question: String, begin: impl FnOnce() -> Later) -> Result<String, Stop> {
        if let Some(said) = self.known(&question) {
            return Ok(said?.unwrap());
        }
        let (held, slow) = (self.host.world.held.get(), self.host.world.slow.get());
        let mut coming = self.coming.borrow_mut();
        let (asked, answer) = coming.take().unwrap_or_else(|| (question.clone(), begin()));
        assert_eq!(asked, question, "expected each run to ask what the one before asked");
        if held || slow {
            *coming = Some((asked, answer));
            self.stopped.set(true);
            return Err(Stop::Waiting);
        }
        Ok(self.keep(question, answer())?.unwrap())
    }
}

fn failed(stop: Stop) -> Error {
    match stop {
        Stop::Failed(error) => error,
        Stop::Waiting => panic!("expected an answer at once"),
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Replay")
    }
}

impl Host for Replay {
    fn now(&self) -> Timestamp {
        Timestamp(self.number("now", || self.host.now().0))
    }

    fn monotonic(&self) -> i64 {
        self.number("monotonic", || self.host.monotonic())
    }

    fn random<'a>(&self, arena: &'a Arena) -> Result<&'a str, Error> {
        let random = || self.host.random(&Arena::default()).map(|text| Some(text.into()));
        Ok(arena.keep(self.at_once("random".into(), random)?.unwrap()))
    }

    fn is_framed(&self) -> bool {
        self.is("framed".into(), || self.host.is_framed())
    }

    fn read<'a>(&self, arena: &'a Arena, key: &str) -> Option<&'a str> {
        self.text(arena, format!("read {key}"), || self.host.read(&Arena::default(), key).map(String::from))
    }

    fn write(&self, key: &str, value: &str) -> bool {
        self.is(format!("write {key} {value}"), || self.host.write(key, value))
    }

    fn remove(&self, key: &str) {
        let _done = self.text(&Arena::default(), format!("remove {key}"), || {
            self.host.remove(key);
            None
        });
    }

    fn keys<'a>(&self, arena: &'a Arena, prefix: &str) -> &'a Json<'a> {
        let keys = || {
            let arena = Arena::default();
            let keys: Vec<_> = self.host.keys(&arena, prefix).members().iter().map(|(_, key)| key.as_str()).collect();
            Some(serde_json::to_string(&keys).unwrap())
        };
        Json::parse_or_null(arena, self.text(arena, format!("keys {prefix}"), keys))
    }

    fn memory<'a>(&self, arena: &'a Arena) -> Option<&'a str> {
        self.text(arena, "memory".into(), || self.host.memory(&Arena::default()).map(String::from))
    }

    fn remember(&self, memory: &str) {
        let _done = self.text(&Arena::default(), format!("remember {memory}"), || {
            self.host.remember(memory);
            None
        });
    }

    fn load<'a>(&self, arena: &'a Arena, key: &str) -> Result<Option<&'a str>, Stop> {
        let text = self.in_time(format!("load {key}"), || {
            let (host, key) = (self.host.clone(), key.to_owned());
            Box::new(move || Ok(Some(host.load(&Arena::default(), &key).unwrap().unwrap_or_default().into())))
        })?;
        Ok(Some(text).filter(|text| !text.is_empty()).map(|text| arena.keep(text)))
    }

    fn save(&self, key: &str, value: &str) -> Result<bool, Stop> {
        let done = self.in_time(format!("save {key} {value}"), || {
            let (host, key, value) = (self.host.clone(), key.to_owned(), value.to_owned());
            Box::new(move || Ok(Some(host.save(&key, &value).unwrap().to_string())))
        })?;
        Ok(done == "true")
    }

    fn discard(&self, key: &str) {
        let _done = self.text(&Arena::default(), format!("discard {key}"), || {
            self.host.discard(key);
            None
        });
    }

    fn read_shared<'a>(&self, arena: &'a Arena, key: &str) -> Option<&'a str> {
        let read = || self.host.read_shared(&Arena::default(), key).map(String::from);
        self.text(arena, format!("read shared {key}"), read)
    }

    fn write_shared(&self, key: &str, value: &str) {
        let _done = self.text(&Arena::default(), format!("share {key} {value}"), || {
            self.host.write_shared(key, value);
            None
        });
    }

    fn fetch<'a>(&self, arena: &'a Arena, request: &HttpRequest<'_>) -> Result<HttpResponse<'a>, Stop> {
        let text = self.in_time(format!("fetch {request:?}"), || {
            self.host.depart(request);
            let (host, request) = (self.host.clone(), keep(request));
            Box::new(move || host.arrive(&request).map(Some))
        })?;
        Ok(response(arena.keep(text)))
    }

    fn send(&self, request: &HttpRequest<'_>) {
        let _done = self.text(&Arena::default(), format!("send {request:?}"), || {
            self.host.send(request);
            None
        });
    }

    fn digest<'a>(&self, arena: &'a Arena, hash: Hash, data: &str, bytes: usize) -> Result<&'a str, Stop> {
        let digest = self.in_time(format!("digest {hash:?} {data} {bytes}"), || {
            let digest = self.host.digest(&Arena::default(), hash, data, bytes).unwrap().to_owned();
            Box::new(move || Ok(Some(digest)))
        })?;
        Ok(arena.keep(digest))
    }

    fn verify(&self, key: &Jwk<'_>, alg: Alg, data: &str, signature: &str) -> Result<bool, Stop> {
        let good = self.in_time(format!("verify {key:?} {alg:?} {data} {signature}"), || {
            let good = self.host.verify(key, alg, data, signature).unwrap().to_string();
            Box::new(move || Ok(Some(good)))
        })?;
        Ok(good == "true")
    }

    fn make_key<'a>(&self, arena: &'a Arena, name: &str) -> Result<&'a str, Stop> {
        let key = self.in_time(format!("make_key {name}"), || {
            let made = self.host.make_key(&Arena::default(), name).map(String::from).map_err(failed);
            Box::new(move || made.map(Some))
        })?;
        Ok(arena.keep(key))
    }

    fn key<'a>(&self, arena: &'a Arena, name: &str) -> Result<Option<&'a str>, Stop> {
        let key = self.in_time(format!("key {name}"), || {
            let key = self.host.key(&Arena::default(), name).unwrap().unwrap_or_default().to_owned();
            Box::new(move || Ok(Some(key)))
        })?;
        Ok(Some(arena.keep(key)).filter(|key| !key.is_empty()))
    }

    fn sign<'a>(&self, arena: &'a Arena, name: &str, data: &str) -> Result<Option<&'a str>, Stop> {
        let signature = self.in_time(format!("sign {name} {data}"), || {
            let signature = self.host.sign(&Arena::default(), name, data).unwrap().unwrap_or_default().to_owned();
            Box::new(move || Ok(Some(signature)))
        })?;
        Ok(Some(arena.keep(signature)).filter(|signature| !signature.is_empty()))
    }

    fn remove_key(&self, name: &str) {
        let _done = self.text(&Arena::default(), format!("remove_key {name}"), || {
            self.host.remove_key(name);
            None
        });
    }
}
