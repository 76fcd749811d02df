//! The authorization response: RFC 6749 4.1.2 and 4.2.2, OIDC Core 3.2.2.5 and 3.3.2.5, RFC 9207.

use alloc::string::String;

use crate::base::{
    config::ResponseMode,
    error::{Code, Error, ProviderError},
    form,
    secret::Secret,
};

/// What a URL says, before anything in it is believed.
#[derive(Debug, Default)]
pub struct AuthorizationResponse {
    /// Where it stood; both parts is an error.
    pub mode: Option<ResponseMode>,
    /// `state`
    pub state: Option<String>,
    /// `iss` (RFC 9207)
    pub iss: Option<String>,
    /// `code`
    pub code: Option<Secret>,
    /// `access_token`
    pub access_token: Option<Secret>,
    /// `id_token`
    pub id_token: Option<Secret>,
    /// `token_type`
    pub token_type: Option<String>,
    /// `expires_in` as it was written
    pub expires_in: Option<String>,
    /// `scope`
    pub scope: Option<String>,
    /// `error` and its companions
    pub error: Option<ProviderError>,
    /// `kc_action_status` (Keycloak application-initiated actions): always in the query
    pub action_status: Option<String>,
}

impl AuthorizationResponse {
    /// Reads the response out of the URL's fragment or query; `None` where there is none.
    ///
    /// # Errors
    /// [`Code::ResponseModeWrong`], [`Code::ResponseParameterRepeated`], [`Code::ResponseTooLarge`].
    pub fn read(url: &str) -> Result<Option<Self>, Error> {
        let (before, fragment) = url.split_once('#').unwrap_or((url, ""));
        let query = before.split_once('?').map_or("", |(_, query)| query);
        let in_query = Self::read_part(query, ResponseMode::Query)?;
        let in_fragment = Self::read_part(fragment, ResponseMode::Fragment)?;
        match (in_query, in_fragment) {
            // A leaked half-response in the other part is not ours to choose from.
            (Some(_), Some(_)) => Err(Error::of(Code::ResponseModeWrong, "response").expected("query or fragment").found("both")),
            (Some(response), None) => Ok(Some(response)),
            (None, Some(mut response)) => {
                response.action_status = form::decode(query).into_iter().find(|(name, _)| name == "kc_action_status").map(|(_, value)| value);
                Ok(Some(response))
            }
            (None, None) => Ok(None),
        }
    }

    fn read_part(text: &str, mode: ResponseMode) -> Result<Option<Self>, Error> {
        let mut result = Self { mode: Some(mode), ..Self::default() };
        let (mut error, mut description, mut uri) = (None, None, None);
        let (mut code, mut access_token, mut id_token) = (None, None, None);
        for (name, value) in form::decode(text) {
            let (field, slot) = match name.as_str() {
                "state" => ("state", &mut result.state),
                "iss" => ("iss", &mut result.iss),
                "code" => ("code", &mut code),
                "access_token" => ("access_token", &mut access_token),
                "id_token" => ("id_token", &mut id_token),
                "token_type" => ("token_type", &mut result.token_type),
                "expires_in" => ("expires_in", &mut result.expires_in),
                "scope" => ("scope", &mut result.scope),
                "error" => ("error", &mut error),
                "error_description" => ("error_description", &mut description),
                "error_uri" => ("error_uri", &mut uri),
                "kc_action_status" => ("kc_action_status", &mut result.action_status),
                // RFC 6749 4.1.2: others are ignored.
                _ => continue,
            };
            if value.len() > MAX_PARAMETER {
                return Err(Error::of(Code::ResponseTooLarge, field).expected("at most 64 kB"));
            }
            // RFC 6749 3.1
            if slot.replace(value).is_some() {
                return Err(Error::of(Code::ResponseParameterRepeated, field).expected("one").found("several"));
            }
        }
        if error.is_none() && code.is_none() && access_token.is_none() && id_token.is_none() {
            return Ok(None);
        }
        result.code = code.map(Secret::new);
        result.access_token = access_token.map(Secret::new);
        result.id_token = id_token.map(Secret::new);
        result.error = error.map(|error| ProviderError::new(&error, description.as_deref(), uri.as_deref()));
        Ok(Some(result))
    }
}

/// The typed error for an `error` parameter (RFC 6749 4.1.2.1, OIDC Core 3.1.2.6).
#[must_use]
pub fn provider_error(words: ProviderError) -> Error {
    let code = match words.error.as_str() {
        "access_denied" => Code::AccessDenied,
        "login_required" => Code::LoginRequired,
        "interaction_required" => Code::InteractionRequired,
        "consent_required" => Code::ConsentRequired,
        "account_selection_required" => Code::AccountSelectionRequired,
        "temporarily_unavailable" => Code::TemporarilyUnavailable,
        "server_error" => Code::ServerError,
        _ => Code::ProviderError,
    };
    Error::new(code).found(&words.error.clone()).with_provider(words)
}

/// Bytes of one parameter: an ID token of 32 kB is real.
const MAX_PARAMETER: usize = 64 * 1024;
