//! An OpenID provider in this process: it keeps codes, checks PKCE, and signs. What a test changes about it is a public field.

use std::{collections::BTreeMap, rc::Rc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kirjaudu::{
    base::http::HttpRequest,
    protocol::jwa::{Alg, Hash},
};
use serde_json::{Value, json};

use super::{
    keys::SigningKey,
    proofs::Dpop,
    pushed::Pushed,
    redirect::{Redirect, form, parameter},
    refresh_tokens::RefreshTokens,
    signature::digest_of,
};

pub struct Op {
    /// Origin of all its endpoints.
    pub host: String,
    pub issuer: String,
    pub metadata: Value,
    /// The keys in the JWKS.
    pub published: Vec<Rc<SigningKey>>,
    /// The key that signs.
    pub signing: Rc<SigningKey>,
    /// Changes each ID token before it is signed.
    pub draft: Box<dyn Fn(&mut Draft)>,
    /// Changes each token response.
    pub token_response: Box<dyn Fn(&mut Value)>,
    pub userinfo: Value,
    /// Answers instead of the usual ones, and then nothing else is done: `discovery`, `oauth-metadata`, `jwks`, `token`, `uma`, `userinfo`,
    /// `par`, and `other` for what it does not know.
    pub answers: BTreeMap<&'static str, Answer>,
    pub checks_pkce: bool,
    pub dpop: Dpop,
    pub pushed: Pushed,
    /// Seconds that access tokens live.
    pub expires_in: i64,
    /// Goes along with each answer: RFC 9110 10.2.3.
    pub retry_after: Option<i64>,
    pub refresh_tokens: RefreshTokens,
    /// Every token and code that it gave out.
    pub issued: Vec<String>,
    grants: BTreeMap<String, Grant>,
}

/// An ID token before it is signed.
pub struct Draft {
    pub place: Place,
    pub header: Value,
    pub claims: Value,
    /// The payload's text, instead of that of `claims`.
    pub payload: Option<String>,
    pub key: Rc<SigningKey>,
    /// What comes in place of the signed token.
    pub replace: Option<Box<dyn Fn(String) -> String>>,
}

/// Where an ID token comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Authorization,
    Token,
    Refresh,
}

#[derive(Clone, Debug)]
pub enum Answer {
    Http(u16, &'static str, Vec<u8>),
    Down(&'static str),
}

/// Status, media type and body, or why there is no answer.
pub type Reply = Result<(u16, &'static str, Vec<u8>), &'static str>;

struct Grant {
    parameters: BTreeMap<&'static str, Option<String>>,
    redeemed: bool,
}

impl Answer {
    pub fn json(status: u16, body: &Value) -> Self {
        Self::Http(status, "application/json", body.to_string().into_bytes())
    }

    pub fn html(status: u16) -> Self {
        Self::Http(status, "text/html", b"<!doctype html><title>maintenance</title>".to_vec())
    }

    fn into_reply(self) -> Reply {
        match self {
            Self::Http(status, media_type, body) => Ok((status, media_type, body)),
            Self::Down(because) => Err(because),
        }
    }
}

impl Op {
    pub fn new(host: &str, path: &str) -> Self {
        let issuer = format!("{host}{path}");
        let metadata = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{host}/authorize"),
            "token_endpoint": format!("{host}/token"),
            "userinfo_endpoint": format!("{host}/userinfo"),
            "end_session_endpoint": format!("{host}/logout"),
            "revocation_endpoint": format!("{host}/revoke"),
            "jwks_uri": format!("{host}/jwks"),
            "response_types_supported": [
                "code", "id_token", "id_token token", "code id_token", "code token", "code id_token token",
            ],
            "code_challenge_methods_supported": ["plain", "S256"],
            "id_token_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA"],
            "something_new": {"of": ["no", "concern"]},
        });
        let key = SigningKey::rsa("rsa-1", 1);
        Self {
            host: host.into(),
            issuer,
            metadata,
            published: vec![key.clone()],
            signing: key,
            draft: Box::new(|_| ()),
            token_response: Box::new(|_| ()),
            userinfo: json!({"sub": "248289761001", "email": "maija@example.org"}),
            answers: BTreeMap::new(),
            checks_pkce: true,
            dpop: Dpop::default(),
            pushed: Pushed::default(),
            expires_in: 3600,
            retry_after: None,
            refresh_tokens: RefreshTokens::default(),
            issued: Vec::new(),
            grants: BTreeMap::new(),
        }
    }

    /// A new key signs from now on, and only it is published.
    pub fn rotate_to(&mut self, key: Rc<SigningKey>) {
        self.published = vec![key.clone()];
        self.signing = key;
    }

    /// Signs the person in and sends the browser back.
    pub fn authorize(&mut self, url: &str, now: i64) -> Redirect {
        let url = &self.pushed.pull(url);
        let get = |name| parameter(url, name);
        let response_type = get("response_type").unwrap();
        let words: Vec<&str> = response_type.split(' ').collect();
        let mut parameters = vec![("state".to_owned(), get("state").unwrap())];
        let mut add = |name: &str, value: &str| parameters.push((name.into(), value.into()));
        let access_token = words.contains(&"token").then(|| self.name("access-token"));
        let code = words.contains(&"code").then(|| self.name("code"));
        if let Some(code) = &code {
            let names =
                ["client_id", "redirect_uri", "nonce", "code_challenge", "code_challenge_method", "scope", "dpop_jkt"];
            let parameters = names.into_iter().map(|name| (name, get(name))).collect();
            self.grants.insert(code.clone(), Grant { parameters, redeemed: false });
            add("code", code);
        }
        if let Some(access_token) = &access_token {
            add("access_token", access_token);
            add("token_type", "Bearer");
            add("expires_in", "3600");
        }
        if words.contains(&"id_token") {
            let claims = self.claims(&get("client_id"), &get("nonce"), now);
            let beside = [("at_hash", access_token.as_deref()), ("c_hash", code.as_deref())];
            add("id_token", &self.id_token(Place::Authorization, claims, &beside));
        }
        if self.metadata["authorization_response_iss_parameter_supported"] == true {
            add("iss", &self.issuer.clone());
        }
        let fragment = words != ["code"] || get("response_mode").as_deref() == Some("fragment");
        Redirect { uri: get("redirect_uri").unwrap(), fragment, parameters }
    }

    /// Answers a request of the page.
    pub fn answer(&mut self, request: &HttpRequest<'_>, now: i64) -> Reply {
        let path = request.url.strip_prefix(&self.host).unwrap();
        let (name, usual) = if path.ends_with("/.well-known/openid-configuration") {
            ("discovery", Answer::json(200, &self.metadata))
        } else if path.starts_with("/.well-known/oauth-authorization-server") {
            ("oauth-metadata", Answer::html(404))
        } else if path == "/jwks" {
            let keys: Vec<Value> = self.published.iter().map(|key| key.jwk.clone()).collect();
            ("jwks", Answer::json(200, &json!({"keys": keys})))
        } else if path == "/token" && request.authorization.is_some() {
            let token = json!({"access_token": "ticket", "token_type": "Bearer", "expires_in": 300, "upgraded": false});
            ("uma", Answer::json(200, &token))
        } else if path == "/token" {
            let usual = if self.answers.contains_key("token") { Answer::html(500) } else { self.redeem(request, now) };
            ("token", usual)
        } else if path == "/userinfo" {
            let refused = self.dpop.at_api(request, now).err();
            ("userinfo", refused.unwrap_or_else(|| Answer::json(200, &self.userinfo)))
        } else if path == "/par" {
            ("par", self.pushed.push(request.form.unwrap()))
        } else {
            ("other", Answer::html(404))
        };
        self.answers.get(name).cloned().unwrap_or(usual).into_reply()
    }

    // RFC 6749 4.1.3, RFC 7636 4.6
    fn redeem(&mut self, request: &HttpRequest<'_>, now: i64) -> Answer {
        let jkt = match self.dpop.at_token_endpoint(request, now) {
            Ok(jkt) => jkt,
            Err(refused) => return refused,
        };
        let body: BTreeMap<String, String> = form(request.form.unwrap_or_default()).into_iter().collect();
        if body.get("grant_type").is_some_and(|grant| grant == "refresh_token") {
            return self.refresh(&body, now);
        }
        let get = |name: &str| body.get(name).cloned().unwrap_or_default();
        let refused = Answer::json(400, &json!({"error": "invalid_grant", "error_description": "no such code"}));
        let Some(grant) = self.grants.get_mut(&get("code")).filter(|grant| !grant.redeemed) else { return refused };
        grant.redeemed = true;
        let asked = grant.parameters.clone();
        let same = |name: &str| asked[name].as_deref() == Some(&*get(name));
        let challenge = URL_SAFE_NO_PAD.encode(digest_of(Hash::Sha256, get("code_verifier").as_bytes()));
        let pkce =
            asked["code_challenge_method"].as_deref() == Some("S256") && asked["code_challenge"] == Some(challenge);
        if get("grant_type") != "authorization_code"
            || !same("client_id")
            || !same("redirect_uri")
            || self.checks_pkce && !pkce
            || asked["dpop_jkt"].is_some() && asked["dpop_jkt"] != jkt
        {
            return refused;
        }
        let (access_token, refresh_token) = (self.name("access-token"), self.name("refresh-token"));
        let claims = self.claims(&asked["client_id"], &asked["nonce"], now);
        self.refresh_tokens.begin(&refresh_token, &claims, now);
        let id_token = self.id_token(Place::Token, claims, &[("at_hash", Some(&access_token))]);
        let mut response = json!({
            "access_token": access_token, "token_type": if jkt.is_some() { "DPoP" } else { "Bearer" },
            "expires_in": self.expires_in, "refresh_token": refresh_token, "id_token": id_token, "scope": asked["scope"],
        });
        self.dpop.bind(&access_token, jkt);
        self.refresh_tokens.tell_life(&mut response);
        (self.token_response)(&mut response);
        Answer::json(200, &response)
    }

    pub(super) fn claims(&self, client_id: &Option<String>, nonce: &Option<String>, now: i64) -> Value {
        let now = now + self.dpop.clock_ahead;
        json!({
            "iss": self.issuer, "sub": "248289761001", "aud": client_id, "nonce": nonce, "iat": now, "exp": now + 3600,
            "auth_time": now - 30, "name": "Maija Meikäläinen",
        })
    }

    pub(super) fn id_token(&mut self, place: Place, mut claims: Value, beside: &[(&str, Option<&str>)]) -> String {
        let key = self.signing.clone();
        for (name, value) in beside {
            if let Some(value) = value {
                claims[name] = left_half(key.alg, value).into();
            }
        }
        let header = json!({"alg": key.alg, "kid": key.kid});
        let mut draft = Draft { place, header, claims, payload: None, key, replace: None };
        (self.draft)(&mut draft);
        let payload = draft.payload.unwrap_or_else(|| draft.claims.to_string());
        let token = draft.key.token(&draft.header, &payload);
        let token = draft.replace.map_or(token.clone(), |replace| replace(token));
        self.issued.push(token.clone());
        token
    }

    pub(super) fn name(&mut self, kind: &str) -> String {
        let name = format!("{kind}-{}-of-{}", self.issued.len(), self.host.trim_start_matches("https://"));
        self.issued.push(name.clone());
        name
    }
}

impl Draft {
    /// Sets or removes (`null`) one claim.
    pub fn claim(&mut self, name: &str, value: Value) {
        let claims = self.claims.as_object_mut().unwrap();
        if value.is_null() {
            claims.remove(name)
        } else {
            claims.insert(name.into(), value)
        };
    }
}

/// OIDC Core 3.1.3.6, computed apart from the crate's own code.
pub fn left_half(alg: &str, value: &str) -> String {
    let digest = digest_of(Alg::parse(alg).map_or(Hash::Sha256, Alg::hash), value.as_bytes());
    URL_SAFE_NO_PAD.encode(&digest[..digest.len() / 2])
}
