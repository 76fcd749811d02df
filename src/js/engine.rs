//! One client, as the TypeScript shim drives it.

use alloc::{rc::Rc, string::String};
use core::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use super::out::{self, data};
use crate::{
    base::{
        config::Config,
        error::{Code, Error},
        json::Json,
        json_writer::ObjectWriter,
    },
    browser::Page,
    flow::{client::Client, logout::LogoutOptions, record::Record},
    protocol::authorization::LoginOptions,
};

/// A client. Options come in as JSON text, plain data goes out.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    client: Client<Page>,
    ended: RefCell<Option<Rc<Record>>>,
}

#[wasm_bindgen]
impl Engine {
    /// Reads the options and restores the stored session. `timeline` is called with a step and a detail.
    ///
    /// # Errors
    /// `config_invalid`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, timeline: Function) -> Result<Engine, Error> {
        let config = Config::parse(&json(options)?)?;
        Ok(Self { client: Client::new(Page::new(timeline), config), ended: RefCell::new(None) })
    }

    /// A number that changes whenever the session does.
    #[wasm_bindgen(getter)]
    pub fn revision(&self) -> u32 {
        self.client.revision()
    }

    /// The session as data.
    pub fn session(&self) -> JsValue {
        data(&out::session(&self.client.state()))
    }

    /// `{flow, because}`.
    pub fn explain(&self) -> JsValue {
        let explanation = self.client.explanation();
        data(
            &ObjectWriter::default().string("flow", &explanation.flow).string("because", &explanation.because).finish(),
        )
    }

    /// Handles the response in this URL; gives `{kind, returnTo, appState, actionStatus}`.
    pub async fn callback(&self, url: String) -> JsValue {
        let returned = self.client.callback(&url).await;
        let returned = ObjectWriter::default()
            .string("kind", returned.kind)
            .string("returnTo", &returned.return_to)
            .optional("appState", returned.app_state.as_deref())
            .optional("actionStatus", returned.action_status.as_deref())
            .finish();
        data(&returned)
    }

    /// Prepares a login; gives the URL to go to.
    ///
    /// # Errors
    /// Any but those of a response.
    pub async fn login(&self, options: String) -> Result<String, Error> {
        self.client.login(&LoginOptions::parse(&json(&options)?)?).await
    }

    /// Looks at the stored session again: another page may have changed it while this one was away.
    pub fn restore(&self) {
        self.client.restore();
    }

    /// Ends the local session at once. `stored` is the record that the caller has already taken out of the storage. `tell` keeps what
    /// [`Self::logout`] needs to tell the provider.
    pub fn end(&self, stored: Option<String>, tell: bool) {
        // Called again, it finds nobody, and what the first call found stays for the logout.
        let record = self.client.end(stored.as_deref());
        if !tell || record.is_some() {
            self.ended.replace(record.filter(|_| tell));
        }
    }

    /// After [`Self::end`]: `{url}` to go to, or `{url, form}` to post there.
    ///
    /// # Errors
    /// `endpoint_missing` and those of discovery.
    pub async fn logout(&self, options: String) -> Result<JsValue, Error> {
        let options = json(&options)?;
        let options = LogoutOptions {
            ui_locales: options.owned("uiLocales"),
            return_to: options.owned("returnTo"),
            keep_tokens: options.member("revoke") == Some(&Json::Bool(false)),
        };
        // Kept until it worked, so that a logout can be tried again.
        let record = self.ended.borrow().clone();
        let request = self.client.logout(record.as_deref(), &options).await?;
        self.ended.take();
        let mut writer = ObjectWriter::default();
        writer.string("url", &request.url);
        if let Some(parameters) = request.form {
            let mut form = ObjectWriter::default();
            for (name, value) in parameters {
                form.string(name, &value);
            }
            writer.raw("form", &form.finish());
        }
        Ok(data(&writer.finish()))
    }

    /// The access token, if it lives that many seconds more.
    ///
    /// # Errors
    /// `not_signed_in`, `access_token_unavailable`.
    #[wasm_bindgen(js_name = accessToken)]
    pub fn access_token(&self, min_validity: i32) -> Result<String, Error> {
        self.client.access_token(min_validity.into()).map(|token| token.expose().into())
    }

    /// The ID token.
    #[wasm_bindgen(js_name = idToken)]
    pub fn id_token(&self) -> Option<String> {
        self.client.id_token().map(|token| token.expose().into())
    }

    /// Claims of the userinfo endpoint.
    ///
    /// # Errors
    /// `userinfo_unreachable`, `userinfo_refused`, `userinfo_invalid`, those of a signature, `not_signed_in`.
    #[cfg(feature = "userinfo")]
    pub async fn userinfo(&self) -> Result<JsValue, Error> {
        self.client.userinfo().await.map(|claims| data(&claims))
    }
}

fn json(text: &str) -> Result<Json, Error> {
    Json::parse(text.as_bytes()).map_err(|_| Error::new(Code::ConfigInvalid, "options", "plain data", "something else"))
}
