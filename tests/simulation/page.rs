//! What the page does with the core, as `pkg-template/src/renewal/` does it: a schedule, a lock over all tabs, a silent login where the refresh
//! token is of no use, and the last resort; and what tabs tell one another.

use std::rc::Rc;

use kirjaudu::{
    base::json::Json,
    flow::renew::{Renewal, RenewalOptions},
    protocol::authorization::LoginOptions,
};
use serde_json::{Value, json};

use crate::{
    fake_host::{Code, Redirect, redirect::parameter},
    host::operate,
    tab::{Question, Tab},
    time::{first, sleep},
    world::{World, refresh_token},
};

/// A renewal that brought nothing.
#[derive(Debug)]
pub enum Failed {
    /// Nobody knows anything yet.
    TryAgain { retry_after: i64 },
    /// Only the person can help.
    Ended,
}

/// Milliseconds, as in `renewal/exclusive.ts`.
const PATIENCE: i64 = 75_000;

/// A page from its load on.
pub fn load(tab: &Rc<Tab>) {
    let page = tab.clone();
    tab.world.time.spawn(tab.id, async move {
        operate(&page, |_, _| Ok(())).await.unwrap();
        look(&page, false);
        keep_renewed(&page).await;
    });
}

/// `renewal/schedule.ts`
async fn keep_renewed(tab: &Rc<Tab>) {
    loop {
        let heard = tab.nudge.count();
        let (failures, retry_after) = (tab.failures.get(), tab.retry_after.get());
        let wait = operate(tab, move |client, _| Ok(client.renewal_in(failures, retry_after)?)).await.unwrap();
        let wait = wait.unwrap_or(1 << 40);
        if !first(sleep(&tab.world.time, wait), tab.nudge.after(heard)).await {
            continue;
        }
        if !tab.world.online.get() {
            tab.nudge.after(heard).await;
            continue;
        }
        let wait = operate(tab, |client, _| Ok(client.renewal_in(0, 0)?)).await.unwrap();
        if tab.failures.get() == 0 && wait != Some(0) {
            continue;
        }
        match renew(tab).await {
            Ok(()) | Err(Failed::Ended) => tab.failures.set(0),
            Err(Failed::TryAgain { retry_after }) => {
                tab.world.count(|figures| figures.unreachable += 1);
                tab.failures.set(tab.failures.get() + 1);
                tab.retry_after.set(retry_after);
            }
        }
    }
}

/// `renewal/renew.ts`: one at a time, in this tab and over all tabs.
pub async fn renew(tab: &Rc<Tab>) -> Result<(), Failed> {
    if tab.renewing.replace(true) {
        tab.renewed.after(tab.renewed.count()).await;
        return Ok(());
    }
    let result = exclusively(tab).await;
    tab.renewing.set(false);
    tab.renewed.raise();
    result
}

async fn exclusively(tab: &Rc<Tab>) -> Result<(), Failed> {
    let Some(record) = record(tab) else { return Err(Failed::Ended) };
    let after = record["obtainedAt"].as_i64().unwrap();
    let name = format!("renewal {}", crate::fake_host::session::claims(record["idToken"].as_str().unwrap())["sub"]);
    let world = &tab.world;
    tab.waits_for(Question::Page("lock")).await.unwrap();
    let Some(_lock) = world.locks.get(&world.time, name, PATIENCE).await else { return try_again(0) };
    if !world.online.get() {
        return try_again(0);
    }
    let Some(useless) = refresh(tab, after, false).await? else { return Ok(()) };
    match silent_login(tab).await {
        Ok(()) => return Ok(()),
        Err(Failed::TryAgain { .. }) => return try_again(0),
        Err(Failed::Ended) => {}
    }
    if record_text(tab).is_none() {
        return Err(Failed::Ended);
    }
    let mut last = Some(useless);
    if useless.0 {
        world.count(|figures| figures.last_resorts += 1);
        tab.last_resort.set(true);
        last = refresh(tab, after, true).await?;
        tab.last_resort.set(false);
    }
    let Some((_, refused)) = last else { return Ok(()) };
    let error = operate(tab, move |client, _| client.give_up(after, "of no use", refused)).await.unwrap();
    look(tab, true);
    let Some(error) = error else { return Ok(()) };
    assert_eq!(error.code(), Code::ReauthenticationRequired);
    world.count(|figures| figures.given_up += 1);
    Err(Failed::Ended)
}

/// By the refresh token; what the core says of one that is of no use: whether its use was cut off, and whether it was refused.
async fn refresh(tab: &Rc<Tab>, after: i64, last_resort: bool) -> Result<Option<(bool, bool)>, Failed> {
    let options = RenewalOptions { after, last_resort };
    let result = operate(tab, move |client, _| {
        Ok(match client.renew(options)? {
            Renewal::Done(_) => None,
            Renewal::Useless(useless) => Some((useless.cut_off, useless.refused)),
        })
    })
    .await;
    look(tab, true);
    result.or_else(|error| {
        if error.code() != Code::RenewalUnreachable {
            tab.world.complain(format!("a renewal failed with {error}"));
            return Err(Failed::Ended);
        }
        try_again(error.details().expected.parse().unwrap_or(0))
    })
}

fn try_again<T>(retry_after: i64) -> Result<T, Failed> {
    Err(Failed::TryAgain { retry_after })
}

/// A login in a hidden frame. Only the provider's word is an answer: a frame that nothing is heard of says nothing.
async fn silent_login(tab: &Rc<Tab>) -> Result<(), Failed> {
    let world = tab.world.clone();
    world.count(|figures| figures.silent_logins += 1);
    let Ok(url) = begin(tab, json!({"prompt": "none", "inWindow": true})).await else { return try_again(0) };
    let Some(answer) = visit(&world, &url, world.silent.get()).await else { return try_again(0) };
    tab.waits_for(Question::Page("frame")).await.unwrap();
    let failure = operate(tab, move |client, arena| Ok(client.answer(arena.text(&answer), false)?.1)).await.unwrap();
    look(tab, true);
    match failure.map(|error| error.code()) {
        None => Ok(()),
        Some(Code::LoginRequired) => {
            world.count(|figures| figures.silent_refused += 1);
            Err(Failed::Ended)
        }
        Some(_) => try_again(0),
    }
}

/// The person signs in, whatever it takes.
pub async fn log_in(tab: Rc<Tab>) {
    let world = tab.world.clone();
    while record_text(&tab).is_none() {
        if let Ok(url) = begin(&tab, json!({})).await
            && let Some(answer) = visit(&world, &url, true).await
        {
            operate(&tab, move |client, arena| Ok(client.callback(arena.text(&answer))?.kind)).await.unwrap();
            world.count(|figures| figures.sign_ins += 1);
            look(&tab, true);
        }
        sleep(&world.time, 10_000).await;
    }
}

async fn begin(tab: &Rc<Tab>, mut options: Value) -> Result<String, ()> {
    options["returnTo"] = "/".into();
    let options = options.to_string();
    let begun = operate(tab, move |client, arena| {
        let json = Json::parse(arena, arena.text(&options)).unwrap();
        Ok(client.login(&LoginOptions::parse(arena, json)?)?.url.to_owned())
    });
    begun.await.map_err(|_| ())
}

// The browser goes to the provider and comes back: the URL of the answer, or nothing where the network fails.
async fn visit(world: &Rc<World>, url: &str, knows: bool) -> Option<String> {
    let connection = world.connection.get();
    sleep(&world.time, world.between(50, 900)).await;
    if !world.online.get() || world.connection.get() != connection || world.random(100) < 2 {
        return None;
    }
    let redirect = if knows {
        world.op.borrow_mut().authorize(url, world.seconds())
    } else {
        let parameters = vec![
            ("state".to_owned(), parameter(url, "state").unwrap()),
            ("error".to_owned(), "login_required".to_owned()),
        ];
        Redirect { uri: parameter(url, "redirect_uri").unwrap(), fragment: false, parameters }
    };
    Some(redirect.url())
}

/// An application asks for its access token, and gets one that is good.
pub async fn call_api(tab: Rc<Tab>) {
    for _ in 0..2 {
        if record_text(&tab).is_none() {
            return;
        }
        if operate(&tab, |client, _| Ok(client.access_token(0).map(|_| ())?)).await.is_ok() {
            let over =
                record(&tab).is_some_and(|record| record["expiresAt"].as_i64() <= Some(tab.world.time.wall.get()));
            if over {
                tab.world.complain("an access token was given that is over".into());
            }
            return;
        }
        if renew(&tab).await.is_err() {
            return;
        }
    }
}

// Looks at what the core remembers, and tells the other tabs.
fn look(tab: &Rc<Tab>, is_news: bool) {
    let (before, now) = (tab.known.borrow().clone(), record_text(tab));
    let is_last = remembered(tab)["isLast"] == true;
    if let (Some(before), true) = (&before, now.is_none() || is_last) {
        judge(tab, before);
    }
    if before == now {
        return;
    }
    tab.known.replace(now.clone());
    tab.wake();
    if tab.shares && is_news && now.is_some() {
        for other in tab.world.living().into_iter().filter(|other| other.id != tab.id) {
            let world = tab.world.clone();
            world.clone().time.spawn(other.id, async move {
                sleep(&world.time, world.between(1, 50)).await;
                world.count(|figures| figures.restores += 1);
                operate(&other, |client, _| client.restore()).await.unwrap();
                look(&other, false);
            });
        }
    }
}

// A session ended. It may only where the provider had used up the refresh token, its answer is lost, and nothing is possible without the person.
fn judge(tab: &Rc<Tab>, record: &str) {
    let world = &tab.world;
    let stored = if tab.shares { world.saved.borrow().clone() } else { tab.written.borrow().clone() };
    let token = refresh_token(&stored.unwrap_or_default());
    let complain = |of: &str| world.complain(format!("tab {} lost a session {of}: {token}", tab.id));
    let good = |token: &str| world.op.borrow().refresh_tokens.is_good(token, world.seconds());
    if good(&token) || good(&refresh_token(record)) {
        complain("whose refresh token is good");
    }
    if world.silent.get() {
        complain("though silent logins are possible");
    }
    let successor = world.op.borrow().refresh_tokens.successor(&token);
    if successor.is_some_and(|successor| world.stored.borrow().contains(&(tab.line.get(), successor))) {
        complain("whose next refresh token it had stored");
    }
    let is_own = world.senders.borrow().get(&token) == Some(&tab.line.get());
    if !is_own && tab.shares {
        complain("whose refresh token nobody had sent");
    }
    world.count(|figures| if is_own { figures.lost_answers += 1 } else { figures.lost_copies += 1 });
    let person = tab.clone();
    world.time.spawn(tab.id, async move {
        // What is left of its access token is of no interest here.
        operate(&person, |client, _| Ok(client.end().is_some())).await.unwrap();
        person.known.replace(None);
        log_in(person).await;
    });
}

pub fn record(tab: &Rc<Tab>) -> Option<Value> {
    record_text(tab).map(|record| serde_json::from_str(&record).unwrap())
}

pub fn record_text(tab: &Rc<Tab>) -> Option<String> {
    remembered(tab)["record"].as_str().map(String::from)
}

fn remembered(tab: &Rc<Tab>) -> Value {
    tab.memory.borrow().as_ref().map_or(Value::Null, |memory| serde_json::from_str(memory).unwrap())
}
