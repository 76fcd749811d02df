//! The usual scene: one application, one provider, one tab.

use std::cell::{RefCell, RefMut};

use kirjaudu::base::{arena::Arena, config::Config, error::Error, json::Json};
use serde_json::{Value, json};

use super::{
    host::FakeHost,
    leak,
    op::{Answer, Draft, Op},
    page::{Begun, Page},
    redirect::Redirect,
    session::Returned,
};

pub const ISSUER: &str = "https://op.example/realms/city";
pub const CLIENT: &str = "berths";
pub const REDIRECT_URI: &str = "https://app.example/callback";
/// Seconds since the epoch when a scene begins.
pub const NOW: i64 = 1_700_000_000;

pub struct Scene {
    pub host: FakeHost,
    /// The options of `createAuth`.
    pub options: RefCell<Value>,
}

impl Scene {
    /// The code flow, unless the options say otherwise.
    pub fn new(options: Value) -> Self {
        let host = FakeHost::new(Op::new("https://op.example", "/realms/city"));
        let defaults = json!({"issuer": ISSUER, "clientId": CLIENT, "redirectUri": REDIRECT_URI, "flow": "code"});
        let scene = Self { host, options: RefCell::new(defaults) };
        scene.set(options);
        scene
    }

    pub fn code() -> Self {
        Self::new(json!({}))
    }

    pub fn implicit() -> Self {
        Self::new(json!({"flow": "implicit"}))
    }

    pub fn hybrid(response_type: &str) -> Self {
        Self::new(json!({"flow": "hybrid", "responseType": response_type}))
    }

    /// A scene in which nothing is answered at once.
    pub fn slow(options: &Value) -> Self {
        let scene = Self::new(options.clone());
        scene.host.world.slow.set(true);
        scene
    }

    /// The same application and provider in another tab.
    pub fn other_tab(&self) -> Self {
        Self { host: self.host.other_tab(), options: self.options.clone() }
    }

    /// Changes options; `null` takes one away.
    pub fn set(&self, options: Value) {
        for (name, value) in options.as_object().unwrap() {
            let mut all = self.options.borrow_mut();
            let all = all.as_object_mut().unwrap();
            if value.is_null() {
                all.remove(name)
            } else {
                all.insert(name.clone(), value.clone())
            };
        }
    }

    pub fn op(&self) -> RefMut<'_, Op> {
        RefMut::map(self.host.world.ops.borrow_mut(), |ops| &mut ops[0])
    }

    /// Changes each ID token that is made from now on.
    pub fn draft(&self, change: impl Fn(&mut Draft) + 'static) {
        self.op().draft = Box::new(change);
    }

    /// Sets or removes (`null`) one claim of each ID token.
    pub fn claim(&self, name: &'static str, value: Value) {
        self.draft(move |draft| draft.claim(name, value.clone()));
    }

    pub fn metadata(&self, name: &str, value: Value) {
        let mut op = self.op();
        let metadata = op.metadata.as_object_mut().unwrap();
        if value.is_null() {
            metadata.remove(name)
        } else {
            metadata.insert(name.into(), value)
        };
    }

    pub fn token_response(&self, change: impl Fn(&mut Value) + 'static) {
        self.op().token_response = Box::new(change);
    }

    pub fn answer(&self, endpoint: &'static str, answer: Answer) {
        self.op().answers.insert(endpoint, answer);
    }

    pub fn config(&self) -> Result<Config<'static>, Error> {
        Config::parse(Box::leak(Box::default()), leak(&self.options.borrow().to_string()))
    }

    /// Loads the page.
    pub fn page(&self) -> Page {
        Page::load(&self.host, &self.options.borrow())
    }

    /// Begins a login; gives the URL that the browser goes to.
    pub fn begin(&self, page: &Page, options: &Value) -> Result<String, Error> {
        self.begin_and_tell(page, options).map(|begun| begun.url)
    }

    /// Begins a login; gives all that is known of it.
    pub fn begin_and_tell(&self, page: &Page, options: &Value) -> Result<Begun, Error> {
        let mut options = options.clone();
        // As the shim hands them over: text, which the core need not take apart.
        for name in ["claims", "appState", "authorizationDetails"] {
            if let Some(value) = options.get_mut(name) {
                *value = value.to_string().into();
            }
        }
        page.login(&options).end()
    }

    /// Lets the person sign in at the provider.
    pub fn authorize(&self, url: &str) -> Redirect {
        self.op().authorize(url, self.host.seconds())
    }

    /// Begins a login on a page of its own, and comes to the point where the browser is sent back.
    pub fn login(&self) -> Redirect {
        self.login_with(&json!({}))
    }

    pub fn login_with(&self, options: &Value) -> Redirect {
        let url = self.begin(&self.page(), options).unwrap();
        self.authorize(&url)
    }

    /// A whole login, and the page that it ends on.
    pub fn sign_in(&self) -> Page {
        let redirect = self.login();
        let page = self.page();
        super::accepted(&page, &redirect.url());
        page
    }

    /// The URLs asked for since the last [`FakeHost::forget_requests`], without the provider's host.
    pub fn asked(&self) -> Vec<String> {
        let host = self.op().host.clone();
        self.host.requests().iter().map(|request| request.url.replacen(&host, "", 1)).collect()
    }
}

/// The options of one client for each flow.
pub fn flows() -> Vec<Value> {
    let mut flows = vec![json!({}), json!({"flow": "implicit"})];
    flows.push(json!({"flow": "implicit", "responseType": "id_token"}));
    for response_type in ["code id_token", "code token", "code id_token token"] {
        flows.push(json!({"flow": "hybrid", "responseType": response_type}));
    }
    flows
}

/// Handles a URL on a page.
pub fn callback(page: &Page, url: &str) -> Returned {
    page.callback(url).end().unwrap()
}

pub fn json_of(value: &Value) -> &'static Json<'static> {
    let arena: &'static Arena = Box::leak(Box::default());
    Json::parse(arena, leak(&value.to_string())).unwrap()
}
