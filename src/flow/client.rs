//! A client: the session between the flows.

use super::{
    callback::{self, Returned},
    host::{Host, Run, Stop},
    login::{self, LoginRequest},
    logout::{self, LogoutOptions},
    memory::Memory,
    pending, provider,
    record::{Draft, Record, Stored},
    renew,
    session::{Clocks, Effect, Event, State, transition},
};
use crate::{
    base::{
        arena::Arena,
        config::Config,
        error::{Code, Error},
    },
    protocol::{authorization::LoginOptions, end_session::EndSessionRequest},
};

/// One application at one provider, for one operation: what it knows longer than that is in its host.
#[derive(Debug)]
pub struct Client<'a, H> {
    pub(super) run: Run<'a, H>,
}

impl<'a, H: Host> Client<'a, H> {
    /// Makes a client of options as JavaScript names them, JSON text. In a new page it restores the stored session.
    ///
    /// # Errors
    /// [`Code::ConfigInvalid`], [`Stop::Waiting`].
    pub fn new(host: &'a H, arena: &'a Arena, options: &'a str) -> Result<Self, Stop> {
        let client = Self { run: Run { host, arena, config: Config::parse(arena, options)? } };
        if host.memory(arena).is_none() {
            client.look_at_stored()?;
        }
        Ok(client)
    }

    /// Looks at the stored session again. Without one that survives a reload there is nothing to look at.
    ///
    /// # Errors
    /// [`Stop::Waiting`].
    pub fn restore(&self) -> Result<(), Stop> {
        let Config { keep_in_tab, share, .. } = self.run.config;
        if keep_in_tab || share { self.look_at_stored() } else { Ok(()) }
    }

    fn look_at_stored(&self) -> Result<(), Stop> {
        let logouts = self.memory().logouts;
        let Stored { record, lost } = Record::restore(&self.run)?;
        // What could not be written is newer than what is stored.
        if let (Some(stored), Some(current)) = (record, self.record())
            && renew::is_older(&self.run, &stored, &current)?
        {
            return Ok(());
        }
        // If somebody has logged out meanwhile, what was stored is gone.
        if logouts == self.memory().logouts {
            let event = if lost && record.is_none() { Event::Unreadable } else { Event::Restored(record) };
            self.dispatch(event);
        }
        Ok(())
    }

    /// What is known now; time is looked at first.
    #[inline(never)]
    pub fn state(&self) -> State<'a> {
        self.dispatch(Event::TimePassed)
    }

    /// Handles the response, or the return from a logout, in this URL. What came of a login is in the state.
    ///
    /// # Errors
    /// [`Stop::Waiting`] only.
    pub fn callback(&self, url: &'a str) -> Result<Returned<'a>, Stop> {
        if let Some(return_to) = logout::returned(&self.run, url) {
            self.dispatch(Event::LoggedOut);
            return Ok(Returned { kind: "logout", return_to, ..Returned::default() });
        }
        Ok(self.answer(url, true)?.0)
    }

    /// Handles the response to a login, and says what went wrong; a failure may be kept out of the state.
    ///
    /// # Errors
    /// [`Stop::Waiting`] only.
    pub fn answer(&self, url: &'a str, show_failure: bool) -> Result<(Returned<'a>, Option<Error>), Stop> {
        let mut returned = Returned::default();
        let logouts = self.memory().logouts;
        let before = self.dpop_key().filter(|_| !self.run.config.keep_in_tab);
        let mut failure = None;
        let finished = callback::finish(&self.run, url, &mut returned).and_then(|record| {
            match self.record().filter(|_| !show_failure) {
                None => Ok(record),
                // A frame signs nobody in in the place of another person.
                Some(before) if before.sub != record.sub => {
                    Err(Error::of(Code::ClaimInvalid, "sub|who is signed in|another").into())
                }
                // What it renews was begun before.
                Some(before) => {
                    let draft = Draft { begun_at: before.begun_at(), ..record.draft() };
                    Ok(draft.finish(&self.run).unwrap_or(record))
                }
            }
        });
        match finished {
            Err(Stop::Waiting) => return Err(Stop::Waiting),
            Ok(record) => _ = self.accept(record, logouts, true)?,
            Err(Stop::Failed(error)) => {
                // If somebody has logged out meanwhile, nobody is told of an answer that took its time.
                if show_failure && logouts == self.memory().logouts {
                    self.show(&error);
                }
                failure = Some(error);
            }
        }
        // The key of a session that was replaced, unless a copy of this tab may have it too, or of a login that made none.
        let now = self.dpop_key();
        for key in [before, returned.dpop_key] {
            pending::forget_key(&self.run, key.filter(|_| key != now));
        }
        if returned.action_status.is_some() {
            returned.kind = "action";
        }
        Ok((returned, failure))
    }

    /// Prepares a login: the URL to go to, which flow that is and why.
    ///
    /// # Errors
    /// Those of [`login::begin`].
    pub fn login(&self, options: &LoginOptions<'a>) -> Result<LoginRequest<'a>, Stop> {
        login::begin(&self.run, options, self.id_token())
    }

    // A record that is to be kept, unless somebody has logged out meanwhile: nobody is signed in again by an answer that took its time. A sign-in is
    // stored before it is known: other tabs are told of it then, and look for it. A renewal is known first, so that it takes the place of nothing newer.
    pub(super) fn accept(&self, record: Record<'a>, logouts: i64, is_sign_in: bool) -> Result<bool, Stop> {
        if logouts != self.memory().logouts {
            return Ok(false);
        }
        let mut is_stored = true;
        if is_sign_in {
            is_stored = record.store(&self.run)?;
        }
        if logouts == self.memory().logouts {
            self.dispatch(Event::LoggedIn(record));
        }
        if !is_sign_in {
            is_stored = record.store(&self.run)?;
        }
        if !is_stored {
            self.show(&Error::of(Code::StorageUnavailable, "indexedDB|one that can be written|another"));
        }
        // The session ended while it was written: then it must not stay there.
        if self.record().is_none() {
            Record::remove(&self.run);
            return Ok(false);
        }
        Ok(true)
    }

    // An error that did not end the session, or that began none.
    fn show(&self, error: &Error) {
        self.dispatch(Event::LoginFailed(error.code(), self.run.arena.keep(error.to_json())));
    }

    /// Ends the local session at once: tokens, and logins on their way. Gives what the provider is to be told.
    pub fn end(&self) -> Option<Record<'a>> {
        let record = self.record();
        pending::forget_all(&self.run);
        self.dispatch(Event::LoggedOut);
        record
    }

    /// Reads a record that somebody has kept.
    #[must_use]
    pub fn read(&self, record: &'a str) -> Option<Record<'a>> {
        Record::read(&self.run, record)
    }

    /// Prepares the way to the provider's end session endpoint, after [`Self::end`].
    ///
    /// # Errors
    /// Those of [`logout::begin`].
    pub fn logout(
        &self,
        record: Option<Record<'a>>,
        options: &LogoutOptions<'a>,
    ) -> Result<EndSessionRequest<'a>, Stop> {
        logout::begin(&self.run, record, options)
    }

    /// Revokes the tokens of a record that somebody has kept; `false` where nothing can be revoked.
    ///
    /// # Errors
    /// Those of discovery.
    pub fn revoke(&self, record: Option<Record<'a>>) -> Result<bool, Stop> {
        self.forget_key(record);
        Ok(logout::revoke(&self.run, &provider::metadata(&self.run, false)?, record))
    }

    /// Removes the key of a record whose session has ended.
    pub fn forget_key(&self, record: Option<Record<'a>>) {
        pending::forget_key(&self.run, record.and_then(|record| record.dpop_key()));
    }

    /// An endpoint of the metadata, where it has it.
    ///
    /// # Errors
    /// Those of discovery.
    pub fn endpoint(&self, name: &'static str) -> Result<Option<&'a str>, Stop> {
        Ok(provider::metadata(&self.run, false)?.endpoint(name))
    }

    /// The ID token of the session.
    pub fn id_token(&self) -> Option<&'a str> {
        self.record().map(|record| record.id_token())
    }

    /// Claims from the userinfo endpoint: a JSON object as text.
    ///
    /// # Errors
    /// As [`Self::access_token`] and [`super::userinfo::fetch`].
    #[cfg(feature = "userinfo")]
    pub fn userinfo(&self) -> Result<&'a str, Stop> {
        let token = self.access_token(0)?;
        let sub = self.record().map_or("", |record| record.sub);
        super::userinfo::fetch(&self.run, (token, self.dpop_key()), sub)
    }

    /// The status that the userinfo endpoint answers the access token of this record with.
    ///
    /// # Errors
    /// As [`super::userinfo::status`].
    #[cfg(feature = "userinfo")]
    pub fn userinfo_status(&self, record: Option<Record<'a>>) -> Result<u16, Stop> {
        let Run { host, config, .. } = &self.run;
        // That an old token is refused says nothing about the session.
        let lives = |record: &Record<'a>| !record.is_over(host.now(), config.clock_tolerance);
        let record = record.filter(lives);
        let token = record.and_then(|record| Some((record.access_token()?, record.dpop_key())));
        super::userinfo::status(&self.run, token)
    }

    pub(super) fn dpop_key(&self) -> Option<&'a str> {
        self.record()?.dpop_key()
    }

    pub(super) fn record(&self) -> Option<Record<'a>> {
        self.state().record()
    }

    #[inline(never)]
    pub(super) fn memory(&self) -> Memory<'a> {
        Memory::read(&self.run)
    }

    #[inline(never)]
    pub(super) fn dispatch(&self, event: Event<'a>) -> State<'a> {
        let Run { host, config, .. } = &self.run;
        let clocks = Clocks {
            now: host.now(),
            monotonic: host.monotonic(),
            tolerance: config.clock_tolerance,
            renews: config.auto_renew,
        };
        let Memory { logouts, state } = self.memory();
        let (after, effect) = transition(state, event, clocks);
        if effect == Effect::Clear {
            // A logout ends whatever session there is.
            Record::remove_if(&self.run, state.record().filter(|_| !matches!(event, Event::LoggedOut)));
        }
        let logouts = logouts + i64::from(matches!(event, Event::LoggedOut));
        Memory { logouts, state: after }.keep(&self.run);
        after
    }
}

#[cold]
pub(super) fn nobody() -> Error {
    Error::of(Code::NotSignedIn, "session|one|none")
}
