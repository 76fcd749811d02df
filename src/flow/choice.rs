//! Which flow a login uses, and why: told by the configuration and the provider's metadata, never weakened silently.

use crate::{
    base::{
        arena::Arena,
        config::{Config, FlowOption, ResponseMode},
        error::{Code, Error},
        json::Json,
    },
    protocol::{discovery::Metadata, pkce, response_type::ResponseType},
};

/// The choice and its reasons.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    /// `response_type`
    pub response_type: ResponseType,
    /// Where the response is expected.
    pub mode: ResponseMode,
    /// `response_mode`, where it is sent.
    pub response_mode: Option<ResponseMode>,
    /// Sentences for developers, one a line.
    pub because: &'a str,
}

/// Chooses.
///
/// # Errors
/// [`Code::FlowUnsupported`], [`Code::PkceUnsupported`], [`Code::ConfigInvalid`], [`Code::EndpointMissing`].
pub fn choose<'a>(arena: &'a Arena, config: &Config<'_>, metadata: &Metadata<'_>) -> Result<Choice<'a>, Error> {
    let (response_type, reason) = response_type(config, metadata)?;
    if !offers(metadata, response_type) {
        return Err(Error::new(Code::FlowUnsupported, RESPONSE_TYPES, response_type.as_str(), "others only"));
    }
    let pkce = if response_type.code() { check_pkce(config, metadata)? } else { "" };
    let response_mode = config.response_mode.filter(|_| response_type == ResponseType::CODE);
    if config.response_mode == Some(ResponseMode::Query) && response_type.is_front_channel() {
        // OAuth 2.0 Multiple Response Types 5: tokens never in a query.
        return Err(Error::of(Code::ConfigInvalid, "responseMode|fragment with tokens|query"));
    }
    let better = if !response_type.code() && offers(metadata, ResponseType::CODE) {
        "\nthe provider offers code too, which is safer"
    } else {
        ""
    };
    let mode = response_mode.unwrap_or(response_type.default_mode());
    Ok(Choice { response_type, mode, response_mode, because: arena.join(&[reason, better, pkce]) })
}

fn response_type(config: &Config<'_>, metadata: &Metadata<'_>) -> Result<(ResponseType, &'static str), Error> {
    let configured = config.response_type.map(ResponseType::parse);
    let (default, reason) = match config.flow {
        FlowOption::Auto => return Ok(automatic(metadata)),
        FlowOption::Code => (ResponseType::CODE, "code was asked for"),
        FlowOption::Implicit => (ResponseType::ID_TOKEN_TOKEN, "implicit was asked for"),
        FlowOption::Hybrid => (ResponseType::CODE_ID_TOKEN, "hybrid was asked for"),
    };
    match configured.unwrap_or(Some(default)) {
        // A response type belongs to a flow by what it has of code and tokens.
        Some(chosen) if chosen.code() == default.code() && chosen.is_front_channel() == default.is_front_channel() => {
            Ok((chosen, reason))
        }
        _ => Err(Error::new(
            Code::ConfigInvalid,
            "responseType",
            default.as_str(),
            config.response_type.unwrap_or_default(),
        )),
    }
}

fn automatic(metadata: &Metadata<'_>) -> (ResponseType, &'static str) {
    if offers(metadata, ResponseType::CODE) {
        (ResponseType::CODE, "the provider offers code")
    } else if offers(metadata, ResponseType::ID_TOKEN_TOKEN) {
        (ResponseType::ID_TOKEN_TOKEN, "the provider does not offer code")
    } else {
        (ResponseType::ID_TOKEN, "the provider offers an ID token only")
    }
}

// Metadata without the list says nothing against any flow.
#[inline(never)]
fn offers(metadata: &Metadata<'_>, response_type: ResponseType) -> bool {
    let is_it = |listed: &Json<'_>| listed.as_str().and_then(ResponseType::parse) == Some(response_type);
    match metadata.list(RESPONSE_TYPES) {
        Some(Json::Array(list)) => list.iter().any(|(_, listed)| is_it(listed)),
        _ => true,
    }
}

// RFC 7636 4.2, RFC 9700 4.8: S256 always; a provider that lists other methods only would have to be downgraded to.
fn check_pkce(config: &Config<'_>, metadata: &Metadata<'_>) -> Result<&'static str, Error> {
    metadata.required("token_endpoint")?;
    let methods = metadata.list(METHODS);
    if methods.is_some_and(|methods| methods.holds(pkce::METHOD)) {
        Ok("\nPKCE with S256, as advertised")
    } else if methods.is_some() || config.require_advertised_pkce {
        Err(Error::of(Code::PkceUnsupported, "code_challenge_methods_supported|S256|others or nothing"))
    } else {
        Ok("\nPKCE with S256, not advertised")
    }
}

const RESPONSE_TYPES: &str = "response_types_supported";
const METHODS: &str = "code_challenge_methods_supported";
