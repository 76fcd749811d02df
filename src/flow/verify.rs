//! Verification of signed tokens: the checks of [`mod@id_token`] in their order, with the host's digests and signatures between them.

use alloc::vec::Vec;

use super::{host::Host, provider};
use crate::{
    base::{
        config::Config,
        error::{Code, Error},
        secret::Secret,
    },
    protocol::{
        discovery::Metadata,
        id_token::{self, Expected, HashClaim, IdToken},
        jws::{UnverifiedJws, VerifiedJws},
    },
};

/// What this one ID token must fit.
#[derive(Debug)]
pub struct Binding<'a> {
    /// `nonce` as sent
    pub nonce: &'a Secret,
    /// `max_age` as sent
    pub max_age: Option<i64>,
    /// `acr` values, parted by spaces, of which one must come; an empty list where any will do
    pub essential_acr: Option<&'a str>,
    /// Hash claims: name, what it must be the hash of if that came at all, and whether it must be there.
    pub hashed: &'a [(&'static str, Option<&'a str>, bool)],
}

/// Verifies an ID token.
///
/// # Errors
/// The first check that failed.
pub async fn id_token(
    host: &impl Host,
    config: &Config,
    metadata: &Metadata,
    token: &str,
    binding: &Binding<'_>,
) -> Result<IdToken, Error> {
    let unverified = UnverifiedJws::parse(token)?;
    id_token::check_before_signature(&unverified, config, metadata)?;
    let verified = signature(host, config, metadata, unverified).await?;
    let mut hashes = Vec::new();
    for (name, value, required) in binding.hashed {
        if let Some(value) = value {
            let digest = host.digest(verified.alg.hash(), value.as_bytes()).await?;
            hashes.push(HashClaim { name, digest, required: *required });
        }
    }
    let expected = Expected {
        nonce: binding.nonce,
        max_age: binding.max_age,
        acr: binding.essential_acr,
        now: host.now(),
        hashes: &hashes,
    };
    let id_token = id_token::check_after_signature(verified, config, &expected)?;
    host.note("id token", "verified");
    Ok(id_token)
}

/// Checks a signature with the issuer's keys, asked for once more if the key is not among them.
///
/// # Errors
/// [`Code::AlgorithmRefused`], [`Code::KeyUnknown`], [`Code::SignatureInvalid`], and those of fetching keys.
pub async fn signature(
    host: &impl Host,
    config: &Config,
    metadata: &Metadata,
    jws: UnverifiedJws<'_>,
) -> Result<VerifiedJws, Error> {
    // OIDC Core 3.1.3.7 (6), (7)
    let alg = jws.alg(&id_token::allowed_algs(config, metadata)?)?;
    let mut keys = provider::keys(host, config, metadata, false).await?;
    if jws.key(alg, &keys).is_none()
        && let Some(reloaded) = provider::reload_keys(host, config, metadata).await?
    {
        keys = reloaded;
    }
    let Some(key) = jws.key(alg, &keys) else {
        return Err(Error::new(
            Code::KeyUnknown,
            "kid",
            "exactly one usable key of the provider",
            jws.header.text("kid").unwrap_or("no kid"),
        ));
    };
    let good =
        jws.signature_fits(alg, key) && host.verify(key, alg, jws.signing_input.as_bytes(), &jws.signature).await?;
    jws.verified(alg, good)
}
