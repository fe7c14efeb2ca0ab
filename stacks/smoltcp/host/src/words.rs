//! What smoltcp says, in the words of RFC 9293.

use smoltcp::socket::tcp::{ConnectError, ListenError, State};

/// An error of 3.10, and smoltcp's own word for it.
pub struct Refusal {
    pub error: &'static str,
    pub detail: String,
}

pub fn refusal(error: &'static str, detail: impl std::fmt::Debug) -> Refusal {
    Refusal { error, detail: format!("{detail:?}") }
}

pub fn cannot_connect(error: ConnectError) -> Refusal {
    match error {
        ConnectError::InvalidState => refusal("connection already exists", error),
        ConnectError::Unaddressable => refusal("foreign socket unspecified", error),
    }
}

pub fn cannot_listen(error: ListenError) -> Refusal {
    match error {
        ListenError::InvalidState => refusal("connection already exists", error),
        ListenError::Unaddressable => refusal("other", error),
    }
}

/// smoltcp has one word, InvalidState, for a SEND or RECEIVE before, between and after; the RFC has several.
pub fn cannot_transfer(state: State, error: impl std::fmt::Debug) -> Refusal {
    let meaning = match state {
        State::Closed => "connection does not exist",
        State::Listen => "foreign socket unspecified",
        // RFC 9293 3.10.2 and 3.10.3 would queue the call; smoltcp queues none.
        State::SynSent | State::SynReceived => "not supported",
        _ => "connection closing",
    };
    refusal(meaning, error)
}

/// What brought a change of state about, when it was no call of the user's.
#[derive(Clone, Copy)]
pub enum Cause {
    Segment,
    Time,
}

/// What the user of a connection sees happen when it goes from one state to another, in order.
pub fn news(before: State, now: State, cause: Cause) -> Vec<&'static str> {
    let mut news = Vec::new();
    if !is_synchronized(before) && matches!(now, State::Established | State::CloseWait) {
        news.push("established");
    }
    if !has_heard_fin(before) && has_heard_fin(now) {
        news.push("end of stream");
    }
    if now == State::Closed {
        news.extend(end(before, cause));
    }
    news
}

/// A connection ends without a word where both sides have closed.
fn end(before: State, cause: Cause) -> Option<&'static str> {
    match (before, cause) {
        (State::Closed | State::TimeWait, _) => None,
        (_, Cause::Time) => Some("timeout"),
        (State::Closing | State::LastAck, Cause::Segment) => None,
        (State::SynSent, Cause::Segment) => Some("refused"),
        (_, Cause::Segment) => Some("reset"),
    }
}

fn is_synchronized(state: State) -> bool {
    !matches!(state, State::Closed | State::Listen | State::SynSent | State::SynReceived)
}

fn has_heard_fin(state: State) -> bool {
    matches!(state, State::CloseWait | State::Closing | State::LastAck | State::TimeWait)
}
