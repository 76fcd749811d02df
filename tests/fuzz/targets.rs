// What is fuzzed, and what must hold whatever comes in. Used by `fuzz_targets.rs`, which mutates seeds for a moment in each test run,
// and by the cargo-fuzz crate beside this file.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use kirjaudu::{
    base::{
        config::Config,
        error::Error,
        form,
        http::{HttpRequest, HttpResponse, Unreachable},
        json::Json,
        time::Timestamp,
        url::AbsoluteUrl,
    },
    flow::{client::Client, host::Host, session::State},
    protocol::{
        authorization::LoginOptions,
        authorization_response::AuthorizationResponse,
        jwa::{Alg, Hash},
        jwk::{Jwk, JwkSet},
        jws::UnverifiedJws,
    },
};

/// A URL that comes back, in one of the flows: nobody is signed in, since no signature is good here.
pub fn callback(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(Some(_)) = AuthorizationResponse::read(&text) {
        assert!(text.contains(['?', '#']));
    }
    let flow = ["code", "implicit", "hybrid"][data.len() % 3];
    let client = client(flow, Vec::new());
    let url = block_on(client.login(&LoginOptions::default())).expect("a login begins");
    let state = form::decode(&url).into_iter().find(|(name, _)| name == "state").expect("a state").1;
    let url = format!("{REDIRECT_URI}{}", text.replace("STATE", &state));
    let returned = block_on(client.callback(&url));
    assert_eq!(returned.return_to, "/");
    assert!(matches!(client.state(), State::SignedOut { .. }), "signed in by {url}");
}

/// A token: taken apart it is what it was, and it is not verified.
pub fn jwt(data: &[u8]) {
    let Ok(token) = std::str::from_utf8(data) else { return };
    if let Ok(jws) = UnverifiedJws::parse(token) {
        assert_eq!(token.split('.').count(), 3);
        assert!(token.starts_with(jws.signing_input) && token.len() <= 64 * 1024);
        let allowed = jws.alg(Alg::ALL);
        assert!(allowed.is_err() || !token.ends_with('.') || jws.signature.is_empty());
    }
}

/// JSON: what is read, serde_json reads too, and takes for the same.
pub fn json(data: &[u8]) {
    let Ok(ours) = Json::parse(data) else { return };
    match serde_json::from_slice::<serde_json::Value>(data) {
        Ok(theirs) => assert!(same(&ours, &theirs), "{ours:?} is not {theirs:?}"),
        // Numbers stay text here, so none is too large.
        Err(error) => assert!(error.to_string().contains("number out of range"), "{error}"),
    }
}

/// A metadata document, and a key set: a login that begins with it leaves for a safe address only.
pub fn discovery(data: &[u8]) {
    let client = Client::new(TinyHost::answering(data.to_vec()), config("auto", "{}"));
    if let Ok(url) = block_on(client.login(&LoginOptions::default())) {
        let url = AbsoluteUrl::parse(&url).expect("an absolute URL");
        assert!(
            url.scheme == "https" || url.host == "localhost" || url.host.starts_with("127.") || url.host == "[::1]"
        );
        assert!(Json::parse(data).is_ok_and(|document| document.text("issuer") == Some(ISSUER)));
    }
    if let Ok(document) = Json::parse(data) {
        let _keys = JwkSet::read(&document);
    }
}

/// A token response: nobody is signed in by it, since no signature is good here.
pub fn token_response(data: &[u8]) {
    let client = client("code", data.to_vec());
    let url = block_on(client.login(&LoginOptions::default())).expect("a login begins");
    let state = form::decode(&url).into_iter().find(|(name, _)| name == "state").expect("a state").1;
    block_on(client.callback(&format!("{REDIRECT_URI}?code=c&state={state}")));
    assert!(matches!(client.state(), State::SignedOut { .. }));
}

/// Options of the application, and addresses.
pub fn options(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(url) = AbsoluteUrl::parse(&text) {
        assert!(text.starts_with(url.origin) && url.origin.starts_with(url.scheme));
        assert!(!url.host.contains(['@', '\\', '/', ' ']));
    }
    let _pairs = form::decode(&text);
    let Ok(json) = Json::parse(data) else { return };
    if let Ok(config) = Config::parse(&json) {
        let url = AbsoluteUrl::parse(&config.issuer).expect("an absolute issuer");
        assert!(url.query.is_none() && url.fragment.is_none());
    }
    let _options = LoginOptions::parse(&json);
}

pub const ISSUER: &str = "https://op.example";
const REDIRECT_URI: &str = "https://app.example/callback";

fn client(flow: &str, answer: Vec<u8>) -> Client<TinyHost> {
    let metadata =
        r#"{"authorization_endpoint":"https://op.example/authorize","token_endpoint":"https://op.example/token"}"#;
    Client::new(TinyHost::answering(answer), config(flow, metadata))
}

fn config(flow: &str, metadata: &str) -> Config {
    let key = r#"{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let options = format!(
        r#"{{"issuer":"{ISSUER}","clientId":"client","redirectUri":"{REDIRECT_URI}","flow":"{flow}","metadata":{metadata},"jwks":{{"keys":[{key}]}}}}"#
    );
    Config::parse(&Json::parse(options.as_bytes()).expect("JSON")).expect("options")
}

fn same(ours: &Json, theirs: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (ours, theirs) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(ours), Value::Bool(theirs)) => ours == theirs,
        (Json::Number(ours), Value::Number(theirs)) => match (ours.parse::<f64>(), theirs.as_f64()) {
            // serde_json may be wrong in the last digit.
            (Ok(ours), Some(theirs)) => (ours - theirs).abs() <= ours.abs() * 1e-15,
            _ => false,
        },
        (Json::String(ours), Value::String(theirs)) => ours == theirs,
        (Json::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs))
        }
        (Json::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(name, value)| theirs.get(name).is_some_and(|other| same(value, other)))
        }
        _ => false,
    }
}

/// A host to which every signature is wrong and every request gets one answer.
struct TinyHost {
    storage: RefCell<BTreeMap<String, String>>,
    answer: Vec<u8>,
}

impl TinyHost {
    fn answering(answer: Vec<u8>) -> Self {
        Self { storage: RefCell::default(), answer }
    }
}

impl Host for TinyHost {
    fn now(&self) -> Timestamp {
        Timestamp(1_700_000_000_000)
    }

    fn monotonic(&self) -> i64 {
        0
    }

    fn random(&self, buffer: &mut [u8]) -> Result<(), Error> {
        buffer.fill(7);
        Ok(())
    }

    fn is_framed(&self) -> bool {
        false
    }

    fn read(&self, key: &str) -> Option<String> {
        self.storage.borrow().get(key).cloned()
    }

    fn write(&self, key: &str, value: &str) -> Result<(), Error> {
        self.storage.borrow_mut().insert(key.into(), value.into());
        Ok(())
    }

    fn remove(&self, key: &str) {
        self.storage.borrow_mut().remove(key);
    }

    fn keys(&self, prefix: &str) -> Vec<String> {
        self.storage.borrow().keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }

    async fn fetch(&self, _: HttpRequest) -> Result<HttpResponse, Unreachable> {
        Ok(HttpResponse { status: 200, media_type: "application/json".into(), body: self.answer.clone() })
    }

    fn send(&self, _: HttpRequest) {}

    async fn digest(&self, _: Hash, _: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(vec![1; 32])
    }

    async fn verify(&self, _: &Jwk, _: Alg, _: &[u8], _: &[u8]) -> Result<bool, Error> {
        Ok(false)
    }

    fn note(&self, _: &'static str, _: &str) {}
}

fn block_on<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("everything is there"),
    }
}
