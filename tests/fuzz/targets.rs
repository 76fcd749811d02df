// What is fuzzed, and what must hold whatever comes in. Used by `fuzz_targets.rs`, which mutates seeds for a moment in each test run,
// and by the cargo-fuzz crate beside this file.

use std::{cell::RefCell, collections::BTreeMap};

use kirjaudu::{
    base::{
        arena::Arena,
        base64url,
        config::Config,
        error::Error,
        form,
        http::{HttpRequest, HttpResponse},
        json::{Json, JsonError},
        time::Timestamp,
        url::AbsoluteUrl,
    },
    flow::{
        client::Client,
        host::{Host, Run, Stop},
        provider,
        session::State,
    },
    protocol::{
        authorization::LoginOptions,
        authorization_response::AuthorizationResponse,
        id_token,
        jwa::{Alg, Hash},
        jwk::{Jwk, JwkSet},
        jws::UnverifiedJws,
    },
};

/// A URL that comes back, in one of the flows: nobody is signed in, since no signature is good here.
pub fn callback(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let arena = Arena::default();
    if let Ok(Some(response)) = AuthorizationResponse::read(&arena, &text) {
        assert!(text.contains(['?', '#']) && !response.parameters.members().is_empty());
    }
    let flow = ["code", "implicit", "hybrid"][data.len() % 3];
    let (host, options) = (TinyHost::default(), options_of(flow, METADATA));
    let state = begin(&host, &options);
    let url = format!("{REDIRECT_URI}{}", text.replace("STATE", &state));
    let client = Client::new(&host, &arena, &options).expect("options");
    let returned = client.callback(&url).expect("every answer is there");
    assert_eq!(returned.return_to, "/");
    assert!(matches!(client.state(), State::SignedOut { .. }), "signed in by {url}");
}

/// A token: taken apart it is what it was, and it is not verified.
pub fn jwt(data: &[u8]) {
    let Ok(token) = std::str::from_utf8(data) else { return };
    let arena = Arena::default();
    if let Ok(jws) = UnverifiedJws::parse(&arena, token) {
        assert_eq!(token.split('.').count(), 3);
        assert!(token.starts_with(jws.signing_input) && token.len() <= 64 * 1024);
        assert_eq!(format!("{}.{}", jws.signing_input, jws.signature), token);
        let signature = base64url::decode(&arena, jws.signature).expect("base64url");
        assert_eq!(base64url::decoded_length(jws.signature), signature.len());
        let (options, host) = (options_of("code", METADATA), TinyHost::default());
        let config = Config::parse(&arena, &options).expect("options");
        let run = Run { host: &host, arena: &arena, config };
        let metadata = provider::metadata(&run, false).expect("metadata");
        if let Ok(alg) = id_token::alg(&jws, &config, &metadata) {
            assert_eq!(jws.header.text("alg"), Some(alg.name()));
        }
    }
}

/// JSON: what is read, serde_json reads too, and takes for the same; what is malformed, it refuses.
pub fn json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let arena = Arena::default();
    match (Json::parse(&arena, text), serde_json::from_str::<serde_json::Value>(text)) {
        (Ok(ours), Ok(theirs)) => assert!(same(ours, &theirs), "{ours:?} is not {theirs:?}"),
        // Numbers stay text here, so none is too large.
        (Ok(_), Err(error)) => assert!(error.to_string().contains("number out of range"), "{error}"),
        (Err(JsonError::Malformed), theirs) => assert!(theirs.is_err(), "serde_json takes it"),
        (Err(_), _) => {}
    }
}

/// A metadata document, and a key set: a login that begins with it leaves for a safe address only.
pub fn discovery(data: &[u8]) {
    let (arena, text) = (Arena::default(), String::from_utf8_lossy(data));
    let (host, options) = (TinyHost::answering(&text), options_of("auto", "{}"));
    let client = Client::new(&host, &arena, &options).expect("options");
    let document = Json::parse_or_null(&arena, Some(&text));
    if let Ok(request) = client.login(&login_options(&arena)) {
        let url = AbsoluteUrl::parse(request.url).expect("an absolute URL");
        let host = url.host();
        assert!(url.scheme == "https" || host == "localhost" || host.starts_with("127.") || host == "[::1]");
        assert_eq!(document.text("issuer"), Some(ISSUER));
    }
    if let Ok(keys) = JwkSet::read(document) {
        for alg in Alg::ALL {
            if let Some(key) = keys.select(&arena, *alg, None) {
                assert_eq!(key.key_type, alg.key_type());
                assert!(Json::object(&arena, key.canonical).is_some());
            }
        }
    }
}

/// A token response: nobody is signed in by it, since no signature is good here.
pub fn token_response(data: &[u8]) {
    let (arena, text) = (Arena::default(), String::from_utf8_lossy(data));
    let (host, options) = (TinyHost::answering(&text), options_of("code", METADATA));
    let state = begin(&host, &options);
    let url = format!("{REDIRECT_URI}?code=c&state={state}");
    let client = Client::new(&host, &arena, &options).expect("options");
    client.callback(&url).expect("every answer is there");
    assert!(matches!(client.state(), State::SignedOut { .. }));
}

/// Options of the application, and addresses.
pub fn options(data: &[u8]) {
    let (arena, text) = (Arena::default(), String::from_utf8_lossy(data));
    if let Some(url) = AbsoluteUrl::parse(&text) {
        assert_eq!(format!("{}://{}{}", url.scheme, url.authority, url.rest), text);
        assert!(!url.host().is_empty() && !url.host().contains(['@', '\\', '/', ' ']));
        let port = url.authority.strip_prefix(url.host()).expect("the host first");
        let is_port = |port: &str| port.parse::<u16>().is_ok() && !port.starts_with('+');
        assert!(port.is_empty() || port.strip_prefix(':').is_some_and(is_port), "{text}");
    }
    let _pairs = form::decode(&arena, &text);
    if let Ok(config) = Config::parse(&arena, &text) {
        let url = AbsoluteUrl::parse(config.issuer).expect("an absolute issuer");
        assert!(!url.rest.contains('?') && !url.has_fragment());
    }
    let _options = LoginOptions::parse(&arena, Json::parse_or_null(&arena, Some(&text)));
}

pub const ISSUER: &str = "https://op.example";
const REDIRECT_URI: &str = "https://app.example/callback";
const METADATA: &str =
    r#"{"authorization_endpoint":"https://op.example/authorize","token_endpoint":"https://op.example/token"}"#;

/// Begins a login in a page of its own, and gives its state.
fn begin(host: &TinyHost, options: &str) -> String {
    let arena = Arena::default();
    let client = Client::new(host, &arena, options).expect("options");
    let url = client.login(&login_options(&arena)).expect("a login begins").url;
    form::decode(&arena, url).text("state").expect("a state").to_owned()
}

fn login_options(arena: &Arena) -> LoginOptions<'_> {
    LoginOptions::parse(arena, &Json::Null).expect("none at all")
}

fn options_of(flow: &str, metadata: &str) -> String {
    let key = r#"{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    format!(
        r#"{{"issuer":"{ISSUER}","clientId":"client","redirectUri":"{REDIRECT_URI}","flow":"{flow}","metadata":{metadata},"jwks":{{"keys":[{key}]}}}}"#
    )
}

fn same(ours: &Json<'_>, theirs: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (ours, theirs) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(ours), Value::Bool(theirs)) => ours == theirs,
        (Json::Number(ours), Value::Number(theirs)) => match (ours.parse::<f64>(), theirs.as_f64()) {
            // serde_json may be wrong in the last digits; the smallest numbers have few.
            (Ok(ours), Some(theirs)) => (ours - theirs).abs() <= ours.abs() * 1e-15 + 1e-323,
            _ => false,
        },
        (Json::String(ours), Value::String(theirs)) => ours == theirs,
        (Json::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|((_, ours), theirs)| same(ours, theirs))
        }
        (Json::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(name, value)| theirs.get(*name).is_some_and(|other| same(value, other)))
        }
        _ => false,
    }
}

/// A host to which every signature is wrong and every request gets one answer.
#[derive(Default)]
struct TinyHost {
    storage: RefCell<BTreeMap<String, String>>,
    memory: RefCell<Option<String>>,
    answer: String,
}

impl TinyHost {
    fn answering(answer: &str) -> Self {
        Self { answer: answer.into(), ..Self::default() }
    }
}

impl Host for TinyHost {
    fn now(&self) -> Timestamp {
        Timestamp(1_700_000_000_000)
    }

    fn monotonic(&self) -> i64 {
        0
    }

    fn random<'a>(&self, _: &'a Arena) -> Result<&'a str, Error> {
        Ok("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc")
    }

    fn is_framed(&self) -> bool {
        false
    }

    fn read<'a>(&self, arena: &'a Arena, key: &str) -> Option<&'a str> {
        self.storage.borrow().get(key).map(|value| arena.text(value))
    }

    fn write(&self, key: &str, value: &str) -> bool {
        self.storage.borrow_mut().insert(key.into(), value.into());
        true
    }

    fn remove(&self, key: &str) {
        self.storage.borrow_mut().remove(key);
    }

    fn keys<'a>(&self, arena: &'a Arena, prefix: &str) -> &'a Json<'a> {
        let storage = self.storage.borrow();
        let keys = storage.keys().filter(|key| key.starts_with(prefix)).map(|key| ("", Json::String(arena.text(key))));
        arena.value(Json::Array(arena.list(keys.collect())))
    }

    fn memory<'a>(&self, arena: &'a Arena) -> Option<&'a str> {
        self.memory.borrow().as_ref().map(|memory| arena.text(memory))
    }

    fn remember(&self, memory: &str) {
        self.memory.replace(Some(memory.into()));
    }

    fn fetch<'a>(&self, arena: &'a Arena, _: &HttpRequest<'_>) -> Result<HttpResponse<'a>, Stop> {
        Ok(HttpResponse {
            status: 200,
            media_type: "application/json",
            body: arena.text(&self.answer),
            ..HttpResponse::default()
        })
    }

    fn send(&self, _: &HttpRequest<'_>) {}

    fn digest<'a>(&self, arena: &'a Arena, _: Hash, _: &str, bytes: usize) -> Result<&'a str, Stop> {
        Ok(arena.keep("A".repeat((bytes * 4).div_ceil(3))))
    }

    fn verify(&self, _: &Jwk<'_>, _: Alg, _: &str, _: &str) -> Result<bool, Stop> {
        Ok(false)
    }
}
