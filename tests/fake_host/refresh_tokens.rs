//! Refresh tokens as a strict provider keeps them: each is good for one use, and the second use of one ends all that came of the same
//! login (RFC 9700 4.14.2).

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use serde_json::{Value, json};

use super::op::{Answer, Op, Place};

pub struct RefreshTokens {
    /// Whether each use brings a new one.
    pub rotate: bool,
    /// Seconds that one lives, and the member that says so.
    pub life: Option<(&'static str, i64)>,
    /// Those that were sent to the provider, in order.
    pub presented: Vec<String>,
    /// Those that were sent again after they had been used.
    pub reused: Vec<String>,
    /// Comes in place of the answer, after everything was done.
    pub instead: Option<Answer>,
    known: BTreeMap<String, RefreshToken>,
    ended: BTreeSet<usize>,
}

struct RefreshToken {
    /// Which login it came of.
    family: usize,
    claims: Rc<Value>,
    expires_at: Option<i64>,
    used: bool,
    successor: Option<String>,
}

impl Default for RefreshTokens {
    fn default() -> Self {
        Self {
            rotate: true,
            life: None,
            presented: Vec::new(),
            reused: Vec::new(),
            instead: None,
            known: BTreeMap::new(),
            ended: BTreeSet::new(),
        }
    }
}

impl RefreshTokens {
    /// The first one of a login.
    pub fn begin(&mut self, token: &str, claims: &Value, now: i64) {
        let family = self.known.len();
        self.add(token, family, Rc::new(claims.clone()), now);
    }

    /// Whether the provider would take it.
    pub fn is_good(&self, token: &str, now: i64) -> bool {
        self.known.get(token).is_some_and(|known| {
            !known.used && !self.ended.contains(&known.family) && known.expires_at.is_none_or(|at| now < at)
        })
    }

    /// The one that was given for it.
    pub fn successor(&self, token: &str) -> Option<String> {
        self.known.get(token)?.successor.clone()
    }

    /// The provider ends all sessions.
    pub fn end_all(&mut self) {
        self.ended.extend(self.known.values().map(|known| known.family));
    }

    pub fn tell_life(&self, response: &mut Value) {
        if let Some((name, seconds)) = self.life {
            response[name] = seconds.into();
        }
    }

    fn add(&mut self, token: &str, family: usize, claims: Rc<Value>, now: i64) {
        let expires_at = self.life.map(|(_, seconds)| now + seconds);
        self.known.insert(token.into(), RefreshToken { family, claims, expires_at, used: false, successor: None });
    }

    // Takes one; gives the family and the claims of its login.
    fn take(&mut self, token: &str, now: i64) -> Option<(usize, Rc<Value>)> {
        self.presented.push(token.into());
        let is_good = self.is_good(token, now);
        let known = self.known.get_mut(token)?;
        if known.used {
            self.reused.push(token.into());
            self.ended.insert(known.family);
        }
        known.used |= self.rotate;
        is_good.then(|| (known.family, known.claims.clone()))
    }
}

impl Op {
    /// RFC 6749 section 6, OIDC Core 12.
    pub(super) fn refresh(&mut self, body: &BTreeMap<String, String>, now: i64) -> Answer {
        let refused = json!({"error": "invalid_grant", "error_description": "Token is not active"});
        let taken = self.refresh_tokens.take(&body["refresh_token"], now);
        let Some((family, login)) = taken.filter(|(_, login)| login["aud"] == body["client_id"]) else {
            return self.refresh_tokens.instead.clone().unwrap_or_else(|| Answer::json(400, &refused));
        };
        let access_token = self.name("access-token");
        let mut claims = self.claims(&None, &None, now);
        for name in ["aud", "sub", "auth_time"] {
            claims[name] = login[name].clone();
        }
        claims.as_object_mut().unwrap().remove("nonce");
        let id_token = self.id_token(Place::Refresh, claims, &[("at_hash", Some(&access_token))]);
        let mut response = json!({
            "access_token": access_token, "token_type": "Bearer", "expires_in": self.expires_in, "id_token": id_token,
        });
        if self.refresh_tokens.rotate {
            let next = self.name("refresh-token");
            self.refresh_tokens.add(&next, family, login, now);
            self.refresh_tokens.known.get_mut(&body["refresh_token"]).unwrap().successor = Some(next.clone());
            response["refresh_token"] = next.into();
        }
        self.refresh_tokens.tell_life(&mut response);
        (self.token_response)(&mut response);
        self.refresh_tokens.instead.clone().unwrap_or_else(|| Answer::json(200, &response))
    }
}
