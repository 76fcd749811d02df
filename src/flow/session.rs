//! The session as a state machine: one `match`, no I/O. The diagram stands in this folder's README.

use super::record::Record;
use crate::base::{error::Code, time::Timestamp};

/// What is known of the person at the page. Errors are data as [`crate::base::error::Error::to_json`] writes it; empty for none.
#[derive(Clone, Copy, Debug)]
pub enum State<'a> {
    /// Nobody is signed in.
    SignedOut {
        /// Why.
        reason: Reason,
        /// What went wrong, where something did.
        error: &'a str,
    },
    /// Somebody is.
    SignedIn {
        /// The session.
        record: Record<'a>,
        /// When it ends, on the clock that nobody can set, milliseconds.
        deadline: i64,
        /// A failure that did not end the session.
        error: &'a str,
        /// Whether it ends with its access token, since nothing can renew it.
        is_last: bool,
    },
}

impl<'a> State<'a> {
    /// The session, where there is one.
    #[must_use]
    pub fn record(self) -> Option<Record<'a>> {
        match self {
            Self::SignedIn { record, .. } => Some(record),
            Self::SignedOut { .. } => None,
        }
    }
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nobody was.
    Never,
    /// By the application's word.
    Logout,
    /// The tokens' time is over.
    Expired,
    /// A login did not succeed.
    LoginFailed,
    /// By the application's word in another tab.
    LogoutElsewhere,
    /// The provider ended it.
    EndedByProvider,
    /// Nobody did anything for as long as the application allows.
    Idle,
    /// It has lasted as long as the application allows.
    Absolute,
    /// What was stored can't be read any more.
    StorageLost,
}

impl Reason {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Never,
        Self::Logout,
        Self::Expired,
        Self::LoginFailed,
        Self::LogoutElsewhere,
        Self::EndedByProvider,
        Self::Idle,
        Self::Absolute,
        Self::StorageLost,
    ];

    /// The name that JavaScript sees.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Logout => "logout",
            Self::Expired => "expired",
            Self::LoginFailed => "login-failed",
            Self::LogoutElsewhere => "logout-elsewhere",
            Self::EndedByProvider => "ended-by-provider",
            Self::Idle => "idle",
            Self::Absolute => "absolute",
            Self::StorageLost => "storage-lost",
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// The page began, or came back; this was stored.
    Restored(Option<Record<'a>>),
    /// Something is stored that can't be read.
    Unreadable,
    /// A login succeeded, or a renewal.
    LoggedIn(Record<'a>),
    /// The session can't be renewed without the person, and lives as long as its access token: the error as data.
    NotRenewable(&'a str),
    /// The provider would not renew it, or its answer is not to be trusted: the error as data.
    Refused(&'a str),
    /// A login failed: the code, and the error as data.
    LoginFailed(Code, &'a str),
    /// The application said so.
    LoggedOut,
    /// Time has passed, or somebody wants to use the session.
    TimePassed,
}

/// What is to be done with the stored record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing changed.
    None,
    /// The state changed, what is stored did not.
    Notify,
    /// What is stored is to be removed.
    Clear,
}

/// Both clocks, read at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    /// The wall clock.
    pub now: Timestamp,
    /// Milliseconds of the clock that nobody can set.
    pub monotonic: i64,
    /// Seconds that the wall clock may be wrong by.
    pub tolerance: i64,
    /// Whether sessions are renewed when their access token ends.
    pub renews: bool,
}

/// The next state and what is to be done.
#[must_use]
pub fn transition<'a>(state: State<'a>, event: Event<'a>, clocks: Clocks) -> (State<'a>, Effect) {
    match (state, event) {
        (_, Event::Restored(Some(record))) if clocks.renews || !record.is_over(clocks.now, clocks.tolerance) => {
            (signed_in(record, clocks), Effect::Notify)
        }
        (_, Event::Restored(Some(_))) => (signed_out(Reason::Expired, ""), Effect::Clear),
        // Gone from the storage while this page was away: another page of the tab has signed out.
        (State::SignedIn { .. }, Event::Restored(None)) => (signed_out(Reason::Logout, ""), Effect::Notify),
        (state @ State::SignedOut { .. }, Event::Restored(None)) => (state, Effect::None),

        (_, Event::Unreadable) => (signed_out(Reason::StorageLost, ""), Effect::Clear),

        (_, Event::LoggedIn(record)) => (signed_in(record, clocks), Effect::Notify),

        // A response that is merely old (back button, bookmark) is no news to somebody who is signed in.
        (state @ State::SignedIn { .. }, Event::LoginFailed(code, _)) if is_stale(code) => (state, Effect::None),
        // An answer of "no" does not end the session that was there before.
        (State::SignedIn { record, deadline, is_last, .. }, Event::LoginFailed(_, error)) => {
            (State::SignedIn { record, deadline, error, is_last }, Effect::Notify)
        }
        (State::SignedOut { .. }, Event::LoginFailed(_, error)) => {
            (signed_out(Reason::LoginFailed, error), Effect::Notify)
        }

        (_, Event::LoggedOut) => (signed_out(Reason::Logout, ""), Effect::Clear),

        (State::SignedIn { record, deadline, .. }, Event::NotRenewable(error)) if clocks.has(record, deadline) => {
            (State::SignedIn { record, deadline, error, is_last: true }, Effect::Notify)
        }
        (State::SignedIn { .. }, Event::NotRenewable(error) | Event::Refused(error)) => {
            (signed_out(Reason::Expired, error), Effect::Clear)
        }
        (state, Event::NotRenewable(_) | Event::Refused(_)) => (state, Effect::None),

        // The monotonic clock stands still while some computers sleep, the other one can be set: the earlier end counts.
        (State::SignedIn { record, deadline, is_last, error }, Event::TimePassed)
            if (is_last || !clocks.renews) && !clocks.has(record, deadline) =>
        {
            (signed_out(Reason::Expired, error), Effect::Clear)
        }
        (state, Event::TimePassed) => (state, Effect::None),
    }
}

impl Clocks {
    // Whether the access token lives.
    fn has(&self, record: Record<'_>, deadline: i64) -> bool {
        self.monotonic < deadline && self.now < record.expires_at
    }
}

fn signed_in(record: Record<'_>, clocks: Clocks) -> State<'_> {
    // A clock that was set back makes no token live longer.
    let left = if record.is_over(clocks.now, clocks.tolerance) { 0 } else { record.expires_at.since(clocks.now) };
    State::SignedIn { record, deadline: clocks.monotonic + left, error: "", is_last: false }
}

fn signed_out(reason: Reason, error: &str) -> State<'_> {
    State::SignedOut { reason, error }
}

fn is_stale(code: Code) -> bool {
    matches!(code, Code::StateUnknown | Code::StateAlreadyUsed | Code::StateExpired)
}
