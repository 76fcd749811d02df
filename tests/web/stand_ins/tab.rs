//! A page of a Rust front end with a client in it, a fresh tab's storage, and a provider.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kirjaudu::{
    base::{error::Error, json::Json},
    browser::{Answers, Page},
    flow::{callback::Returned, client::Client, host::Stop, logout::LogoutOptions, session::State},
    protocol::authorization::LoginOptions,
};
use serde_json::{Value, json};

use super::{Provider, arena, code, tab_storage};

pub struct Tab {
    pub provider: Provider,
    pub page: Page,
    pub options: String,
}

impl Tab {
    pub async fn open(options: Value) -> Self {
        tab_storage().clear().unwrap();
        let provider = Provider::start().await;
        Self { provider, page: Page::default(), options: Provider::options(options) }
    }

    pub async fn run<T>(&self, operation: impl Fn(&Client<'_, Answers<'_>>) -> Result<T, Stop>) -> Result<T, Error> {
        self.page.run(&self.options, operation).await
    }

    /// The URL to go to.
    pub async fn login(&self, options: Value) -> String {
        let options = Json::parse(arena(), arena().keep(options.to_string())).unwrap();
        let options = LoginOptions::parse(arena(), options).unwrap();
        self.run(|client| Ok(client.login(&options)?.url.to_owned())).await.unwrap()
    }

    /// What the page load was the answer to.
    pub async fn callback(&self, url: &str) -> Value {
        let url = arena().text(url);
        let returned = |client: &Client<'_, Answers<'_>>| {
            let Returned { kind, return_to, app_state, .. } = client.callback(url)?;
            Ok(json!({"kind": kind, "returnTo": return_to, "appState": app_state}))
        };
        self.run(returned).await.unwrap()
    }

    pub async fn sign_in(&self, options: Value) -> Value {
        let redirect = self.provider.authorize(&self.login(options).await).await;
        self.callback(&redirect).await
    }

    /// Ends the session and gives the way to tell the provider.
    pub async fn logout(&self, options: LogoutOptions<'static>) -> (String, Option<String>) {
        let request = |client: &Client<'_, Answers<'_>>| {
            let request = client.logout(client.end(), &options)?;
            Ok((request.url.to_owned(), request.form.map(String::from)))
        };
        self.run(request).await.unwrap()
    }

    pub async fn access_token(&self, min_validity: i64) -> Result<String, Error> {
        self.run(|client| Ok(client.access_token(min_validity)?.expose().to_owned())).await
    }

    /// What the page shows of the person.
    pub async fn session(&self) -> Value {
        self.run(|client| Ok(shown(client.state()))).await.unwrap()
    }

    /// Another page of the same tab, in which the first one no longer is.
    pub fn reload(&mut self) {
        self.page = Page::default();
    }

    /// Neither what is shown nor what a careless program may print holds a secret.
    pub async fn tells_no_secrets(&self) {
        let printed = self.run(|client| Ok(format!("{client:?} {:?}", client.state()))).await.unwrap();
        let told = format!("{printed} {:?} {:?} {}", self.page, Answers::new(&self.page), self.session().await);
        for secret in self.provider.secrets() {
            assert!(!told.contains(&secret), "{secret} in {told}");
        }
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        tab_storage().clear().unwrap();
    }
}

fn shown(state: State<'_>) -> Value {
    let error = |text: &str| {
        let mut error: Value = serde_json::from_str(text).unwrap_or_default();
        if !error.is_null() {
            error["code"] = code(&error).into();
        }
        error
    };
    match state {
        State::SignedOut { reason, error: text } => json!({"reason": reason.name(), "error": error(text)}),
        State::SignedIn { record, error: text, .. } => {
            let stored: Value = serde_json::from_str(record.text).unwrap();
            let payload = record.id_token().split('.').nth(1).unwrap();
            let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
            json!({
                "sub": record.sub, "name": claims["name"], "expiresAt": record.expires_at.0, "error": error(text),
                "scope": stored["scope"], "flow": stored["flow"],
            })
        }
    }
}
