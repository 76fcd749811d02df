//! Verification of signed tokens: the checks of [`mod@id_token`] in their order, with the host's digests and signatures between them.

use super::{
    clock,
    host::{Host, Run, Stop},
    provider,
};
use crate::{
    base::error::{Code, Error},
    protocol::{
        discovery::Metadata,
        id_token::{self, Expected, IdToken},
        jws::{UnverifiedJws, VerifiedJws},
    },
};

/// What came beside an ID token, and is bound to it by a hash.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// `at_hash`
    pub access_token: Option<&'a str>,
    /// `c_hash`
    pub code: Option<&'a str>,
    /// `s_hash`, which need not be there
    pub state: Option<&'a str>,
    /// Whether the first two hashes must be there.
    pub required: bool,
}

/// Verifies an ID token.
///
/// # Errors
/// The first check that failed.
#[inline(never)]
pub fn id_token<'a>(
    run: &Run<'a, impl Host>,
    metadata: &Metadata<'a>,
    token: &'a str,
    expected: &Expected<'_>,
    beside: &Beside<'_>,
) -> Result<IdToken<'a>, Stop> {
    let unverified = UnverifiedJws::parse(run.arena, token)?;
    id_token::check_before_signature(&unverified, &run.config, metadata)?;
    let verified = signature(run, metadata, unverified)?;
    let id_token = id_token::check_after_signature(verified, &run.config, expected, clock::now(run))?;
    check_hash(run, &id_token, "at_hash", beside.access_token, beside.required)?;
    check_hash(run, &id_token, "c_hash", beside.code, beside.required)?;
    check_hash(run, &id_token, "s_hash", beside.state, false)?;
    Ok(id_token)
}

#[inline(never)]
fn check_hash(
    run: &Run<'_, impl Host>,
    id_token: &IdToken<'_>,
    name: &'static str,
    value: Option<&str>,
    required: bool,
) -> Result<(), Stop> {
    // Nobody is asked for a digest that is compared with nothing.
    if let Some(value) = value.filter(|_| required || id_token.has(name)) {
        let hash = id_token.alg().hash();
        let half = run.host.digest(run.arena, hash, value, hash.length() / 2)?;
        id_token.check_hash(name, half)?;
    }
    Ok(())
}

/// Checks a signature with the issuer's keys, asked for once more if the key is not among them.
///
/// # Errors
/// [`Code::AlgorithmRefused`], [`Code::KeyUnknown`], [`Code::SignatureInvalid`], and those of fetching keys.
#[inline(never)]
pub fn signature<'a>(
    run: &Run<'a, impl Host>,
    metadata: &Metadata<'a>,
    jws: UnverifiedJws<'a>,
) -> Result<VerifiedJws<'a>, Stop> {
    // OIDC Core 3.1.3.7 (6), (7)
    let alg = id_token::alg(&jws, &run.config, metadata)?;
    let mut key = jws.key(run.arena, alg, &provider::keys(run, metadata, false)?);
    if key.is_none()
        && let Some(reloaded) = provider::reload_keys(run, metadata)?
    {
        key = jws.key(run.arena, alg, &reloaded);
    }
    let Some(key) = key else {
        let kid = jws.header.text_or_empty("kid");
        return Err(Error::found(Code::KeyUnknown, "kid|one usable key", kid).into());
    };
    let good = jws.signature_fits(alg, &key) && run.host.verify(&key, alg, jws.signing_input, jws.signature)?;
    Ok(jws.verified(alg, good)?)
}
