//! What a page knows, in the form that tests compare: the only place that reads the crate's own records.

use kirjaudu::{
    base::error::Error,
    flow::{client::Returned, session::State},
};
use serde_json::Value;

use super::{block_on, scene::Page};

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    pub claims: Value,
    pub scope: Vec<String>,
    /// Seconds since the epoch.
    pub expires_at: i64,
    pub flow: String,
    pub access_token: Option<String>,
    /// A failure that did not end it.
    pub error: Option<Error>,
}

/// The session of a page that has one.
pub fn session(page: &Page) -> Session {
    match page.state() {
        State::SignedIn { record, error, .. } => Session {
            claims: serde_json::from_str(&record.claims).unwrap(),
            scope: record.scope.split(' ').filter(|word| !word.is_empty()).map(String::from).collect(),
            expires_at: record.expires_at.0.div_euclid(1000),
            flow: record.flow.clone(),
            access_token: record.access_token.as_ref().map(|token| token.expose().to_owned()),
            error,
        },
        other => panic!("expected a session, found {other:?}"),
    }
}

pub fn app_state(returned: &Returned) -> Option<Value> {
    returned.app_state.as_ref().map(|text| serde_json::from_str(text).unwrap())
}

pub fn userinfo(page: &Page) -> Result<Value, Error> {
    block_on(page.userinfo()).map(|text| serde_json::from_str(&text).unwrap())
}
