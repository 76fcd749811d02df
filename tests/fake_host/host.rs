//! `Host` without a browser: nothing moves unless a test moves it.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fmt,
    future::{Future, poll_fn},
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use kirjaudu::{
    base::{
        error::{Code, Error},
        http::{HttpRequest, HttpResponse, Unreachable},
        time::Timestamp,
    },
    flow::host::Host,
    protocol::{
        jwa::{Alg, Hash},
        jwk::Jwk,
    },
};
use ring::{
    digest,
    rand::{SecureRandom, SystemRandom},
};

use super::{op::Op, scene::NOW, signature};

/// One tab. Clones are the same tab; [`FakeHost::other_tab`] is another one in the same world.
#[derive(Clone)]
pub struct FakeHost {
    pub world: Rc<World>,
    pub tab: Rc<Tab>,
}

/// What all tabs share.
pub struct World {
    pub now: Cell<i64>,
    pub monotonic: Cell<i64>,
    pub randomness: RefCell<Randomness>,
    /// Everything that the random source gave away.
    pub random_given: RefCell<Vec<Vec<u8>>>,
    pub ops: RefCell<Vec<Op>>,
    /// Requests that were waited for, in order.
    pub requests: RefCell<Vec<HttpRequest>>,
    /// Requests that nobody waited for.
    pub sent: RefCell<Vec<HttpRequest>>,
    pub notes: RefCell<Vec<(&'static str, String)>>,
    /// While set, no answer arrives.
    pub held: Cell<bool>,
    pub signatures_checked: Cell<usize>,
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
}

#[derive(Debug)]
pub enum Randomness {
    System,
    Seeded(u64),
    /// These first, in order, then the system's.
    Fixed(Vec<Vec<u8>>),
    Missing,
}

impl FakeHost {
    pub fn new(op: Op) -> Self {
        let world = World {
            now: Cell::new(NOW * 1000),
            monotonic: Cell::new(5_000),
            randomness: RefCell::new(Randomness::System),
            random_given: RefCell::default(),
            ops: RefCell::new(vec![op]),
            requests: RefCell::default(),
            sent: RefCell::default(),
            notes: RefCell::default(),
            held: Cell::new(false),
            signatures_checked: Cell::new(0),
        };
        Self { world: Rc::new(world), tab: Rc::default() }
    }

    /// A tab with a storage of its own.
    pub fn other_tab(&self) -> Self {
        Self { world: self.world.clone(), tab: Rc::default() }
    }

    /// Lets time pass on both clocks.
    pub fn pass(&self, seconds: i64) {
        self.set_wall_clock(seconds);
        self.world.monotonic.set(self.world.monotonic.get() + seconds * 1000);
    }

    /// Somebody sets the wall clock, forward or back.
    pub fn set_wall_clock(&self, by_seconds: i64) {
        self.world.now.set(self.world.now.get() + by_seconds * 1000);
    }

    pub fn seconds(&self) -> i64 {
        self.world.now.get() / 1000
    }

    pub fn requests(&self) -> Vec<HttpRequest> {
        self.world.requests.borrow().clone()
    }

    /// The requests from now on.
    pub fn forget_requests(&self) {
        self.world.requests.borrow_mut().clear();
        self.world.sent.borrow_mut().clear();
    }

    pub fn storage(&self) -> BTreeMap<String, String> {
        self.tab.storage.borrow().clone()
    }

    /// The keys that begin so.
    pub fn stored(&self, prefix: &str) -> Vec<String> {
        self.tab.storage.borrow().keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }

    pub fn notes(&self) -> Vec<(&'static str, String)> {
        self.world.notes.borrow().clone()
    }
}

impl fmt::Debug for FakeHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FakeHost")
    }
}

impl Host for FakeHost {
    fn now(&self) -> Timestamp {
        Timestamp(self.world.now.get())
    }

    fn monotonic(&self) -> i64 {
        self.world.monotonic.get()
    }

    fn random(&self, buffer: &mut [u8]) -> Result<(), Error> {
        let system = |buffer: &mut [u8]| SystemRandom::new().fill(buffer).expect("this machine has randomness");
        match &mut *self.world.randomness.borrow_mut() {
            Randomness::System => system(buffer),
            Randomness::Seeded(state) => buffer.fill_with(|| next(state).to_be_bytes()[0]),
            Randomness::Fixed(values) if values.is_empty() => system(buffer),
            Randomness::Fixed(values) => buffer.copy_from_slice(&values.remove(0)),
            Randomness::Missing => return Err(Error::new(Code::CryptoUnavailable, "", "a random source", "none")),
        }
        self.world.random_given.borrow_mut().push(buffer.to_vec());
        Ok(())
    }

    fn is_framed(&self) -> bool {
        self.tab.framed.get()
    }

    fn read(&self, key: &str) -> Option<String> {
        (self.tab.condition.get() != Storage::Blocked).then(|| self.tab.storage.borrow().get(key).cloned())?
    }

    fn write(&self, key: &str, value: &str) -> Result<(), Error> {
        if self.tab.condition.get() != Storage::Works {
            return Err(Error::new(Code::StorageUnavailable, "", "a storage that can be written", "another"));
        }
        self.tab.storage.borrow_mut().insert(key.into(), value.into());
        Ok(())
    }

    fn remove(&self, key: &str) {
        if self.tab.condition.get() != Storage::Blocked {
            self.tab.storage.borrow_mut().remove(key);
        }
    }

    fn keys(&self, prefix: &str) -> Vec<String> {
        if self.tab.condition.get() == Storage::Blocked { Vec::new() } else { self.stored(prefix) }
    }

    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        self.world.requests.borrow_mut().push(request.clone());
        poll_fn(|_| if self.world.held.get() { Poll::Pending } else { Poll::Ready(()) }).await;
        let now = self.seconds();
        let mut ops = self.world.ops.borrow_mut();
        let op = ops.iter_mut().find(|op| request.url.starts_with(&op.host));
        op.map_or_else(|| Err(Unreachable { because: "no such server".into() }), |op| op.answer(&request, now))
    }

    fn send(&self, request: HttpRequest) {
        self.world.sent.borrow_mut().push(request);
    }

    async fn digest(&self, hash: Hash, data: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(digest_of(hash, data))
    }

    async fn verify(&self, key: &Jwk, alg: Alg, data: &[u8], signature: &[u8]) -> Result<bool, Error> {
        self.world.signatures_checked.set(self.world.signatures_checked.get() + 1);
        Ok(signature::is_good(key, alg, data, signature))
    }

    fn note(&self, step: &'static str, detail: &str) {
        self.world.notes.borrow_mut().push((step, detail.into()));
    }
}

pub fn digest_of(hash: Hash, data: &[u8]) -> Vec<u8> {
    let algorithm = match hash {
        Hash::Sha256 => &digest::SHA256,
        Hash::Sha384 => &digest::SHA384,
        Hash::Sha512 => &digest::SHA512,
    };
    digest::digest(algorithm, data).as_ref().to_vec()
}

/// Runs a future that waits for nothing but what is there.
pub fn block_on<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits for an answer that is held back"),
    }
}

// splitmix64
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
