//! Time that passes when nothing else is left to do, and tasks that wait for it.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    future::Future,
    pin::Pin,
    rc::Rc,
    sync::{Arc, Mutex},
    task::{Context, Poll, Wake, Waker},
};

/// Both clocks, timers and tasks of one computer.
#[derive(Default)]
pub struct Time {
    /// Milliseconds since the epoch.
    pub wall: Cell<i64>,
    /// Milliseconds of the clock that timers run by.
    pub monotonic: Cell<i64>,
    timers: RefCell<BTreeMap<(i64, u64), Waker>>,
    tasks: RefCell<BTreeMap<u64, Task>>,
    ready: Arc<Mutex<VecDeque<u64>>>,
    next: Cell<u64>,
}

struct Task {
    owner: usize,
    future: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

struct Ready {
    queue: Arc<Mutex<VecDeque<u64>>>,
    task: u64,
}

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        self.queue.lock().unwrap().push_back(self.task);
    }
}

impl Time {
    pub fn spawn(&self, owner: usize, future: impl Future<Output = ()> + 'static) {
        let task = self.number();
        self.tasks.borrow_mut().insert(task, Task { owner, future: Some(Box::pin(future)) });
        self.ready.lock().unwrap().push_back(task);
    }

    /// Whatever the owner was at is dropped as it stands.
    pub fn kill(&self, owner: usize) {
        let mut dead = Vec::new();
        self.tasks.borrow_mut().retain(|_, task| {
            let lives = task.owner != owner;
            if !lives {
                dead.push(task.future.take());
            }
            lives
        });
        // Not while the list is borrowed: what is dropped may wake somebody.
        drop(dead);
    }

    /// Lets that many milliseconds pass.
    pub fn pass(&self, milliseconds: i64) {
        let end = self.monotonic.get() + milliseconds;
        loop {
            self.run_ready();
            let next = self.timers.borrow().first_key_value().map(|(&(at, _), _)| at).filter(|at| *at <= end);
            let step = (next.unwrap_or(end) - self.monotonic.get()).max(0);
            self.wall.set(self.wall.get() + step);
            self.monotonic.set(self.monotonic.get() + step);
            if next.is_none() {
                return;
            }
            self.ring();
        }
    }

    /// The computer sleeps. `keeps_running`: so does the clock that timers run by, or not.
    pub fn sleep_computer(&self, milliseconds: i64, keeps_running: bool) {
        self.wall.set(self.wall.get() + milliseconds);
        if keeps_running {
            self.monotonic.set(self.monotonic.get() + milliseconds);
        }
    }

    fn ring(&self) {
        let now = self.monotonic.get();
        let later = self.timers.borrow_mut().split_off(&(now + 1, 0));
        for waker in self.timers.replace(later).into_values() {
            waker.wake();
        }
    }

    fn run_ready(&self) {
        loop {
            let Some(task) = self.ready.lock().unwrap().pop_front() else { return };
            let Some(mut future) = self.tasks.borrow_mut().get_mut(&task).and_then(|task| task.future.take()) else {
                continue;
            };
            let waker = Waker::from(Arc::new(Ready { queue: self.ready.clone(), task }));
            let is_over = future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
            // It may have been killed by what it did itself.
            let mut tasks = self.tasks.borrow_mut();
            if is_over {
                tasks.remove(&task);
            } else if let Some(task) = tasks.get_mut(&task) {
                task.future = Some(future);
                continue;
            }
            drop(tasks);
            drop(future);
        }
    }

    pub fn number(&self) -> u64 {
        self.next.set(self.next.get() + 1);
        self.next.get()
    }
}

/// Waits, by the clock that timers run by.
pub fn sleep(time: &Rc<Time>, milliseconds: i64) -> Sleep {
    Sleep { time: time.clone(), at: time.monotonic.get().saturating_add(milliseconds), entry: None }
}

pub struct Sleep {
    time: Rc<Time>,
    at: i64,
    entry: Option<(i64, u64)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.time.monotonic.get() >= self.at {
            return Poll::Ready(());
        }
        let entry = self.entry.unwrap_or((self.at, self.time.number()));
        self.entry = Some(entry);
        self.time.timers.borrow_mut().insert(entry, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(entry) = self.entry {
            self.time.timers.borrow_mut().remove(&entry);
        }
    }
}

/// Something that happens again and again.
#[derive(Default)]
pub struct Signal {
    count: Cell<u64>,
    waiting: RefCell<Vec<Waker>>,
}

impl Signal {
    pub fn raise(&self) {
        self.count.set(self.count.get() + 1);
        for waker in self.waiting.take() {
            waker.wake();
        }
    }

    pub fn count(&self) -> u64 {
        self.count.get()
    }

    /// Waits until it has happened more often than that.
    pub fn after(self: &Rc<Self>, count: u64) -> Raised {
        Raised { signal: self.clone(), count }
    }
}

pub struct Raised {
    signal: Rc<Signal>,
    count: u64,
}

impl Future for Raised {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.signal.count.get() > self.count {
            return Poll::Ready(());
        }
        self.signal.waiting.borrow_mut().push(context.waker().clone());
        Poll::Pending
    }
}

/// Whichever comes first; whether it was the first of the two.
pub async fn first(one: impl Future<Output = ()>, other: impl Future<Output = ()>) -> bool {
    let (mut one, mut other) = (Box::pin(one), Box::pin(other));
    std::future::poll_fn(|context| {
        if one.as_mut().poll(context).is_ready() {
            return Poll::Ready(true);
        }
        other.as_mut().poll(context).map(|()| false)
    })
    .await
}

/// Locks by name: the first who asks has it, and whoever dies gives it back.
#[derive(Default)]
pub struct Locks {
    queues: RefCell<BTreeMap<String, VecDeque<u64>>>,
    changed: Rc<Signal>,
}

impl Locks {
    /// Waits for a lock, but not longer than that.
    pub async fn get(self: &Rc<Self>, time: &Rc<Time>, name: String, patience: i64) -> Option<Lock> {
        let ticket = time.number();
        self.queues.borrow_mut().entry(name.clone()).or_default().push_back(ticket);
        let lock = Lock { locks: self.clone(), name, ticket };
        let too_long = time.monotonic.get() + patience;
        loop {
            let count = self.changed.count();
            if self.queues.borrow()[&lock.name].front() == Some(&ticket) {
                return Some(lock);
            }
            if !first(self.changed.after(count), sleep(time, too_long - time.monotonic.get())).await {
                return None;
            }
        }
    }
}

pub struct Lock {
    locks: Rc<Locks>,
    name: String,
    ticket: u64,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(queue) = self.locks.queues.borrow_mut().get_mut(&self.name) {
            queue.retain(|ticket| *ticket != self.ticket);
        }
        self.locks.changed.raise();
    }
}
