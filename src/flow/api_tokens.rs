//! Tokens for APIs, by the strategy of the configuration.

use super::{
    host::{Host, Run, Stop},
    provider,
};
use crate::{
    base::{
        api_tokens::ApiTokens,
        error::{Code, Error},
        json::Json,
        json_writer::ObjectWriter,
        options::Options,
        secret::Secret,
        text::has_word,
    },
    protocol::{api_tokens, uma},
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

/// Asks for the token of one API; `asked` are the options of the call.
///
/// # Errors
/// [`Code::ConfigInvalid`] for options that mean nothing to the strategy, `api_token_unreachable`, `api_token_refused`, `invalid_grant`,
/// `invalid_target`, `token_response_invalid`, and those of discovery and of the access token.
pub fn get<'a>(
    run: &Run<'a, impl Host>,
    asked: &'a Json<'a>,
    held: impl Fn() -> Result<Held<'a>, Stop>,
) -> Result<Given<'a>, Stop> {
    let Run { host, arena, config } = run;
    let api = check(config.api_tokens, asked)?;
    let one = |(token, seconds)| {
        let tokens = arena.keep(ObjectWriter::default().string(api, token).finish());
        Given { tokens: Secret::new(tokens), seconds, dpop: false }
    };
    match config.api_tokens {
        ApiTokens::UmaTicket(usual) => {
            let metadata = provider::metadata(run, false)?;
            let permission = asked.text("permission").unwrap_or(usual);
            let endpoint = metadata.required("token_endpoint")?;
            // Not by `token_endpoint::send`: no client, no key, and never a proof.
            let answer = host.fetch(arena, &uma::request(arena, endpoint, held()?.token, api, permission))?;
            Ok(one(uma::response(arena, &answer)?))
        }
        ApiTokens::Tunnistamo(url) => {
            let Held { token, left } = held()?;
            let answer = host.fetch(arena, &api_tokens::request(arena, url, token))?;
            let (tokens, seconds) = api_tokens::response(arena, &answer, left)?;
            Ok(Given { tokens: Secret::new(tokens), seconds, dpop: false })
        }
        ApiTokens::Resource | ApiTokens::AccessToken => {
            Err(Error::of(Code::AccessTokenUnavailable, "resource|a refresh token|none").into())
        }
    }
}

// Each option means something to one strategy only, and is not passed over in silence by another.
fn check<'a>(strategy: ApiTokens<'_>, asked: &'a Json<'a>) -> Result<&'a str, Error> {
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
