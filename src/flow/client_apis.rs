//! A client: its tokens for APIs.

use super::{
    api_tokens::{self, Given, Held},
    client::{Client, nobody},
    host::{Host, Stop},
    record::Record,
    session::State,
};
use crate::base::{api_tokens::ApiTokens, json::Json};

impl<'a, H: Host> Client<'a, H> {
    /// A token for an API; `asked` are the options of the call. Under the strategy [`ApiTokens::Resource`] whoever calls this holds the lock of the
    /// session over all tabs.
    ///
    /// # Errors
    /// As [`Self::access_token`] and [`api_tokens::get`].
    pub fn api_token(&self, asked: &'a Json<'a>) -> Result<Given<'a>, Stop> {
        let logouts = self.memory().logouts;
        let api = api_tokens::check(self.run.config.api_tokens, asked)?;
        if self.run.config.api_tokens == ApiTokens::Resource {
            let Some(current) = self.record() else { return Err(nobody().into()) };
            let accept = |record| if self.accept(record, logouts)? { Ok(()) } else { Err(nobody().into()) };
            let newest = Record::restore(&self.run)?.record.unwrap_or(current);
            return api_tokens::by_resource(&self.run, newest, (api, asked.text("scope")), &accept);
        }
        // One that ends on its way would be refused.
        let token = self.access_token(MARGIN)?;
        let State::SignedIn { deadline, .. } = self.state() else { return Err(nobody().into()) };
        let left = (deadline - self.run.host.monotonic()) / 1000;
        api_tokens::by_access_token(&self.run, (api, asked.text("permission")), Held { token, left })
    }
}

/// Seconds.
const MARGIN: i64 = 5;
