//! A tab: what it stores and remembers, and what it waits for. It can die while it does.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fmt,
    future::pending,
    rc::Rc,
};

use kirjaudu::base::{error::Error, http::HttpRequest};

use crate::{
    time::{Signal, sleep},
    world::{World, no_answer, refresh_token},
};

pub struct Tab {
    pub id: usize,
    pub world: Rc<World>,
    pub options: String,
    /// Whether all tabs have one session.
    pub shares: bool,
    /// Stays the same when the page is loaded again; one for all tabs that share a session.
    pub line: Cell<usize>,
    pub storage: RefCell<BTreeMap<String, String>>,
    pub memory: RefCell<Option<String>>,
    pub lives: Cell<bool>,
    /// The session that was known last, and the one that was stored last.
    pub known: RefCell<Option<String>>,
    pub written: RefCell<Option<String>>,
    /// Whether a refresh token is sent knowingly that may have been used.
    pub last_resort: Cell<bool>,
    pub failures: Cell<i64>,
    pub retry_after: Cell<i64>,
    pub nudge: Rc<Signal>,
    pub renewing: Cell<bool>,
    pub renewed: Rc<Signal>,
    /// What was waited for, in order.
    pub waits: RefCell<Vec<String>>,
    /// It dies at this wait; what was asked for is done all the same, or never.
    pub dies_at: Cell<Option<(usize, bool)>>,
    pub dying_request: Cell<Option<bool>>,
}

impl Tab {
    pub fn open(world: &Rc<World>, options: &str, storage: BTreeMap<String, String>) -> Rc<Self> {
        let tab = Rc::new(Self {
            id: world.tabs.borrow().len(),
            world: world.clone(),
            options: options.into(),
            shares: options.contains("shared"),
            line: Cell::new(if options.contains("shared") { 0 } else { world.tabs.borrow().len() }),
            storage: RefCell::new(storage),
            memory: RefCell::default(),
            lives: Cell::new(true),
            known: RefCell::default(),
            written: RefCell::default(),
            last_resort: Cell::default(),
            failures: Cell::default(),
            retry_after: Cell::default(),
            nudge: Rc::default(),
            renewing: Cell::default(),
            renewed: Rc::default(),
            waits: RefCell::default(),
            dies_at: Cell::default(),
            dying_request: Cell::default(),
        });
        world.tabs.borrow_mut().push(tab.clone());
        tab
    }

    /// The tab is gone, in the middle of whatever it was at.
    pub fn kill(&self) {
        self.lives.set(false);
        self.world.count(|figures| figures.kills += 1);
        self.world.time.kill(self.id);
    }

    /// The network is back, or somebody looks at the page: what failed is tried at once.
    pub fn wake(&self) {
        self.failures.set(0);
        self.nudge.raise();
    }

    /// A point at which the tab waits, and may die: first what is done then, then the answer.
    pub async fn waits_for(self: &Rc<Self>, question: Question) -> Said {
        let time = &self.world.time;
        self.waits.borrow_mut().push(question.to_string());
        let count = self.waits.borrow().len();
        let dies = self.dies_at.get().filter(|(at, _)| *at == count).map(|(_, done)| done);
        if dies == Some(false) && !matches!(question, Question::Fetch(_)) {
            self.die().await;
        }
        let said = match question {
            Question::Page(_) => {
                sleep(time, 1).await;
                Ok(String::new())
            }
            Question::Known(answer) => {
                sleep(time, 1).await;
                Ok(answer)
            }
            Question::Load(key) => {
                sleep(time, self.world.between(1, 9)).await;
                Ok(self.world.vault.borrow().get(&key).cloned().unwrap_or_default())
            }
            Question::Save(key, value) => {
                sleep(time, self.world.between(1, 9)).await;
                self.world.saved.replace(Some(value.clone()));
                self.holds(&value);
                self.world.vault.borrow_mut().insert(key, value);
                Ok("written".into())
            }
            Question::Fetch(request) => {
                self.dying_request.set(dies);
                let reply = self.world.send(self, &request.borrow());
                if dies.is_some() {
                    self.die().await;
                }
                let unreachable = request.unreachable;
                reply.wait().await.map_err(|because| no_answer(unreachable, because))
            }
        };
        if dies.is_some() {
            self.die().await;
        }
        said
    }

    pub fn holds(&self, record: &str) {
        self.world.stored.borrow_mut().insert((self.line.get(), refresh_token(record)));
    }

    async fn die(&self) {
        self.kill();
        pending().await
    }
}

/// What is asked of the world outside, and takes time.
pub enum Question {
    /// Something of the page's own, by its name.
    Page(&'static str),
    Known(String),
    Load(String),
    Save(String, String),
    Fetch(Sent),
}

impl fmt::Display for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Page(name) => name,
            Self::Known(_) => "crypto",
            Self::Load(_) => "load",
            Self::Save(..) => "save",
            Self::Fetch(request) => request.url.rsplit('/').next().unwrap(),
        })
    }
}

/// A request that is kept.
pub struct Sent {
    pub url: String,
    pub form: Option<String>,
    pub unreachable: (crate::fake_host::Code, &'static str),
}

impl Sent {
    fn borrow(&self) -> HttpRequest<'_> {
        HttpRequest { form: self.form.as_deref(), ..HttpRequest::document(&self.url, self.unreachable) }
    }
}

pub type Said = Result<String, Error>;
