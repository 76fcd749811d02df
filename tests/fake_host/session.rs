//! What a page knows, in the form that tests compare: the only place that reads the crate's own records.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kirjaudu::{
    base::error::{Code, Error, ProviderError},
    flow::{
        callback,
        session::{self, Reason},
    },
};
use serde_json::Value;

use super::{leak, page::Page};

/// What a page load was the answer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    pub kind: &'static str,
    pub return_to: String,
    pub app_state: Option<String>,
    pub action_status: Option<String>,
}

impl From<callback::Returned<'_>> for Returned {
    fn from(returned: callback::Returned<'_>) -> Self {
        Self {
            kind: returned.kind,
            return_to: returned.return_to.into(),
            app_state: returned.app_state.map(String::from),
            action_status: returned.action_status.map(String::from),
        }
    }
}

/// What is known of the person at the page.
#[derive(Clone, Debug)]
pub enum State {
    SignedOut { reason: Reason, error: Option<Error> },
    SignedIn { record: Value, deadline: i64, error: Option<Error> },
}

impl From<session::State<'_>> for State {
    fn from(state: session::State<'_>) -> Self {
        match state {
            session::State::SignedOut { reason, error } => Self::SignedOut { reason, error: error_of(error) },
            session::State::SignedIn { record, deadline, error, .. } => {
                let record = serde_json::from_str(record.text).unwrap();
                Self::SignedIn { record, deadline, error: error_of(error) }
            }
        }
    }
}

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    pub claims: Value,
    pub scope: Vec<String>,
    /// Seconds since the epoch.
    pub expires_at: i64,
    pub flow: String,
    pub because: String,
    pub access_token: Option<String>,
    /// A failure that did not end it.
    pub error: Option<Error>,
}

/// The session of a page that has one.
pub fn session(page: &Page) -> Session {
    match page.state() {
        State::SignedIn { record, error, .. } => {
            let text = |name: &str| record[name].as_str().unwrap().to_owned();
            Session {
                claims: claims(&text("idToken")),
                scope: text("scope").split(' ').filter(|word| !word.is_empty()).map(String::from).collect(),
                expires_at: record["expiresAt"].as_i64().unwrap().div_euclid(1000),
                flow: text("flow"),
                because: text("because"),
                access_token: record["accessToken"].as_str().map(String::from),
                error,
            }
        }
        other => panic!("expected a session, found {other:?}"),
    }
}

pub fn app_state(returned: &Returned) -> Option<Value> {
    returned.app_state.as_ref().map(|text| serde_json::from_str(text).unwrap())
}

pub fn userinfo(page: &Page) -> Result<Value, Error> {
    page.userinfo().end().map(|text| serde_json::from_str(&text).unwrap())
}

/// The payload of a token.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The error that was written so; none where there is none.
fn error_of(text: &str) -> Option<Error> {
    if text.is_empty() {
        return None;
    }
    let data: Value = serde_json::from_str(text).unwrap();
    let word = |data: &Value, name: &str| data[name].as_str().map(String::from);
    let code = Code::ALL[usize::try_from(data["code"].as_u64().unwrap()).unwrap()];
    let error = match data.get("provider") {
        Some(words) => {
            let error = word(words, "error").unwrap();
            let words = ProviderError { error, description: word(words, "description"), uri: word(words, "uri") };
            Error::of_provider(code, words)
        }
        None => {
            let text = |name| word(&data, name).unwrap();
            Error::new(code, leak(&text("field")), &text("expected"), &text("found"))
        }
    };
    assert_eq!(error.to_json(), text, "expected nothing more in an error");
    Some(error)
}
