//! One computer with a browser, the network, and a provider that rotates strictly.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use kirjaudu::base::{arena::Arena, error::Error, http::HttpRequest};

use crate::{
    fake_host::{Op, SigningKey, redirect::form, signature::digest_of},
    figures::Figures,
    tab::Tab,
    time::{Locks, Signal, Time, sleep},
};

pub struct World {
    pub time: Rc<Time>,
    pub op: RefCell<Op>,
    pub locks: Rc<Locks>,
    /// What all tabs share, encrypted; and what all see at once.
    pub vault: RefCell<BTreeMap<String, String>>,
    pub shared: RefCell<BTreeMap<String, String>>,
    /// What was written for all tabs last, also if it is gone again.
    pub saved: RefCell<Option<String>>,
    pub tabs: RefCell<Vec<Rc<Tab>>>,
    pub online: Cell<bool>,
    /// Counts whatever tears every connection: sleep, and the end of the network.
    pub connection: Cell<u64>,
    /// Whose storage has held which refresh token.
    pub stored: RefCell<BTreeSet<(usize, String)>>,
    /// Who sent a refresh token first.
    pub senders: RefCell<BTreeMap<String, usize>>,
    pub weather: Cell<Weather>,
    /// Whether the provider knows the person in a frame.
    pub silent: Cell<bool>,
    pub figures: RefCell<Figures>,
    /// What must not have happened.
    pub wrong: RefCell<Vec<String>>,
    in_flight: RefCell<Vec<(String, Rc<Tab>)>>,
    random: Cell<u64>,
}

/// Of a thousand requests, how many come to that.
#[derive(Clone, Copy, Default)]
pub struct Weather {
    pub lost_before: u64,
    pub lost_after: u64,
    pub fails_before: u64,
    pub fails_after: u64,
    pub busy: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Good,
    LostBefore,
    LostAfter,
    FailsBefore,
    FailsAfter,
    Busy,
}

impl World {
    pub fn new(seed: u64) -> Rc<Self> {
        let mut op = Op::new("https://op.example", "/realms/city");
        // Quicker than RSA.
        op.rotate_to(SigningKey::es256("es-1"));
        op.expires_in = 300;
        let time = Rc::new(Time::default());
        time.wall.set(crate::fake_host::NOW * 1000);
        Rc::new(Self {
            time,
            op: RefCell::new(op),
            locks: Rc::default(),
            vault: RefCell::default(),
            shared: RefCell::default(),
            saved: RefCell::default(),
            tabs: RefCell::default(),
            online: Cell::new(true),
            connection: Cell::new(0),
            stored: RefCell::default(),
            senders: RefCell::default(),
            weather: Cell::default(),
            silent: Cell::new(true),
            figures: RefCell::default(),
            wrong: RefCell::default(),
            in_flight: RefCell::default(),
            random: Cell::new(seed),
        })
    }

    // splitmix64
    pub fn random(&self, below: u64) -> u64 {
        let state = self.random.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.random.set(state);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    pub fn between(&self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.random(u64::try_from(most - least).unwrap())).unwrap()
    }

    pub fn seconds(&self) -> i64 {
        self.time.wall.get() / 1000
    }

    pub fn count(&self, change: impl FnOnce(&mut Figures)) {
        change(&mut self.figures.borrow_mut());
    }

    pub fn complain(&self, of: String) {
        self.wrong.borrow_mut().push(format!("at {}: {of}", self.time.wall.get()));
    }

    /// A request leaves a tab. It goes on its way whatever becomes of the tab; what came of it is said where the tab waits for it.
    pub fn send(self: &Rc<Self>, tab: &Rc<Tab>, request: &HttpRequest<'_>) -> Rc<Reply> {
        let reply = Rc::new(Reply::default());
        let (world, answer) = (self.clone(), reply.clone());
        let (url, body) = (request.url.to_owned(), request.form.map(String::from));
        let refresh_token = body
            .as_deref()
            .and_then(|body| form(body).into_iter().find(|(name, _)| name == "refresh_token").map(|(_, value)| value));
        if let Some(token) = &refresh_token {
            self.leaves(tab, token);
        }
        let (fate, sender) = (self.fate(tab), tab.clone());
        self.time.spawn(NOBODY, async move {
            let result = world.carry(&url, body.as_deref(), fate).await;
            if let Some(token) = refresh_token {
                let mut in_flight = world.in_flight.borrow_mut();
                let place = in_flight.iter().position(|(sent, by)| *sent == token && Rc::ptr_eq(by, &sender));
                in_flight.remove(place.unwrap());
            }
            answer.text.replace(Some(result));
            answer.came.raise();
        });
        reply
    }

    fn leaves(&self, tab: &Rc<Tab>, token: &str) {
        let reuse = !self.op.borrow().refresh_tokens.is_good(token, self.seconds());
        self.count(|figures| {
            figures.refreshes += 1;
            figures.reused += usize::from(reuse);
        });
        if reuse && !tab.last_resort.get() {
            self.complain(format!("tab {} sent a used refresh token, {token}, and not as the last resort", tab.id));
        }
        if reuse && self.silent.get() {
            self.complain(format!(
                "tab {} sent a used refresh token, {token}, though silent logins are possible",
                tab.id
            ));
        }
        self.senders.borrow_mut().entry(token.to_owned()).or_insert(tab.line.get());
        let living = self.in_flight.borrow().iter().filter(|(sent, by)| sent == token && by.lives.get()).count();
        if living > 0 {
            self.complain(format!("tab {} sent a refresh token while another did, {token}", tab.id));
        }
        self.in_flight.borrow_mut().push((token.to_owned(), tab.clone()));
    }

    async fn carry(&self, url: &str, body: Option<&str>, fate: Fate) -> Result<String, &'static str> {
        let connection = self.connection.get();
        sleep(&self.time, self.between(5, 300)).await;
        let torn = self.connection.get() != connection;
        if fate == Fate::LostBefore || !self.online.get() || torn && self.random(2) == 0 {
            return Err("no network");
        }
        let answer = match fate {
            Fate::FailsBefore => Ok((500, "text/html", Vec::new())),
            Fate::Busy => Ok((503, "text/html", Vec::new())),
            _ => self.handle(url, body),
        };
        sleep(&self.time, self.between(5, 300)).await;
        if fate == Fate::LostAfter || self.connection.get() != connection || !self.online.get() {
            return Err("no network");
        }
        let (status, media_type, body) =
            if fate == Fate::FailsAfter { (502, "text/html", Vec::new()) } else { answer? };
        let retry_after = if status == 503 { "5" } else { "" };
        Ok(format!("{status} {media_type}  {retry_after} \n{}", String::from_utf8(body).unwrap()))
    }

    fn handle(&self, url: &str, body: Option<&str>) -> Result<(u16, &'static str, Vec<u8>), &'static str> {
        let arena = Arena::default();
        let request = match body {
            Some(body) => HttpRequest::form(url, arena.text(body), (crate::fake_host::Code::ALL[0], "")),
            None => HttpRequest { url, ..HttpRequest::form(url, "", (crate::fake_host::Code::ALL[0], "")) },
        };
        self.op.borrow_mut().answer(&request, self.seconds())
    }

    fn fate(&self, tab: &Rc<Tab>) -> Fate {
        if let Some(done) = tab.dying_request.take() {
            return if done { Fate::LostAfter } else { Fate::LostBefore };
        }
        let Weather { lost_before, lost_after, fails_before, fails_after, busy } = self.weather.get();
        let mut dice = self.random(1000);
        for (share, fate) in [
            (lost_before, Fate::LostBefore),
            (lost_after, Fate::LostAfter),
            (fails_before, Fate::FailsBefore),
            (fails_after, Fate::FailsAfter),
            (busy, Fate::Busy),
        ] {
            if dice < share {
                return fate;
            }
            dice -= share;
        }
        Fate::Good
    }

    /// The network goes, or comes back, and the browser says so to all tabs.
    pub fn set_online(&self, online: bool) {
        self.online.set(online);
        self.connection.set(self.connection.get() + 1);
        if online {
            for tab in self.living() {
                tab.wake();
            }
        }
    }

    /// The computer sleeps; not every tab is told afterwards.
    pub fn sleep_computer(&self, milliseconds: i64, keeps_running: bool) {
        self.connection.set(self.connection.get() + 1);
        self.time.sleep_computer(milliseconds, keeps_running);
        for tab in self.living() {
            if self.random(2) == 0 {
                tab.wake();
            }
        }
    }

    pub fn living(&self) -> Vec<Rc<Tab>> {
        self.tabs.borrow().iter().filter(|tab| tab.lives.get()).cloned().collect()
    }
}

/// What came of a request.
#[derive(Default)]
pub struct Reply {
    pub text: RefCell<Option<Result<String, &'static str>>>,
    pub came: Rc<Signal>,
}

impl Reply {
    pub async fn wait(&self) -> Result<String, &'static str> {
        loop {
            if let Some(text) = self.text.take() {
                return text;
            }
            self.came.after(self.came.count()).await;
        }
    }
}

/// The refresh token of a record.
pub fn refresh_token(record: &str) -> String {
    let record: serde_json::Value = serde_json::from_str(record).unwrap();
    record["refreshToken"].as_str().unwrap_or_default().to_owned()
}

/// What no answer becomes.
pub fn no_answer(request: (crate::fake_host::Code, &'static str), because: &str) -> Error {
    Error::new(request.0, request.1, "an answer", because)
}

pub fn base64_digest(hash: kirjaudu::protocol::jwa::Hash, data: &str, bytes: usize) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(&digest_of(hash, data.as_bytes())[..bytes])
}

/// Owns what goes on without any tab.
pub const NOBODY: usize = usize::MAX;
