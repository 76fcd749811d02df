//! A client: configuration, host, and the session between the flows.

use alloc::{rc::Rc, string::String};
use core::cell::{Cell, RefCell};

use super::{
    callback, login,
    logout::{self, LogoutOptions},
    pending,
    record::Record,
    session::{Clocks, Effect, Event, Reason, State, transition},
};
use crate::{
    base::{
        config::Config,
        error::{Code, Error},
        secret::Secret,
    },
    flow::host::Host,
    protocol::{authorization::LoginOptions, end_session::EndSessionRequest},
};

/// One application at one provider. All methods take `&self`: calls may overlap while one of them waits.
#[derive(Debug)]
pub struct Client<H> {
    host: H,
    config: Config,
    state: RefCell<State>,
    revision: Cell<u32>,
    logouts: Cell<u32>,
    explanation: RefCell<Explanation>,
}

/// Which flow, and why.
#[derive(Clone, Debug, Default)]
pub struct Explanation {
    /// `response_type`; empty while none was chosen.
    pub flow: String,
    /// Sentences for developers, one a line.
    pub because: String,
}

/// What a page load was the answer to.
#[derive(Debug)]
pub struct Returned {
    /// `login`, `logout` or `action`
    pub kind: &'static str,
    /// A path of this origin.
    pub return_to: String,
    /// What the application kept, JSON text.
    pub app_state: Option<String>,
    /// `kc_action_status`
    pub action_status: Option<String>,
}

impl<H: Host> Client<H> {
    /// Makes a client and restores the stored session.
    pub fn new(host: H, config: Config) -> Self {
        let nobody = State::SignedOut { reason: Reason::Never, error: None };
        let client = Self {
            host,
            config,
            state: RefCell::new(nobody),
            revision: Cell::new(0),
            logouts: Cell::new(0),
            explanation: RefCell::default(),
        };
        let record = Record::read(&client.host, &client.config);
        if let Some(record) = &record {
            client.explanation.replace(Explanation { flow: record.flow.clone(), because: record.because.clone() });
        }
        client.dispatch(Event::Restored(record));
        client
    }

    /// Looks at the stored session again. Without one that survives a reload there is nothing to look at.
    pub fn restore(&self) {
        if self.config.keep_in_tab {
            self.dispatch(Event::Restored(Record::read(&self.host, &self.config)));
        }
    }

    /// What is known now; time is looked at first.
    pub fn state(&self) -> State {
        self.dispatch(Event::TimePassed);
        self.state.borrow().clone()
    }

    /// A number that changes whenever the state does.
    pub fn revision(&self) -> u32 {
        self.dispatch(Event::TimePassed);
        self.revision.get()
    }

    /// Which flow was used or would be, and why.
    pub fn explanation(&self) -> Explanation {
        self.explanation.borrow().clone()
    }

    /// Handles the response or the return from a logout in this URL.
    pub async fn callback(&self, url: &str) -> Returned {
        if let Some(return_to) = logout::returned(&self.host, &self.config, url) {
            self.dispatch(Event::LoggedOut);
            return Returned { kind: "logout", return_to, app_state: None, action_status: None };
        }
        let logouts = self.logouts.get();
        let callback = callback::finish(&self.host, &self.config, url).await;
        match callback.result {
            // Somebody has logged out meanwhile, and is not signed in again by an answer that took its time.
            _ if logouts != self.logouts.get() => {}
            Ok(record) => {
                self.explanation.replace(Explanation { flow: record.flow.clone(), because: record.because.clone() });
                self.dispatch(Event::LoggedIn(record));
            }
            Err(error) => {
                self.host.note("login failed", error.code().name());
                self.dispatch(Event::LoginFailed(error));
            }
        }
        let kind = if callback.action_status.is_some() { "action" } else { "login" };
        Returned {
            kind,
            return_to: callback.return_to,
            app_state: callback.app_state,
            action_status: callback.action_status,
        }
    }

    /// Prepares a login and gives the URL to go to.
    ///
    /// # Errors
    /// Those of [`login::begin`].
    pub async fn login(&self, options: &LoginOptions) -> Result<String, Error> {
        let record = self.record();
        let hint = record.as_ref().map(|record| &record.id_token);
        let request = login::begin(&self.host, &self.config, options, hint).await?;
        self.explanation.replace(Explanation {
            flow: request.choice.response_type.as_str().into(),
            because: request.choice.because,
        });
        Ok(request.url)
    }

    /// Ends the local session at once: tokens, and logins on their way. Gives what the provider is to be told. `stored` is the record
    /// where somebody has already taken it out of the storage.
    pub fn end(&self, stored: Option<&str>) -> Option<Rc<Record>> {
        let record = self.record().or_else(|| Record::from_text(stored?, &self.config).map(Rc::new));
        self.logouts.set(self.logouts.get().wrapping_add(1));
        pending::forget_all(&self.host, &self.config);
        self.dispatch(Event::LoggedOut);
        record
    }

    /// Prepares the way to the provider's end session endpoint, after [`Self::end`].
    ///
    /// # Errors
    /// Those of [`logout::begin`].
    pub async fn logout(&self, record: Option<&Record>, options: &LogoutOptions) -> Result<EndSessionRequest, Error> {
        logout::begin(&self.host, &self.config, record, options).await
    }

    /// The access token, if it lives at least `min_validity` seconds more.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`], [`Code::AccessTokenUnavailable`].
    pub fn access_token(&self, min_validity: i64) -> Result<Secret, Error> {
        let State::SignedIn { record, deadline, .. } = self.state() else { return Err(not_signed_in()) };
        let lives = deadline.saturating_sub(self.host.monotonic()) >= min_validity.saturating_mul(1000);
        match &record.access_token {
            Some(token) if lives => Ok(token.clone()),
            found => {
                let found =
                    if found.is_some() { "one that ends before" } else { "none: this flow gives an ID token only" };
                Err(Error::new(Code::AccessTokenUnavailable, "access_token", "one that lives long enough", found))
            }
        }
    }

    /// The ID token of the session.
    pub fn id_token(&self) -> Option<Secret> {
        self.record().map(|record| record.id_token.clone())
    }

    /// Claims from the userinfo endpoint.
    ///
    /// # Errors
    /// As [`Self::access_token`] and [`super::userinfo::fetch`].
    #[cfg(feature = "userinfo")]
    pub async fn userinfo(&self) -> Result<String, Error> {
        let token = self.access_token(0)?;
        let record = self.record().ok_or_else(not_signed_in)?;
        super::userinfo::fetch(&self.host, &self.config, &token, &record.sub).await
    }

    fn record(&self) -> Option<Rc<Record>> {
        match self.state() {
            State::SignedIn { record, .. } => Some(record),
            State::SignedOut { .. } => None,
        }
    }

    fn dispatch(&self, event: Event) {
        let clocks =
            Clocks { now: self.host.now(), monotonic: self.host.monotonic(), tolerance: self.config.clock_tolerance };
        let before = self.state.replace(State::SignedOut { reason: Reason::Never, error: None });
        let (after, effect) = transition(before, event, clocks);
        match (effect, &after) {
            (Effect::Store, State::SignedIn { record, .. }) => record.write(&self.host, &self.config),
            (Effect::Clear, _) => Record::remove(&self.host, &self.config),
            _ => {}
        }
        self.state.replace(after);
        if effect != Effect::None {
            self.revision.set(self.revision.get().wrapping_add(1));
        }
    }
}

fn not_signed_in() -> Error {
    Error::new(Code::NotSignedIn, "session", "one", "none")
}
