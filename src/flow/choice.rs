//! Which flow a login uses, and why: told by the configuration and the provider's metadata, never weakened silently.

use alloc::{string::String, vec::Vec};

use crate::{
    base::{
        config::{Config, FlowOption, ResponseMode},
        error::{Code, Error},
    },
    protocol::{discovery::Metadata, pkce, response_type::ResponseType},
};

/// The choice and its reasons.
#[derive(Clone, Debug)]
pub struct Choice {
    /// `response_type`
    pub response_type: ResponseType,
    /// Where the response is expected.
    pub mode: ResponseMode,
    /// `response_mode`, where it is sent.
    pub response_mode: Option<ResponseMode>,
    /// Sentences for developers.
    pub because: Vec<String>,
}

/// Chooses.
///
/// # Errors
/// [`Code::FlowUnsupported`], [`Code::PkceUnsupported`], [`Code::ConfigInvalid`].
pub fn choose(config: &Config, metadata: &Metadata) -> Result<Choice, Error> {
    let mut because = Vec::new();
    let response_type = response_type(config, metadata, &mut because)?;
    if !offers(metadata, response_type) {
        let error = Error::of(Code::FlowUnsupported, "response_types_supported").expected(response_type.as_str());
        return Err(error.found(&metadata.response_types_supported.join(", ")));
    }
    if response_type.code {
        check_pkce(config, metadata, &mut because)?;
        if metadata.token_endpoint.is_none() {
            return Err(Error::of(Code::EndpointMissing, "token_endpoint").expected("a URL for the code flow").found("nothing"));
        }
    }
    let response_mode = config.response_mode.filter(|_| response_type == ResponseType::CODE);
    if config.response_mode == Some(ResponseMode::Query) && response_type.is_front_channel() {
        // OAuth 2.0 Multiple Response Types 5: tokens never in a query.
        return Err(Error::of(Code::ConfigInvalid, "responseMode").expected("\"fragment\" where tokens come back").found("query"));
    }
    Ok(Choice { response_type, mode: response_mode.unwrap_or(response_type.default_mode()), response_mode, because })
}

fn response_type(config: &Config, metadata: &Metadata, because: &mut Vec<String>) -> Result<ResponseType, Error> {
    let configured = match config.response_type.as_deref() {
        None => None,
        Some(text) => Some(ResponseType::parse(text).ok_or_else(|| wrong_type("code, id_token and token in a meaningful combination", text))?),
    };
    let named = |wanted: fn(ResponseType) -> bool, default: ResponseType, expected: &str| match configured {
        None => Ok(default),
        Some(response_type) if wanted(response_type) => Ok(response_type),
        Some(response_type) => Err(wrong_type(expected, response_type.as_str())),
    };
    match config.flow {
        FlowOption::Auto => Ok(automatic(metadata, because)),
        FlowOption::Code => {
            because.push("code was asked for".into());
            named(|r| r == ResponseType::CODE, ResponseType::CODE, "code")
        }
        FlowOption::Implicit => {
            because.push("implicit was asked for".into());
            if metadata.response_types_supported.iter().any(|text| text == "code") {
                because.push("the provider offers code too, which is the better choice: tokens then never stand in a URL (RFC 9700 2.1.2)".into());
            }
            named(|r| !r.code, ResponseType::ID_TOKEN_TOKEN, "id_token or id_token token")
        }
        FlowOption::Hybrid => {
            because.push("hybrid was asked for".into());
            named(|r| r.code && r.is_front_channel(), ResponseType::CODE_ID_TOKEN, "code with id_token or token")
        }
    }
}

fn automatic(metadata: &Metadata, because: &mut Vec<String>) -> ResponseType {
    if offers(metadata, ResponseType::CODE) {
        because.push("the provider offers code".into());
        return ResponseType::CODE;
    }
    because.push("the provider does not offer code, so the only way is implicit".into());
    if offers(metadata, ResponseType::ID_TOKEN_TOKEN) { ResponseType::ID_TOKEN_TOKEN } else { ResponseType::ID_TOKEN }
}

// Metadata without the list says nothing against any flow.
fn offers(metadata: &Metadata, response_type: ResponseType) -> bool {
    let listed = &metadata.response_types_supported;
    listed.is_empty() || listed.iter().any(|text| ResponseType::parse(text) == Some(response_type))
}

// RFC 7636 4.2, RFC 9700 4.8: S256 always; a provider that lists other methods only would have to be downgraded to.
fn check_pkce(config: &Config, metadata: &Metadata, because: &mut Vec<String>) -> Result<(), Error> {
    let unsupported = |found: &str| Err(Error::of(Code::PkceUnsupported, "code_challenge_methods_supported").expected(pkce::METHOD).found(found));
    match &metadata.code_challenge_methods_supported {
        Some(methods) if methods.iter().any(|method| method == pkce::METHOD) => because.push("PKCE with S256, which the provider advertises".into()),
        Some(methods) => return unsupported(&methods.join(" ")),
        None if config.require_advertised_pkce => return unsupported("nothing"),
        None => because.push("PKCE with S256, although the provider does not say whether it checks it".into()),
    }
    Ok(())
}

fn wrong_type(expected: &str, found: &str) -> Error {
    Error::of(Code::ConfigInvalid, "responseType").expected(expected).found(found)
}
