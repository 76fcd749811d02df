//! What is around a page: clocks, randomness, providers, the storage of its tab.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use kirjaudu::base::http::HttpRequest;
use ring::rand::{SecureRandom, SystemRandom};

use super::{keys::SigningKey, op::Op};

/// What all tabs share.
pub struct World {
    pub now: Cell<i64>,
    pub monotonic: Cell<i64>,
    pub randomness: RefCell<Randomness>,
    /// Everything that the random source gave away.
    pub random_given: RefCell<Vec<Vec<u8>>>,
    pub ops: RefCell<Vec<Op>>,
    /// What all tabs see at once.
    pub shared: RefCell<BTreeMap<String, String>>,
    /// What all tabs share, encrypted.
    pub vault: RefCell<BTreeMap<String, String>>,
    pub vault_condition: Cell<Storage>,
    /// Requests that were waited for, in order.
    pub requests: RefCell<Vec<HttpRequest<'static>>>,
    /// Requests that nobody waited for.
    pub sent: RefCell<Vec<HttpRequest<'static>>>,
    /// While set, no answer arrives.
    pub held: Cell<bool>,
    /// While set, every request, digest and signature makes its operation wait once.
    pub slow: Cell<bool>,
    /// Keys of DPoP, by name.
    pub keys: RefCell<BTreeMap<String, Rc<SigningKey>>>,
    /// While set, no key can be made.
    pub keeps_no_keys: Cell<bool>,
    pub signatures_checked: Cell<usize>,
    /// Everything that was done, in order: what was done twice stands here twice.
    pub deeds: RefCell<Vec<String>>,
}

#[derive(Default)]
pub struct Tab {
    pub storage: RefCell<BTreeMap<String, String>>,
    pub condition: Cell<Storage>,
    pub framed: Cell<bool>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    #[default]
    Works,
    /// Every access fails, as with cookies blocked.
    Blocked,
    /// Reading works, writing does not.
    Full,
    /// What is read is there, and no use.
    Unreadable,
}

#[derive(Debug)]
pub enum Randomness {
    System,
    Seeded(u64),
    /// These first, in order, then the system's.
    Fixed(Vec<Vec<u8>>),
    Missing,
}

impl Randomness {
    /// 32 bytes; none without a source.
    pub fn give(&mut self) -> Option<Vec<u8>> {
        let mut bytes = vec![0; 32];
        match self {
            Self::Missing => return None,
            Self::Seeded(state) => bytes.fill_with(|| next(state).to_be_bytes()[0]),
            Self::Fixed(values) if !values.is_empty() => bytes = values.remove(0),
            Self::System | Self::Fixed(_) => SystemRandom::new().fill(&mut bytes).expect("this machine has randomness"),
        }
        Some(bytes)
    }
}

/// How many of the deeds start so.
pub fn count(deeds: &[String], start: &str) -> usize {
    deeds.iter().filter(|deed| deed.starts_with(start)).count()
}

// splitmix64
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
