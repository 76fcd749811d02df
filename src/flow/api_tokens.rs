//! Tokens for APIs, by the strategy of the configuration.

use alloc::string::String;

use super::{
    host::{Host, Run, Stop},
    provider,
    record::Record,
    renew::{self, Accept, Refreshed},
};
use crate::{
    base::{
        api_tokens::ApiTokens,
        error::{Code, Error},
        form,
        json::Json,
        json_writer::ObjectWriter,
        options::Options,
        secret::Secret,
        text::has_word,
        url::AbsoluteUrl,
    },
    protocol::{api_tokens, token, uma},
};

/// What the provider gave.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// A JSON object as text: tokens by the audience or resource that they are for.
    pub tokens: Secret<'a>,
    /// How long they live from the moment that they were asked for.
    pub seconds: i64,
    /// Whether they are bound to the key of the sign-in (RFC 9449).
    pub dpop: bool,
}

/// The access token of the sign-in, and the seconds that it still lives.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    /// The token.
    pub token: Secret<'a>,
    /// Seconds.
    pub left: i64,
}

/// Asks for the token of one API with the access token of the sign-in, and a permission instead of the configured one.
///
/// # Errors
/// `api_token_unreachable`, `api_token_refused`, `invalid_grant`, `invalid_target`, `token_response_invalid`, and those of discovery.
pub fn by_access_token<'a>(
    run: &Run<'a, impl Host>,
    (api, permission): (&str, Option<&str>),
    Held { token, left }: Held<'_>,
) -> Result<Given<'a>, Stop> {
    let Run { host, arena, config } = run;
    match config.api_tokens {
        ApiTokens::UmaTicket(usual) => {
            let metadata = provider::metadata(run, false)?;
            let endpoint = metadata.required("token_endpoint")?;
            // Not by `token_endpoint::send`: no client, no key, and never a proof.
            let request = uma::request(arena, endpoint, token, api, permission.unwrap_or(usual));
            let (ticket, seconds) = uma::response(arena, &host.fetch(arena, &request)?)?;
            Ok(one(run, api, (ticket, seconds), false))
        }
        ApiTokens::Tunnistamo(url) => {
            let answer = host.fetch(arena, &api_tokens::request(arena, url, token))?;
            let (tokens, seconds) = api_tokens::response(arena, &answer, left)?;
            Ok(Given { tokens: Secret::new(tokens), seconds, dpop: false })
        }
        ApiTokens::AccessToken | ApiTokens::Resource => {
            Err(Error::of(Code::ConfigInvalid, "apiTokens|a strategy for one API|none").into())
        }
    }
}

/// Asks for the token of one resource with the refresh token of a record that is the newest one, for a part of the scope if one is named (RFC
/// 8707 section 2.2). A new refresh token is kept by `accept` before anything else.
///
/// # Errors
/// [`Code::AccessTokenUnavailable`] where the refresh token is of no use, `renewal_unreachable`, `invalid_target`, `token_refused`,
/// `token_response_invalid`, and those of discovery.
pub fn by_resource<'a>(
    run: &Run<'a, impl Host>,
    record: Record<'a>,
    (resource, scope): (&str, Option<&str>),
    accept: Accept<'_, 'a>,
) -> Result<Given<'a>, Stop> {
    // RFC 8707 2: absolute, without fragment.
    if AbsoluteUrl::parse(resource).is_none_or(|url| url.has_fragment()) {
        return Err(Error::found(Code::ConfigInvalid, "resource|an absolute URL without fragment", resource).into());
    }
    let mut parameters = String::from("&");
    form::append(&mut parameters, "resource", resource);
    form::append_optional(&mut parameters, "scope", scope);
    match renew::refresh(run, record, &parameters, false, accept)? {
        Ok(Refreshed { tokens, .. }) => {
            let token = (tokens.text_or_empty("access_token"), token::check(tokens, record.dpop_key().is_some())?);
            Ok(one(run, resource, token, record.dpop_key().is_some()))
        }
        Err(useless) => {
            let what = "refresh_token|one that can be used";
            Err(Error::found(Code::AccessTokenUnavailable, what, useless.because).into())
        }
    }
}

fn one<'a>(run: &Run<'a, impl Host>, api: &str, (token, seconds): (&str, i64), dpop: bool) -> Given<'a> {
    let tokens = run.arena.keep(ObjectWriter::default().string(api, token).finish());
    Given { tokens: Secret::new(tokens), seconds, dpop }
}

/// The audience or resource that a call wants a token for. Each option means something to one strategy only, and is not passed over in silence by
/// another.
///
/// # Errors
/// [`Code::ConfigInvalid`].
pub fn check<'a>(strategy: ApiTokens<'_>, asked: &'a Json<'a>) -> Result<&'a str, Error> {
    let mut options = Options::new(asked);
    let words = strategy.words();
    let mut api = "";
    for name in ["audience", "resource", "scope", "permission"] {
        let Some(value) = options.text(name) else { continue };
        if !has_word(words, name) {
            options.wrong_kind::<()>(name, "nothing: see apiTokens", value);
        }
        if matches!(name, "audience" | "resource") {
            api = value;
        }
    }
    if api.is_empty() {
        options.wrong::<()>("audience|the name of an API, or its resource|nothing");
    }
    options.end().map(|()| api)
}
