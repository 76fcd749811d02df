//! A client: how its session and its access token last.

use core::cell::Cell;

use super::{
    client::{Client, nobody},
    host::{Host, Run, Stop},
    record::Record,
    renew::{self, Renewal, RenewalOptions, Useless},
    schedule::{self, Moment},
    session::{Event, State},
};
use crate::base::{
    error::{Code, Error},
    secret::Secret,
};

impl<'a, H: Host> Client<'a, H> {
    /// Renews the session by its refresh token; whoever calls this holds its lock over all tabs.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`], and those of [`renew::renew`].
    pub fn renew(&self, options: RenewalOptions) -> Result<Renewal<'a>, Stop> {
        let Some(current) = self.record() else { return Err(nobody().into()) };
        let known = Cell::new(current);
        let logouts = self.memory().logouts;
        let result = renew::renew(&self.run, current, options, &|record| self.succeed(&known, record, logouts));
        let Err(Stop::Failed(error)) = result else { return result };
        match self.record() {
            // Nobody's session is ended, or called over, by an answer that was about another one.
            Some(now) if now.text != known.get().text => {
                if now.sub == current.sub {
                    Ok(Renewal::Done(now))
                } else {
                    Err(nobody().into())
                }
            }
            Some(_) => self.judge(error, logouts),
            None => Err(error.into()),
        }
    }

    /// Keeps what came of the record that is known, or nothing if that is no longer the session: somebody has logged out, signed in anew, or has been
    /// renewed in another way meanwhile.
    pub(super) fn succeed(&self, known: &Cell<Record<'a>>, record: Record<'a>, logouts: i64) -> Result<(), Stop> {
        let now = self.record().map_or("", |now| now.text);
        // Another tab's may have been taken already, upon its word.
        let is_there = now == record.text;
        let is_known = is_there || now == known.get().text;
        if !is_known || !is_there && !self.accept(record, logouts, false)? {
            return Err(nobody().into());
        }
        known.set(record);
        Ok(())
    }

    // What can't be trusted ends the session; what a clock, a key or the browser stands in the way of does not.
    fn judge(&self, error: Error, logouts: i64) -> Result<Renewal<'a>, Stop> {
        match error.code() {
            Code::DpopKeyLost => {
                let because = "the key of the tokens is gone";
                return Ok(Renewal::Useless(Useless { because, cut_off: false, refused: false }));
            }
            Code::CryptoUnavailable | Code::DpopProofRefused | Code::TokenTimeInvalid => {
                return Err(renew::unreachable(error.into()));
            }
            Code::RenewalUnreachable => {}
            _ if logouts == self.memory().logouts => {
                self.dispatch(Event::Refused(self.run.arena.keep(error.to_json())));
            }
            _ => {}
        }
        Err(error.into())
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
        // Some refresh tokens end first.
        let ends = record.refresh_expires_at().map_or(record.expires_at, |at| at.min(record.expires_at));
        let left = self.left(record, deadline).min(ends.since(host.now()));
        let life = ends.since(record.obtained_at);
        let random = host.random(arena)?.bytes().next().unwrap_or(0);
        Ok(Some(schedule::wait(Moment { left, life, failures, retry_after, random })))
    }

    /// The access token, if it lives at least `min_validity` seconds more.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`], [`Code::AccessTokenUnavailable`].
    pub fn access_token(&self, min_validity: i64) -> Result<Secret<'a>, Error> {
        let State::SignedIn { record, deadline, .. } = self.state() else {
            return Err(nobody());
        };
        let left = self.left(record, deadline);
        let found = match record.access_token() {
            Some(token) if left >= (min_validity * 1000).max(1) => return Ok(token),
            Some(_) => "one that ends before",
            None => "none in this flow",
        };
        Err(Error::found(Code::AccessTokenUnavailable, "access_token|one that lives longer", found))
    }

    // Milliseconds that the access token lives on, by the clock that says less: the monotonic one stands still while some computers sleep.
    pub(super) fn left(&self, record: Record<'a>, deadline: i64) -> i64 {
        let host = self.run.host;
        (deadline - host.monotonic()).min(record.expires_at.since(host.now()))
    }
}
