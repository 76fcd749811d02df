//! What "accept" and "reject" of the attack table mean, all of it, each time.

use kirjaudu::{
    base::{codes::Code, error::Error},
    flow::session::Reason,
};

use super::{
    page::Page,
    redirect,
    scene::{REDIRECT_URI, Scene, callback},
    session::{Session, State, session},
};

/// The URL signs somebody in.
pub fn accepted(page: &Page, url: &str) -> Session {
    callback(page, url);
    let session = session(page);
    assert_eq!(session.error, None);
    session
}

/// The URL belongs to a login begun here and is refused: a typed error, no session, nothing stored, nothing leaked, and the login is
/// used up.
pub fn rejected(scene: &Scene, url: &str) -> Error {
    let error = refused(scene, url);
    let requests = scene.host.requests().len();
    let replay = format!("{REDIRECT_URI}?code=replayed&state={}", raw_state(url));
    let again = failed(&scene.page(), &replay);
    assert_eq!(again.code(), Code::StateAlreadyUsed, "expected the login to be used up after {error}, found {again}");
    assert_eq!(scene.host.requests().len(), requests, "expected no request for a login that is used up");
    error
}

/// The URL belongs to no login begun here: refused without any request.
pub fn ignored(scene: &Scene, url: &str) -> Error {
    let (requests, pending) = (scene.host.requests().len(), scene.host.storage());
    let error = refused(scene, url);
    assert_eq!(scene.host.requests().len(), requests, "expected no request after {error}");
    assert_eq!(scene.host.storage(), pending, "expected nothing changed after {error}");
    error
}

fn refused(scene: &Scene, url: &str) -> Error {
    let page = scene.page();
    let error = failed(&page, url);
    assert_eq!(scene.host.stored("kirjaudu.session."), Vec::<String>::new(), "expected no session after {error}");
    assert!(page.id_token().is_none());
    assert_eq!(page.access_token(0).unwrap_err().code(), Code::NotSignedIn);
    let shown = format!("{error} {error:?} {} {page:?} {}", error.to_json(), page.memory());
    for secret in secrets(scene, url) {
        assert!(!shown.contains(&secret), "expected nothing secret in what is shown, found {secret} in {shown}");
        let stored = scene.host.storage().into_iter().find(|(_, text)| text.contains(&secret));
        assert_eq!(stored, None, "expected {secret} nowhere in the storage");
    }
    error
}

/// The URL ends in an error on this page, which is signed out.
pub fn failed(page: &Page, url: &str) -> Error {
    let before = page.memory();
    callback(page, url);
    match page.state() {
        State::SignedOut { reason: Reason::LoginFailed, error: Some(error) } => {
            assert_ne!(page.memory(), before, "expected the page to be told");
            error
        }
        other => panic!("expected a failed login, found {other:?}"),
    }
}

// As it stands in the URL, the first one.
fn raw_state(url: &str) -> &str {
    url.split(['?', '#', '&']).find_map(|pair| pair.strip_prefix("state=")).unwrap()
}

fn secrets(scene: &Scene, url: &str) -> Vec<String> {
    let mut secrets = scene.op().issued.clone();
    let parts = [url.split_once('?'), url.split_once('#')].into_iter().flatten().map(|(_, part)| part);
    for part in parts.filter(|part| part.split('&').all(|pair| pair.contains('='))) {
        let pairs = redirect::form(part).into_iter();
        secrets.extend(
            pairs.filter(|(name, _)| ["code", "access_token", "id_token"].contains(&&**name)).map(|(_, value)| value),
        );
    }
    // Short ones are words that occur anyway.
    secrets.retain(|secret| secret.len() > 8);
    secrets
}
