//! Tokens bound to a key (DPoP, RFC 9449): the key of a login, its proofs, and the requests that carry them.

use super::{
    clock,
    host::{Host, Run, Stop},
};
use crate::{
    base::{
        api_tokens::ApiTokens,
        config::{Config, Wanted},
        error::{Code, Error, ProviderError},
        http::{HttpRequest, HttpResponse},
        json::Json,
        secret::Secret,
    },
    protocol::{
        discovery::Metadata,
        dpop::{ALG, Proof, origin},
        jwa::Hash,
        response_type::ResponseType,
    },
};

/// Whether the tokens of a login are to be bound to a key.
///
/// # Errors
/// [`Code::DpopUnsupported`]: they are to be, and can't.
pub fn is_wanted(config: &Config<'_>, metadata: &Metadata<'_>, response_type: ResponseType) -> Result<bool, Error> {
    let algorithms = metadata.list("dpop_signing_alg_values_supported");
    let problem = if config.dpop == Wanted::No || config.dpop == Wanted::Auto && algorithms.is_none() {
        return Ok(false);
    } else if !cfg!(feature = "dpop") {
        "dpop|a build with it|another"
    } else if !response_type.code() || response_type.token() {
        // Section 5: bound are tokens of the token endpoint only.
        "responseType|a code, and no access token beside it|another"
    } else if matches!(config.api_tokens, ApiTokens::UmaTicket(_) | ApiTokens::Tunnistamo(_)) {
        // Section 7.2: both would send the bound token as a bearer token.
        "apiTokens|another kind: neither UMA tickets of Keycloak nor Tunnistamo's tokens are given for a bound token|this one"
    } else if algorithms.is_some_and(|algorithms| !algorithms.holds(ALG)) {
        "dpop_signing_alg_values_supported|ES256|others only"
    } else {
        return Ok(true);
    };
    if config.dpop == Wanted::Auto { Ok(false) } else { Err(Error::of(Code::DpopUnsupported, problem)) }
}

/// Makes the key of a login; gives its thumbprint (RFC 7638), which the authorization request names as `dpop_jkt` (section 10). The host's JWK
/// has the canonical form already.
///
/// # Errors
/// [`Stop::Waiting`], [`Code::CryptoUnavailable`].
pub fn new_key<'a>(run: &Run<'a, impl Host>, name: &str) -> Result<&'a str, Stop> {
    let jwk = run.host.make_key(run.arena, name)?;
    sha256(run, jwk)
}

/// Refuses a key that is not the one which the authorization request named, before any request.
///
/// # Errors
/// [`Code::DpopKeyLost`].
pub fn check_key(run: &Run<'_, impl Host>, name: &str, thumbprint: &str) -> Result<(), Stop> {
    if sha256(run, key(run, name)?)? == thumbprint {
        return Ok(());
    }
    Err(Error::of(Code::DpopKeyLost, "dpop_jkt|the key of this login|another").into())
}

/// That the key is there: before anything depends on a request whose proof it is to sign.
///
/// # Errors
/// [`Stop::Waiting`], [`Code::DpopKeyLost`].
pub fn check_there(run: &Run<'_, impl Host>, name: &str) -> Result<(), Stop> {
    key(run, name).map(|_| ())
}

/// The proof that goes to an API along with an access token (section 7).
///
/// # Errors
/// [`Stop::Waiting`], [`Code::DpopKeyLost`], [`Code::CryptoUnavailable`].
pub fn for_api<'a>(
    run: &Run<'a, impl Host>,
    key: &str,
    method: &str,
    url: &str,
    access_token: Secret<'_>,
) -> Result<&'a str, Stop> {
    let nonce = run.host.read(run.arena, nonce_key(run, API, url));
    proof(run, key, method, url, Some(access_token), nonce)
}

/// Keeps the nonce of an API's answer for the next proof to the same origin (section 8.2).
pub fn keep_api_nonce(run: &Run<'_, impl Host>, url: &str, nonce: &str) {
    run.host.write(nonce_key(run, API, url), nonce);
}

/// Sends a request with a proof, to an API if it carries an access token; again where the server wants a nonce in it, or has another time.
///
/// # Errors
/// [`Code::DpopKeyLost`], [`Code::DpopProofRefused`], and what the request names for no answer.
pub fn send<'a>(
    run: &Run<'a, impl Host>,
    key: &str,
    request: HttpRequest<'_>,
    access_token: Option<Secret<'_>>,
) -> Result<HttpResponse<'a>, Stop> {
    // Section 9: a nonce is for one server, and for one that gives tokens or one that takes them.
    let nonce_key = nonce_key(run, if access_token.is_some() { API } else { AUTHORIZATION_SERVER }, request.url);
    let mut nonce = run.host.read(run.arena, nonce_key);
    let mut retries = if access_token.is_some() { 1 } else { 2 };
    let mut can_learn = true;
    loop {
        let method = if request.form.is_some() { "POST" } else { "GET" };
        let dpop = Some(proof(run, key, method, request.url, access_token, nonce)?);
        let answer = run.host.fetch(run.arena, &HttpRequest { dpop, ..request })?;
        let fresh = answer.dpop_nonce.filter(|fresh| Some(*fresh) != nonce);
        if let Some(fresh) = fresh {
            run.host.write(nonce_key, fresh);
            nonce = Some(fresh);
        }
        let words = ProviderError::read(Json::parse_or_null(run.arena, Some(answer.body)));
        // Section 9: an API says it in a header that CORS hides.
        let is_asked_for = access_token.is_some() && answer.status == 401;
        let problem = match words {
            Some(words) if words.error == "use_dpop_nonce" => {
                if answer.dpop_nonce.is_none() {
                    let what =
                        "DPoP-Nonce|a header that CORS exposes (Access-Control-Expose-Headers)|a hidden one or none";
                    return Err(Error::of(Code::DpopProofRefused, what).into());
                }
                words
            }
            Some(words) if is_about_proof(&words) => {
                // RFC 9449 4.3: the time in it.
                if !(can_learn && answer.date.is_some_and(|date| clock::learn_from_date(run, date))) {
                    retries = 0;
                }
                can_learn = false;
                words
            }
            None if is_asked_for && fresh.is_some() && retries > 0 => {
                retries -= 1;
                continue;
            }
            _ => return Ok(answer),
        };
        if retries == 0 {
            return Err(Error::of_provider(Code::DpopProofRefused, problem).into());
        }
        retries -= 1;
    }
}

// Keycloak has no word of its own for it.
fn is_about_proof(words: &ProviderError) -> bool {
    words.error == "invalid_dpop_proof"
        || words.error == "invalid_request"
            && words.description.as_ref().is_some_and(|description| description.starts_with("DPoP proof"))
}

#[inline(never)]
fn proof<'a>(
    run: &Run<'a, impl Host>,
    name: &str,
    method: &str,
    url: &str,
    access_token: Option<Secret<'_>>,
    nonce: Option<&str>,
) -> Result<&'a str, Stop> {
    let Run { host, arena, .. } = run;
    let jwk = key(run, name)?;
    let mut ath = None;
    if let Some(token) = access_token {
        ath = Some(sha256(run, token.expose())?);
    }
    // Servers differ in how far `iat` may be off, and allow less to come than to be past: Keycloak −23 to +13 seconds. The middle leaves
    // most to a clock that is wrong either way.
    let issued_at = clock::now(run).plus_seconds(-5);
    let proof = Proof { jwk, jti: host.random(arena)?, method, url, issued_at, ath, nonce };
    let input = proof.signing_input();
    let signature = host.sign(arena, name, &input)?.ok_or_else(lost)?;
    Ok(arena.join(&[&input, ".", signature]))
}

fn key<'a>(run: &Run<'a, impl Host>, name: &str) -> Result<&'a str, Stop> {
    Ok(run.host.key(run.arena, name)?.ok_or_else(lost)?)
}

fn sha256<'a>(run: &Run<'a, impl Host>, text: &str) -> Result<&'a str, Stop> {
    run.host.digest(run.arena, Hash::Sha256, text, Hash::Sha256.length())
}

#[cold]
fn lost() -> Error {
    Error::of(Code::DpopKeyLost, "key|the key of this login|none")
}

fn nonce_key<'a>(run: &Run<'a, impl Host>, of: &str, url: &str) -> &'a str {
    run.arena.join(&["kirjaudu.nonce.", of, " ", &origin(url)])
}

const AUTHORIZATION_SERVER: &str = "as";
const API: &str = "api";
