//! A client: its tokens for APIs.

use core::cell::Cell;

use super::{
    api_tokens::{self, Given, Held},
    client::{Client, nobody},
    host::{Host, Stop},
    renew,
    session::State,
};
use crate::base::{
    api_tokens::ApiTokens,
    error::{Code, Error},
    json::Json,
};
#[cfg(feature = "dpop")]
use {super::proof, crate::base::secret::Secret};

impl<'a, H: Host> Client<'a, H> {
    /// A token for an API; `asked` are the options of the call. Under the strategy [`ApiTokens::Resource`] whoever calls this holds the lock of the
    /// session over all tabs.
    ///
    /// # Errors
    /// [`Code::DpopUnsupported`], and as [`Self::access_token`], [`api_tokens::by_access_token`] and [`api_tokens::by_resource`].
    pub fn api_token(&self, asked: &'a Json<'a>) -> Result<Given<'a>, Stop> {
        let logouts = self.memory().logouts;
        let api = api_tokens::check(self.run.config.api_tokens, asked)?;
        if self.run.config.api_tokens == ApiTokens::Resource {
            let Some(current) = self.record() else { return Err(nobody().into()) };
            let known = Cell::new(current);
            let newest = renew::newest(&self.run, current)?;
            let accept = |record| self.succeed(&known, record, logouts);
            if newest.text != current.text {
                accept(newest)?;
            }
            return api_tokens::by_resource(&self.run, newest, (api, asked.text("scope")), &accept);
        }
        // RFC 9449 7.2: both would send it as a bearer token. At the login the configuration may have been another.
        if self.dpop_key().is_some() && !matches!(self.run.config.api_tokens, ApiTokens::AccessToken) {
            let what = "apiTokens|a sign-in whose tokens are not bound to a key|a bound one";
            return Err(Error::of(Code::DpopUnsupported, what).into());
        }
        // One that ends on its way would be refused.
        let token = self.access_token(MARGIN)?;
        let State::SignedIn { record, deadline, .. } = self.state() else { return Err(nobody().into()) };
        let left = self.left(record, deadline) / 1000;
        api_tokens::by_access_token(&self.run, (api, asked.text("permission")), Held { token, left })
    }

    /// The proof that goes along with an access token that is bound to the key of the sign-in.
    ///
    /// # Errors
    /// [`Code::NotSignedIn`], and those of [`proof::for_api`].
    #[cfg(feature = "dpop")]
    pub fn api_proof(&self, method: &str, url: &str, access_token: Secret<'_>) -> Result<&'a str, Stop> {
        let Some(key) = self.record().and_then(|record| record.dpop_key()) else { return Err(nobody().into()) };
        proof::for_api(&self.run, key, method, url, access_token)
    }

    /// Keeps the nonce of an API's answer for the next proof that goes to the same origin.
    #[cfg(feature = "dpop")]
    pub fn keep_api_nonce(&self, url: &str, nonce: &str) {
        proof::keep_api_nonce(&self.run, url, nonce);
    }
}

/// Seconds.
const MARGIN: i64 = 5;
