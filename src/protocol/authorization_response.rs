//! The authorization response: RFC 6749 4.1.2 and 4.2.2, OIDC Core 3.2.2.5 and 3.3.2.5, RFC 9207.

use alloc::string::String;

use crate::base::{
    config::ResponseMode,
    error::{Code, Error, ProviderError},
    form,
    text::cut,
};

/// What a URL says, before anything in it is believed. There is no `Debug`: it holds secrets.
#[derive(Default)]
pub struct AuthorizationResponse {
    /// Where it stood.
    pub mode: ResponseMode,
    /// `state`
    pub state: Option<String>,
    /// `iss` (RFC 9207)
    pub iss: Option<String>,
    /// `code`
    pub code: Option<String>,
    /// `access_token`
    pub access_token: Option<String>,
    /// `id_token`
    pub id_token: Option<String>,
    /// `token_type`
    pub token_type: Option<String>,
    /// `expires_in` as it was written
    pub expires_in: Option<String>,
    /// `scope`
    pub scope: Option<String>,
    /// `error`
    pub error: Option<String>,
    /// `error_description`
    pub error_description: Option<String>,
    /// `error_uri`
    pub error_uri: Option<String>,
    /// `kc_action_status` (Keycloak application-initiated actions): always in the query
    pub action_status: Option<String>,
    is_answer: bool,
}

impl AuthorizationResponse {
    /// Reads the response out of the URL's fragment or query; `None` where there is none.
    ///
    /// # Errors
    /// [`Code::ResponseModeWrong`], [`Code::ResponseParameterRepeated`], [`Code::ResponseTooLarge`].
    pub fn read(url: &str) -> Result<Option<Self>, Error> {
        let (before, fragment) = cut(url, b'#').unwrap_or((url, ""));
        let query = cut(before, b'?').map_or("", |(_, query)| query);
        let in_query = Self::read_part(query, ResponseMode::Query)?;
        let mut in_fragment = Self::read_part(fragment, ResponseMode::Fragment)?;
        // A leaked half-response in the other part is not ours to choose from.
        if in_query.is_answer && in_fragment.is_answer {
            return Err(Error::new(Code::ResponseModeWrong, "response", "query or fragment", "both"));
        }
        if in_query.is_answer {
            return Ok(Some(in_query));
        }
        in_fragment.action_status = in_fragment.action_status.or(in_query.action_status);
        Ok(Some(in_fragment).filter(|response| response.is_answer))
    }

    #[inline(never)]
    fn read_part(text: &str, mode: ResponseMode) -> Result<Self, Error> {
        let mut result = Self { mode, ..Self::default() };
        let mut repeated = None;
        for (name, value) in form::decode(text) {
            let (field, slot) = match name.as_str() {
                "state" => ("state", &mut result.state),
                "iss" => ("iss", &mut result.iss),
                "code" => ("code", &mut result.code),
                "access_token" => ("access_token", &mut result.access_token),
                "id_token" => ("id_token", &mut result.id_token),
                "token_type" => ("token_type", &mut result.token_type),
                "expires_in" => ("expires_in", &mut result.expires_in),
                "scope" => ("scope", &mut result.scope),
                "error" => ("error", &mut result.error),
                "error_description" => ("error_description", &mut result.error_description),
                "error_uri" => ("error_uri", &mut result.error_uri),
                "kc_action_status" => ("kc_action_status", &mut result.action_status),
                // RFC 6749 4.1.2: others are ignored.
                _ => continue,
            };
            if value.len() > MAX_PARAMETER {
                return Err(Error::new(Code::ResponseTooLarge, field, "at most 64 kB", "more"));
            }
            result.is_answer |= matches!(field, "code" | "access_token" | "id_token" | "error");
            // RFC 6749 3.1
            if slot.replace(value).is_some() {
                repeated = Some(field);
            }
        }
        // In a URL that is no response a name may stand as often as it likes.
        if let Some(field) = repeated.filter(|_| result.is_answer) {
            return Err(Error::new(Code::ResponseParameterRepeated, field, "one", "several"));
        }
        Ok(result)
    }

    /// The words of an error response.
    #[must_use]
    pub fn provider_words(&self) -> Option<ProviderError> {
        Some(ProviderError::new(self.error.as_deref()?, self.error_description.as_deref(), self.error_uri.as_deref()))
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
    Error::of_provider(code, words)
}

/// Bytes of one parameter: an ID token of 32 kB is real.
const MAX_PARAMETER: usize = 64 * 1024;
