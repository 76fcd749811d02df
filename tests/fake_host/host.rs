//! `Host` without a browser: nothing moves unless a test moves it.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fmt,
    rc::Rc,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kirjaudu::{
    base::{
        arena::Arena,
        error::{Code, Error},
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
    keys::SigningKey,
    messages::{keep, response},
    op::Op,
    proofs::canonical,
    scene::NOW,
    signature::{self, digest_of},
    world::{Randomness, Storage, Tab, World},
};

/// One page in one tab. Clones are the same page; [`FakeHost::new_page`] is the next one of its tab, and [`FakeHost::other_tab`] is
/// another tab in the same world.
#[derive(Clone)]
pub struct FakeHost {
    pub world: Rc<World>,
    pub tab: Rc<Tab>,
    /// What the page remembers.
    pub memory: Rc<RefCell<Option<String>>>,
}

impl FakeHost {
    pub fn new(op: Op) -> Self {
        let world = World {
            now: Cell::new(NOW * 1000),
            monotonic: Cell::new(5_000),
            randomness: RefCell::new(Randomness::System),
            random_given: RefCell::default(),
            ops: RefCell::new(vec![op]),
            shared: RefCell::default(),
            vault: RefCell::default(),
            vault_condition: Cell::default(),
            requests: RefCell::default(),
            sent: RefCell::default(),
            held: Cell::new(false),
            slow: Cell::new(false),
            keys: RefCell::default(),
            keeps_no_keys: Cell::new(false),
            signatures_checked: Cell::new(0),
            deeds: RefCell::default(),
        };
        Self { world: Rc::new(world), tab: Rc::default(), memory: Rc::default() }
    }

    /// A tab with a storage of its own.
    pub fn other_tab(&self) -> Self {
        Self { world: self.world.clone(), tab: Rc::default(), memory: Rc::default() }
    }

    /// The next page of this tab: it remembers nothing.
    pub fn new_page(&self) -> Self {
        Self { memory: Rc::default(), ..self.clone() }
    }

    /// Lets time pass on both clocks.
    pub fn pass(&self, seconds: i64) {
        self.set_wall_clock(seconds);
        self.world.monotonic.set(self.world.monotonic.get() + seconds * 1000);
    }

    /// Somebody sets the wall clock, forward or back.
    pub fn set_wall_clock(&self, by_seconds: i64) {
        self.world.now.set(self.world.now.get() + by_seconds * 1000);
    }

    pub fn seconds(&self) -> i64 {
        self.world.now.get() / 1000
    }

    pub fn requests(&self) -> Vec<HttpRequest<'static>> {
        self.world.requests.borrow().clone()
    }

    /// The requests from now on.
    pub fn forget_requests(&self) {
        self.world.requests.borrow_mut().clear();
        self.world.sent.borrow_mut().clear();
    }

    pub fn storage(&self) -> BTreeMap<String, String> {
        self.tab.storage.borrow().clone()
    }

    /// The keys that begin so.
    pub fn stored(&self, prefix: &str) -> Vec<String> {
        self.tab.storage.borrow().keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }

    /// What was done since this was asked last.
    pub fn deeds(&self) -> Vec<String> {
        self.world.deeds.take()
    }

    fn did(&self, deed: String) {
        self.world.deeds.borrow_mut().push(deed);
    }

    /// A request leaves the page.
    pub fn depart(&self, request: &HttpRequest<'_>) {
        self.did(format!("fetch {request:?}"));
        self.world.requests.borrow_mut().push(keep(request));
    }

    /// What comes back: `<status> <media type> <Date> <Retry-After> <DPoP-Nonce>`, a line end and the body. As in a browser, what is no UTF-8 is no answer.
    pub fn arrive(&self, request: &HttpRequest<'_>) -> Result<String, Error> {
        let now = self.seconds();
        let mut ops = self.world.ops.borrow_mut();
        let op = ops.iter_mut().find(|op| request.url.starts_with(&op.host));
        let mut headers = String::new();
        let answer = op.map_or(Err("no such server"), |op| {
            // As they were when the request came.
            headers = op.dpop.headers(request, now, op.retry_after);
            op.answer(request, now)
        });
        let text = answer.and_then(|(status, media_type, body)| {
            let body = String::from_utf8(body).map_err(|_| "the answer is not UTF-8")?;
            Ok(format!("{status} {media_type} {headers}\n{body}"))
        });
        let (code, field) = request.unreachable;
        text.map_err(|because| Error::new(code, field, request.url, because))
    }
}

impl fmt::Debug for FakeHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FakeHost")
    }
}

impl Host for FakeHost {
    fn now(&self) -> Timestamp {
        Timestamp(self.world.now.get())
    }

    fn monotonic(&self) -> i64 {
        self.world.monotonic.get()
    }

    fn random<'a>(&self, arena: &'a Arena) -> Result<&'a str, Error> {
        let bytes = self.world.randomness.borrow_mut().give();
        let bytes = bytes.ok_or_else(|| Error::new(Code::CryptoUnavailable, "", "a random source", "none"))?;
        let text = URL_SAFE_NO_PAD.encode(&bytes);
        self.did(format!("random {text}"));
        self.world.random_given.borrow_mut().push(bytes);
        Ok(arena.keep(text))
    }

    fn is_framed(&self) -> bool {
        self.tab.framed.get()
    }

    fn read<'a>(&self, arena: &'a Arena, key: &str) -> Option<&'a str> {
        let blocked = self.tab.condition.get() == Storage::Blocked;
        self.tab.storage.borrow().get(key).filter(|_| !blocked).map(|text| arena.text(text))
    }

    fn write(&self, key: &str, value: &str) -> bool {
        self.did(format!("write {key} {value}"));
        let works = self.tab.condition.get() == Storage::Works;
        if works {
            self.tab.storage.borrow_mut().insert(key.into(), value.into());
        }
        works
    }

    fn remove(&self, key: &str) {
        self.did(format!("remove {key}"));
        if self.tab.condition.get() != Storage::Blocked {
            self.tab.storage.borrow_mut().remove(key);
        }
    }

    fn keys<'a>(&self, arena: &'a Arena, prefix: &str) -> &'a Json<'a> {
        let blocked = self.tab.condition.get() == Storage::Blocked;
        let keys = if blocked { Vec::new() } else { self.stored(prefix) };
        Json::parse(arena, arena.keep(serde_json::to_string(&keys).unwrap())).unwrap()
    }

    fn memory<'a>(&self, arena: &'a Arena) -> Option<&'a str> {
        self.memory.borrow().as_ref().map(|memory| arena.text(memory))
    }

    fn remember(&self, memory: &str) {
        self.did(format!("remember {memory}"));
        self.memory.replace(Some(memory.into()));
    }

    fn load<'a>(&self, arena: &'a Arena, key: &str) -> Result<Option<&'a str>, Stop> {
        self.did(format!("load {key}"));
        Ok(match self.world.vault_condition.get() {
            Storage::Blocked => None,
            // As the vault says it.
            Storage::Unreadable => Some("?"),
            Storage::Works | Storage::Full => self.world.vault.borrow().get(key).map(|text| arena.text(text)),
        })
    }

    fn save(&self, key: &str, value: &str) -> Result<bool, Stop> {
        self.did(format!("save {key} {value}"));
        let works = self.world.vault_condition.get() == Storage::Works;
        if works {
            self.world.vault.borrow_mut().insert(key.into(), value.into());
        }
        Ok(works)
    }

    fn discard(&self, key: &str) {
        self.did(format!("discard {key}"));
        self.world.vault.borrow_mut().remove(key);
    }

    fn read_shared<'a>(&self, arena: &'a Arena, key: &str) -> Option<&'a str> {
        self.world.shared.borrow().get(key).map(|text| arena.text(text))
    }

    fn write_shared(&self, key: &str, value: &str) {
        self.did(format!("share {key} {value}"));
        let mut shared = self.world.shared.borrow_mut();
        if value.is_empty() {
            shared.remove(key)
        } else {
            shared.insert(key.into(), value.into())
        };
    }

    fn fetch<'a>(&self, arena: &'a Arena, request: &HttpRequest<'_>) -> Result<HttpResponse<'a>, Stop> {
        self.depart(request);
        Ok(response(arena.keep(self.arrive(request)?)))
    }

    fn send(&self, request: &HttpRequest<'_>) {
        self.did(format!("send {request:?}"));
        self.world.sent.borrow_mut().push(keep(request));
    }

    fn digest<'a>(&self, arena: &'a Arena, hash: Hash, data: &str, bytes: usize) -> Result<&'a str, Stop> {
        self.did(format!("digest {hash:?} {data} {bytes}"));
        Ok(arena.keep(URL_SAFE_NO_PAD.encode(&digest_of(hash, data.as_bytes())[..bytes])))
    }

    fn verify(&self, key: &Jwk<'_>, alg: Alg, data: &str, signature: &str) -> Result<bool, Stop> {
        self.did(format!("verify {alg:?} {data} {signature}"));
        self.world.signatures_checked.set(self.world.signatures_checked.get() + 1);
        Ok(signature::is_good(key, alg, data.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()))
    }

    fn make_key<'a>(&self, arena: &'a Arena, name: &str) -> Result<&'a str, Stop> {
        self.did(format!("make_key {name}"));
        if self.world.keeps_no_keys.get() {
            return Err(Error::new(Code::CryptoUnavailable, "", "a place for keys", "none").into());
        }
        let key = SigningKey::es256("dpop");
        self.world.keys.borrow_mut().insert(name.into(), key.clone());
        Ok(arena.keep(canonical(&key)))
    }

    fn key<'a>(&self, arena: &'a Arena, name: &str) -> Result<Option<&'a str>, Stop> {
        Ok(self.world.keys.borrow().get(name).map(|key| arena.keep(canonical(key))))
    }

    fn sign<'a>(&self, arena: &'a Arena, name: &str, data: &str) -> Result<Option<&'a str>, Stop> {
        self.did(format!("sign {name} {data}"));
        let keys = self.world.keys.borrow();
        Ok(keys.get(name).map(|key| arena.keep(URL_SAFE_NO_PAD.encode(key.sign("ES256", data.as_bytes())))))
    }

    fn remove_key(&self, name: &str) {
        self.did(format!("remove_key {name}"));
        self.world.keys.borrow_mut().remove(name);
    }
}
