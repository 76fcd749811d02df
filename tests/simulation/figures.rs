//! What happened, in numbers.

#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub refreshes: usize,
    pub silent_logins: usize,
    pub silent_refused: usize,
    pub last_resorts: usize,
    /// Refresh tokens that were sent although the provider had used them.
    pub reused: usize,
    /// Renewals that ended with `reauthentication_required`.
    pub given_up: usize,
    /// How often a person signed in.
    pub sign_ins: usize,
    /// Sessions that ended since the answer had been lost and the person was asked for again.
    pub lost_answers: usize,
    /// Sessions of a tab whose copy had used the refresh token, or of the copy.
    pub lost_copies: usize,
    pub unreachable: usize,
    pub kills: usize,
    pub restores: usize,
}

impl Figures {
    pub fn lost(&self) -> usize {
        self.lost_answers + self.lost_copies
    }

    pub fn add(&mut self, other: &Self) {
        self.refreshes += other.refreshes;
        self.silent_logins += other.silent_logins;
        self.silent_refused += other.silent_refused;
        self.last_resorts += other.last_resorts;
        self.reused += other.reused;
        self.given_up += other.given_up;
        self.sign_ins += other.sign_ins;
        self.lost_answers += other.lost_answers;
        self.lost_copies += other.lost_copies;
        self.unreachable += other.unreachable;
        self.kills += other.kills;
        self.restores += other.restores;
    }

    pub fn print(&self, what: &str) {
        let Self { refreshes, unreachable, silent_logins, silent_refused, last_resorts, reused, .. } = self;
        let Self { given_up, lost_answers, lost_copies, sign_ins, kills, restores, .. } = self;
        println!(
            "{what}: refreshes {refreshes}, put off {unreachable}, silent logins {silent_logins} ({silent_refused} refused), last resorts \
             {last_resorts}, used tokens sent {reused}, given up {given_up}, sessions lost with an answer {lost_answers}, of copies {lost_copies}, \
             sign-ins {sign_ins}, tabs killed {kills}, read again {restores}"
        );
    }
}
