//! A page load: what lives until the next one, and every operation that it has done.

use std::{cell::Cell, fmt};

use kirjaudu::{
    base::{arena::Arena, error::Error, json::Json, secret::Secret},
    flow::{
        client::Client,
        host::{Host, Stop},
        logout::LogoutOptions,
        renew::{Renewal, RenewalOptions, Useless},
        session::Reason,
    },
    protocol::authorization::LoginOptions,
};
use serde_json::{Value, json};

use super::{
    host::FakeHost,
    leak,
    replay::Replay,
    session::{Returned, State},
};

/// A page with a memory of its own.
pub struct Page {
    pub host: FakeHost,
    pub options: String,
}

/// What came of the beginning of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    pub url: String,
    pub flow: String,
    pub because: String,
}

/// The way to the end session endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    pub url: String,
    pub form: Option<String>,
}

/// What came of a renewal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewed {
    Done,
    Useless { because: String, cut_off: bool, refused: bool },
}

/// An operation on its way.
pub struct Operation<'p, T> {
    page: &'p Page,
    replay: Replay,
    run: Box<Running<'p, T>>,
    /// How often it was run.
    pub runs: Cell<usize>,
}

type Running<'p, T> = dyn for<'a> Fn(&Client<'a, Replay>, &'a Arena) -> Result<T, Stop> + 'p;

impl<T> Operation<'_, T> {
    /// Runs it once: `None` where it has to wait.
    pub fn run(&self) -> Option<Result<T, Error>> {
        self.replay.again();
        self.runs.set(self.runs.get() + 1);
        let arena = Arena::default();
        let client = Client::new(&self.replay, &arena, &self.page.options);
        match client.and_then(|client| (self.run)(&client, &arena)) {
            Ok(result) => Some(Ok(result)),
            Err(Stop::Failed(error)) => Some(Err(error)),
            Err(Stop::Waiting) => None,
        }
    }

    /// The page dies. What it asked for last is done all the same, or never was.
    pub fn die(self, is_done: bool) {
        if is_done {
            self.replay.lose();
        }
    }

    /// Runs it until it has come to an end.
    pub fn end(&self) -> Result<T, Error> {
        loop {
            if let Some(result) = self.run() {
                return result;
            }
            assert!(!self.page.host.world.held.get(), "it waits for an answer that is held back");
        }
    }
}

impl Page {
    /// Loads the page: a session that is stored is restored.
    pub fn load(host: &FakeHost, options: &Value) -> Self {
        let page = Self { host: host.new_page(), options: options.to_string() };
        page.start(|_, _| Ok(())).end().unwrap();
        page
    }

    /// Begins an operation; nothing is done before it is run.
    pub fn start<'p, T>(
        &'p self,
        run: impl for<'a> Fn(&Client<'a, Replay>, &'a Arena) -> Result<T, Stop> + 'p,
    ) -> Operation<'p, T> {
        Operation { page: self, replay: Replay::new(&self.host), run: Box::new(run), runs: Cell::new(0) }
    }

    pub fn login<'p>(&'p self, options: &Value) -> Operation<'p, Begun> {
        let text = options.to_string();
        self.start(move |client, arena| begin(client, arena, &text))
    }

    pub fn callback<'p>(&'p self, url: &'p str) -> Operation<'p, Returned> {
        self.start(move |client, arena| Ok(Returned::from(client.callback(arena.text(url))?)))
    }

    /// The end of the session and the way to the provider in one, as the shim asks for it.
    pub fn leave(&self, options: LogoutOptions<'static>) -> Operation<'_, Leaving> {
        self.start(move |client, _| {
            let request = client.logout(client.end(), &options)?;
            Ok(Leaving { url: request.url.into(), form: request.form.map(String::from) })
        })
    }

    /// Ends the session; gives the record of what the provider is to be told.
    pub fn end(&self) -> Option<String> {
        self.now(|client| client.end().map(|record| record.text.to_owned()))
    }

    /// The way to the provider, for the record that [`Self::end`] gave or that somebody has kept.
    pub fn logout<'p>(&'p self, record: Option<&'p str>, options: LogoutOptions<'static>) -> Operation<'p, Leaving> {
        self.start(move |client, arena| {
            let record = record.and_then(|record| client.read(arena.text(record)));
            let request = client.logout(record, &options)?;
            Ok(Leaving { url: request.url.into(), form: request.form.map(String::from) })
        })
    }

    /// A renewal, if the session is still the one that the page shows.
    pub fn renew(&self) -> Operation<'_, Renewed> {
        self.renew_as(RenewalOptions { after: self.obtained_at(), last_resort: false })
    }

    pub fn renew_as(&self, options: RenewalOptions) -> Operation<'_, Renewed> {
        self.start(move |client, _| {
            Ok(match client.renew(options)? {
                Renewal::Done(_) => Renewed::Done,
                Renewal::Useless(Useless { because, cut_off, refused }) => {
                    Renewed::Useless { because: because.into(), cut_off, refused }
                }
            })
        })
    }

    /// When the session was obtained; 0 without one.
    pub fn obtained_at(&self) -> i64 {
        match self.state() {
            State::SignedIn { record, .. } => record["obtainedAt"].as_i64().unwrap(),
            State::SignedOut { .. } => 0,
        }
    }

    /// `None` where another session is there than that of `after`.
    pub fn give_up(&self, after: i64, because: &str, refused: bool) -> Option<Error> {
        let because = because.to_owned();
        self.start(move |client, _| client.give_up(after, &because, refused)).end().unwrap()
    }

    pub fn renewal_in(&self, failures: i64) -> Option<i64> {
        self.start(move |client, _| Ok(client.renewal_in(failures, 0)?)).end().unwrap()
    }

    /// The answer to a login in a frame: a failure is nobody's business.
    pub fn silent_answer<'p>(&'p self, url: &'p str) -> Operation<'p, Option<Error>> {
        self.start(move |client, arena| Ok(client.answer(arena.text(url), false)?.1))
    }

    pub fn userinfo(&self) -> Operation<'_, String> {
        self.start(|client, _| Ok(client.userinfo()?.into()))
    }

    pub fn access_token(&self, min_validity: i64) -> Result<Secret<'static>, Error> {
        self.start(move |client, _| Ok(Secret::new(leak(client.access_token(min_validity)?.expose())))).end()
    }

    /// A token for an API: the answer as JavaScript gets it.
    pub fn api_token<'p>(&'p self, asked: &Value) -> Operation<'p, Value> {
        let text = asked.to_string();
        self.start(move |client, arena| {
            let given = client.api_token(Json::parse(arena, arena.text(&text)).unwrap())?;
            let tokens: Value = serde_json::from_str(given.tokens.expose()).unwrap();
            Ok(json!({"tokens": tokens, "seconds": given.seconds, "dpop": given.dpop}))
        })
    }

    pub fn id_token(&self) -> Option<String> {
        self.now(|client| client.id_token().map(String::from))
    }

    pub fn state(&self) -> State {
        self.now(|client| State::from(client.state()))
    }

    pub fn is_signed_in(&self) -> bool {
        matches!(self.state(), State::SignedIn { error: None, .. })
    }

    pub fn is_logged_out(&self) -> bool {
        matches!(self.state(), State::SignedOut { reason: Reason::Logout, error: None })
    }

    /// Whether a record that somebody has kept can be read.
    pub fn reads(&self, record: &str) -> bool {
        self.start(|client, arena| Ok(client.read(arena.text(record)).is_some())).end().unwrap()
    }

    /// The page was away, and looks at the storage again.
    pub fn restore(&self) {
        self.start(|client, _| client.restore()).end().unwrap();
    }

    /// What the page remembers.
    pub fn memory(&self) -> String {
        self.host.memory.borrow().clone().unwrap()
    }

    fn now<T>(&self, run: impl Fn(&Client<'_, Replay>) -> T) -> T {
        self.start(|client, _| Ok(run(client))).end().unwrap()
    }
}

/// A login, as the shim asks for it.
pub fn begin<'a>(client: &Client<'a, impl Host>, arena: &'a Arena, options: &str) -> Result<Begun, Stop> {
    let json = Json::parse(arena, arena.text(options)).unwrap();
    let request = client.login(&LoginOptions::parse(arena, json)?)?;
    let choice = request.choice;
    Ok(Begun { url: request.url.into(), flow: choice.response_type.as_str().into(), because: choice.because.into() })
}

impl fmt::Debug for Page {
    // What the library shows of itself.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.now(|client| format!("{client:?} {:?}", client.state())))
    }
}
