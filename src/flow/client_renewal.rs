//! A client: how its session lasts.

use super::{
    client::{Client, nobody},
    host::{Host, Run, Stop},
    record::Record,
    renew::{self, Renewal, RenewalOptions},
    schedule::{self, Moment},
    session::{Event, State},
};
use crate::base::error::{Code, Error};

impl<'a, H: Host> Client<'a, H> {
    /// Renews the session by its refresh token; whoever calls this holds its lock over all tabs.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`], and those of [`renew::renew`].
    pub fn renew(&self, options: RenewalOptions) -> Result<Renewal<'a>, Stop> {
        let Some(current) = self.record() else { return Err(nobody().into()) };
        let logouts = self.memory().logouts;
        // Nobody is signed in again by an answer that took its time, and nobody else is by it who has signed in meanwhile, here or in another tab.
        let is_newest =
            |record: &Record<'_>| self.record().is_some_and(|now| now.draft().begun_at.0 <= record.draft().begun_at.0);
        let accept = |record| {
            if is_newest(&record) && self.accept(record, logouts)? { Ok(()) } else { Err(nobody().into()) }
        };
        let result = renew::renew(&self.run, current, options, &accept);
        if let Err(Stop::Failed(error)) = &result
            && error.code() != Code::RenewalUnreachable
            && logouts == self.memory().logouts
            && is_newest(&current)
        {
            self.dispatch(Event::Refused(self.run.arena.keep(error.to_json())));
        }
        result
    }

    /// The session that was obtained at `after` can't be renewed without the person. It ends at once if the provider has said so, else with its
    /// access token. `None` where another one is there: whoever signs in waits for no lock.
    ///
    /// # Errors
    /// [`Stop::Waiting`].
    pub fn give_up(&self, after: i64, because: &str, refused: bool) -> Result<Option<Error>, Stop> {
        let Some(current) = self.record() else { return Ok(None) };
        if let Some(stored) = Record::restore(&self.run)?.record
            && stored.obtained_at.0 != after
            && !renew::is_older(&self.run, &stored, &current)?
        {
            self.dispatch(Event::Restored(Some(stored)));
        }
        if self.record().is_none_or(|record| record.obtained_at.0 != after) {
            return Ok(None);
        }
        let error = Error::found(Code::ReauthenticationRequired, "session|one that can be renewed", because);
        let text = self.run.arena.keep(error.to_json());
        self.dispatch(if refused { Event::Refused(text) } else { Event::NotRenewable(text) });
        Ok(Some(error))
    }

    /// Milliseconds until the session wants to be renewed; `None` where it never does.
    ///
    /// # Errors
    /// [`Code::CryptoUnavailable`].
    pub fn renewal_in(&self, failures: i64, retry_after: i64) -> Result<Option<i64>, Error> {
        let Run { host, arena, config } = &self.run;
        let State::SignedIn { record, deadline, is_last: false, .. } = self.state() else { return Ok(None) };
        if !config.auto_renew {
            return Ok(None);
        }
        let left = self.left(record, deadline);
        let life = record.expires_at.since(record.obtained_at);
        let random = host.random(arena)?.bytes().next().unwrap_or(0);
        Ok(Some(schedule::wait(Moment { left, life, failures, retry_after, random })))
    }

    /// Removes what is stored of a session that has ended.
    pub fn forget(&self) {
        Record::remove(&self.run);
    }
}
