//! Logout: local first, then the provider by GET or POST, revocation beside it, and the way back.
#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "tests"
)]

mod fake_host;

use fake_host::{redirect::form, *};
use kirjaudu::flow::logout::LogoutOptions;

const AFTERWARDS: &str = "https://app.example/signed-out";

fn scene() -> Scene {
    Scene::new(json!({"postLogoutRedirectUri": AFTERWARDS}))
}

fn leave(page: &Page, options: LogoutOptions<'static>) -> Leaving {
    let record = page.end();
    page.logout(record.as_deref(), options).end().unwrap()
}

#[test]
fn by_get_with_everything_the_provider_needs() {
    let scene = scene();
    let page = scene.sign_in();
    let id_token = page.id_token().unwrap();
    scene.host.forget_requests();
    let request = leave(&page, LogoutOptions { ui_locales: Some("fi"), ..LogoutOptions::default() });
    assert!(request.form.is_none() && request.url.starts_with("https://op.example/logout?"));
    let get = |name| parameter(&request.url, name);
    assert_eq!(get("id_token_hint").unwrap(), id_token);
    assert_eq!(get("client_id").as_deref(), Some(CLIENT));
    assert_eq!(get("post_logout_redirect_uri").as_deref(), Some(AFTERWARDS));
    assert_eq!(get("ui_locales").as_deref(), Some("fi"));
    assert!(get("state").unwrap().len() >= 43);
    assert!(scene.asked().is_empty(), "expected nothing to wait for");
}

#[test]
fn i_01_local_first_whatever_the_provider_does() {
    let scene = scene();
    let page = scene.sign_in();
    scene.host.tab.storage.borrow_mut().retain(|key, _| key.starts_with("kirjaudu.session."));
    scene.answer("discovery", Answer::Down("no network"));
    let record = page.end();
    assert!(matches!(page.state(), State::SignedOut { reason: Reason::Logout, error: None }));
    assert!(scene.host.stored("kirjaudu.session.").is_empty());
    let error = page.logout(record.as_deref(), LogoutOptions::default()).end().unwrap_err();
    assert_eq!(error.code(), Code::DiscoveryUnreachable);
    assert!(matches!(scene.page().state(), State::SignedOut { reason: Reason::Never, error: None }));
}

#[test]
fn a_provider_without_the_endpoint_is_told_apart() {
    let scene = scene();
    scene.metadata("end_session_endpoint", json!(null));
    let page = scene.sign_in();
    let record = page.end();
    let error = page.logout(record.as_deref(), LogoutOptions::default()).end().unwrap_err();
    assert_eq!((error.code(), error.details().field), (Code::EndpointMissing, "end_session_endpoint"));
    assert_eq!(scene.host.world.sent.borrow().len(), 2, "expected the tokens to be revoked all the same");
}

#[test]
fn i_04_by_post_with_an_id_token_of_32_kb() {
    let scene = scene();
    scene.claim("groups", json!("x".repeat(24_000)));
    let page = scene.sign_in();
    let id_token = page.id_token().unwrap();
    assert!(id_token.len() > 32_000);
    let request = leave(&page, LogoutOptions::default());
    assert_eq!(request.url, "https://op.example/logout");
    let form = form(&request.form.unwrap());
    assert!(form.contains(&("id_token_hint".into(), id_token)));
    assert!(form.contains(&("client_id".into(), CLIENT.into())) && form.iter().any(|(name, _)| name == "state"));
}

#[test]
fn the_id_token_hint_can_be_left_out() {
    let scene = scene();
    scene.set(json!({"idTokenHintAtLogout": false}));
    let page = scene.sign_in();
    assert_eq!(parameter(&leave(&page, LogoutOptions::default()).url, "id_token_hint"), None);
}

#[test]
fn i_13_tokens_are_revoked_the_refresh_token_first() {
    let scene = scene();
    let page = scene.sign_in();
    leave(&page, LogoutOptions::default());
    let sent = scene.host.world.sent.borrow().clone();
    let forms: Vec<_> = sent.iter().map(|request| form(request.form.unwrap())).collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let client = pair("client_id", CLIENT);
    let refresh =
        vec![pair("token", "refresh-token-2-of-op.example"), pair("token_type_hint", "refresh_token"), client.clone()];
    let access = vec![pair("token", "access-token-1-of-op.example"), pair("token_type_hint", "access_token"), client];
    assert_eq!(forms, [refresh, access]);
    assert!(
        sent.iter().all(|request| request.url == "https://op.example/revoke"
            && request.keepalive
            && !request.follow_same_origin)
    );
}

#[test]
fn tokens_are_kept_when_asked_for_or_where_nothing_can_be_revoked() {
    let kept = scene();
    leave(&kept.sign_in(), LogoutOptions { keep_tokens: true, ..LogoutOptions::default() });
    let without = scene();
    without.metadata("revocation_endpoint", json!(null));
    leave(&without.sign_in(), LogoutOptions::default());
    for scene in [kept, without] {
        assert!(scene.host.world.sent.borrow().is_empty());
    }
}

#[test]
fn the_redirect_back_is_recognised_once() {
    let scene = scene();
    let options = LogoutOptions { return_to: Some("/welcome"), ..LogoutOptions::default() };
    let request = leave(&scene.sign_in(), options);
    let url = format!("{AFTERWARDS}?state={}", parameter(&request.url, "state").unwrap());
    let page = scene.page();
    let returned = callback(&page, &url);
    assert_eq!((returned.kind, returned.return_to.as_str()), ("logout", "/welcome"));
    assert!(matches!(page.state(), State::SignedOut { reason: Reason::Logout, error: None }));
    assert!(scene.host.stored("kirjaudu.logout.").is_empty());
    assert_eq!(callback(&scene.page(), &url).kind, "login", "expected the state of the logout to be used up");
}

#[test]
fn i_02_another_state_is_no_return_from_a_logout() {
    let scene = scene();
    leave(&scene.sign_in(), LogoutOptions::default());
    for url in [format!("{AFTERWARDS}?state=other"), AFTERWARDS.into(), format!("{AFTERWARDS}?state=")] {
        assert_eq!(callback(&scene.page(), &url).kind, "login");
    }
    assert_eq!(scene.host.stored("kirjaudu.logout.").len(), 1);
}

#[test]
fn a_return_to_that_was_tampered_with_is_not_followed() {
    let scene = scene();
    let request = leave(&scene.sign_in(), LogoutOptions::default());
    let [key] = &scene.host.stored("kirjaudu.logout.")[..] else { panic!("one logout") };
    let text = scene.host.storage()[key].replace(r#""returnTo":"/""#, r#""returnTo":"//evil.example""#);
    scene.host.tab.storage.borrow_mut().insert(key.clone(), text);
    let url = format!("{AFTERWARDS}?state={}", parameter(&request.url, "state").unwrap());
    let returned = callback(&scene.page(), &url);
    assert_eq!((returned.kind, returned.return_to.as_str()), ("logout", "/"));
}

#[test]
fn a_return_to_elsewhere_is_not_kept() {
    let scene = scene();
    let options = LogoutOptions { return_to: Some("//evil.example"), ..LogoutOptions::default() };
    let request = leave(&scene.sign_in(), options);
    let url = format!("{AFTERWARDS}?state={}", parameter(&request.url, "state").unwrap());
    assert_eq!(callback(&scene.page(), &url).return_to, "/");
}

#[test]
fn logouts_that_never_came_back_are_thrown_away() {
    let scene = scene();
    leave(&scene.sign_in(), LogoutOptions::default());
    let old = scene.host.stored("kirjaudu.logout.");
    scene.host.pass(1800);
    leave(&scene.sign_in(), LogoutOptions::default());
    let new = scene.host.stored("kirjaudu.logout.");
    assert!(new.len() == 1 && new != old);
}

#[test]
fn without_storage_or_randomness_logout_goes_on() {
    let scene = scene();
    let page = scene.sign_in();
    *scene.host.world.randomness.borrow_mut() = Randomness::Missing;
    let request = leave(&page, LogoutOptions::default());
    assert_eq!(parameter(&request.url, "state"), None);
    assert!(parameter(&request.url, "id_token_hint").is_some());
}

#[test]
fn a_login_on_its_way_signs_nobody_in_after_a_logout() {
    let scene = scene();
    let page = scene.sign_in();
    let redirect = scene.login();
    page.end();
    assert_eq!(ignored(&scene, &redirect.url()).code(), Code::StateUnknown);
}

#[test]
fn a_record_taken_out_of_the_storage_still_names_what_to_end() {
    let scene = scene();
    scene.sign_in();
    let [key] = &scene.host.stored("kirjaudu.session.")[..] else { panic!("one session") };
    let text = scene.host.tab.storage.borrow_mut().remove(key).unwrap();
    let page = scene.page();
    assert!(page.end().is_none() && page.reads(&text));
    let request = page.logout(Some(&text), LogoutOptions::default()).end().unwrap();
    assert!(parameter(&request.url, "id_token_hint").is_some());
    for other in ["{}", "", &text.replace("\"v\":1", "\"v\":2"), &text.replace(CLIENT, "other")] {
        assert!(!page.reads(other), "{other}");
    }
}
