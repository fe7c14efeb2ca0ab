//! Connections by the harness's names, and the listening sockets that they come from.
//!
//! smoltcp has no backlog: a listening socket becomes the connection of whoever calls first. So, as a small server does,
//! as many sockets listen on a port as there are passive OPENs waiting for it, whoever has taken others; and a socket is
//! known by the foreign socket of its connection.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use smoltcp::iface::SocketHandle;
use smoltcp::socket::tcp::{RecvError, Socket, State};

use crate::command::{Choice, Open};
use crate::network::{duration, endpoint, Network};
use crate::words::{cannot_connect, cannot_listen, cannot_transfer, news, refusal, Cause, Refusal};

/// A connection by its name; `socket` is absent while a passive OPEN waits.
struct Connection {
    open: Open,
    socket: Option<SocketHandle>,
    /// As the user knows it.
    state: State,
    /// For keep-alives: smoltcp has no interval of its own.
    interval: Option<u64>,
}

impl Connection {
    fn take(&mut self, socket: SocketHandle, network: &mut Network) {
        self.socket = Some(socket);
        network.socket_mut(socket).set_timeout(self.open.timeout.map(duration));
    }
}

#[derive(Default)]
pub struct Connections {
    named: BTreeMap<String, Connection>,
    /// Sockets that listen, and those that somebody has taken whom no OPEN named, by what they listen on.
    anonymous: Vec<(SocketAddr, SocketHandle)>,
}

pub struct Received {
    pub text: Vec<u8>,
    pub ended: bool,
}

impl Connections {
    pub fn open(&mut self, network: &mut Network, id: &str, open: Open) -> Result<(), Refusal> {
        let held = match self.named.get(id) {
            Some(Connection { socket: None, .. }) => return Err(refusal("connection already exists", State::Listen)),
            known => known.and_then(|known| known.socket),
        };
        let handle = held.unwrap_or_else(|| network.add_socket());
        let outcome = if open.active {
            network.connect(handle, open.local, open.foreign).map_err(cannot_connect)
        } else {
            network.socket_mut(handle).listen(endpoint(open.local)).map_err(cannot_listen)
        };
        if let Err(refusal) = outcome {
            if held.is_none() {
                network.remove_socket(handle);
            }
            return Err(refusal);
        }
        let state = network.socket(handle).state();
        let mut connection = Connection { open, socket: None, state, interval: None };
        if open.active {
            connection.take(handle, network);
        } else {
            self.anonymous.push((open.local, handle));
        }
        self.named.insert(id.into(), connection);
        Ok(())
    }

    pub fn send(&mut self, network: &mut Network, id: &str, text: &[u8]) -> Result<(), Refusal> {
        let socket = self.socket(network, id)?;
        if socket.may_send() && socket.send_capacity() - socket.send_queue() < text.len() {
            return Err(refusal("insufficient resources", "send buffer is full"));
        }
        let state = socket.state();
        socket.send_slice(text).map_err(|error| cannot_transfer(state, error))?;
        Ok(())
    }

    pub fn receive(&mut self, network: &mut Network, id: &str, limit: usize) -> Result<Received, Refusal> {
        let socket = self.socket(network, id)?;
        let state = socket.state();
        let mut text = vec![0; limit.min(socket.recv_queue())];
        match socket.recv_slice(&mut text) {
            Err(error) if !has_ended(socket) => Err(cannot_transfer(state, error)),
            outcome => {
                text.truncate(outcome.unwrap_or(0));
                Ok(Received { text, ended: has_ended(socket) })
            }
        }
    }

    pub fn close(&mut self, network: &mut Network, id: &str) -> Result<(), Refusal> {
        self.end(network, id, Socket::close)
    }

    pub fn abort(&mut self, network: &mut Network, id: &str) -> Result<(), Refusal> {
        self.end(network, id, Socket::abort)
    }

    /// Before the connection is there, either call takes the OPEN back.
    fn end(&mut self, network: &mut Network, id: &str, call: fn(&mut Socket<'static>)) -> Result<(), Refusal> {
        if self.state(id) == State::Listen {
            self.named.remove(id);
            self.attend_listeners(network);
            return Ok(());
        }
        let socket = self.socket(network, id)?;
        if socket.state() == State::Closed {
            return Err(refusal("connection does not exist", State::Closed));
        }
        call(socket);
        let state = socket.state();
        if let Some(connection) = self.named.get_mut(id) {
            connection.state = state;
        }
        Ok(())
    }

    pub fn choose(&mut self, network: &mut Network, id: &str, choice: Choice) -> Result<(), Refusal> {
        let socket = match self.socket(network, id) {
            Err(_) if self.state(id) == State::Listen => {
                return Err(refusal("not supported", "no socket is this connection's yet"));
            }
            found => found?,
        };
        match choice {
            Choice::Nagle(on) => socket.set_nagle_enabled(on),
            Choice::UserTimeout(time) => socket.set_timeout(Some(duration(time))),
            Choice::HopLimit(limit) => socket.set_hop_limit(Some(limit.get())),
            Choice::KeepAlive(false) => socket.set_keep_alive(None),
            Choice::KeepAlive(true) => {
                let Some(interval) = self.named[id].interval else {
                    return Err(refusal("not supported", "smoltcp has no keep-alive interval of its own"));
                };
                socket.set_keep_alive(Some(duration(interval)));
            }
            Choice::KeepAliveInterval(interval) => {
                if socket.keep_alive().is_some() {
                    socket.set_keep_alive(Some(duration(interval)));
                }
                if let Some(connection) = self.named.get_mut(id) {
                    connection.interval = Some(interval);
                }
            }
        }
        Ok(())
    }

    pub fn state(&self, id: &str) -> State {
        self.named.get(id).map_or(State::Closed, |connection| connection.state)
    }

    /// What the socket of a connection tells beside its state.
    pub fn particulars(&self, network: &Network, id: &str) -> String {
        let Some(handle) = self.named.get(id).and_then(|connection| connection.socket) else {
            return String::new();
        };
        let socket = network.socket(handle);
        format!(
            " unacknowledged={} receive-queue={} may-send={} may-receive={}",
            socket.send_queue(),
            socket.recv_queue(),
            socket.may_send(),
            socket.may_recv()
        )
    }

    /// After a poll: who has called, and what users are told. Ids and words.
    pub fn attend(&mut self, network: &mut Network, cause: Cause) -> Vec<(String, &'static str)> {
        self.name_callers(network);
        let mut told = Vec::new();
        for (id, connection) in &mut self.named {
            let Some(handle) = connection.socket else { continue };
            let state = network.socket(handle).state();
            told.extend(news(connection.state, state, cause).into_iter().map(|word| (id.clone(), word)));
            connection.state = state;
            // RFC 9293 3.10.7.4, second: from SYN-RECEIVED a reset leads back to LISTEN.
            if state == State::Listen {
                connection.socket = None;
                self.anonymous.push((connection.open.local, handle));
            }
        }
        self.attend_listeners(network);
        told
    }

    fn name_callers(&mut self, network: &mut Network) {
        let named = &mut self.named;
        self.anonymous.retain(|&(local, handle)| {
            let Some(caller) = network.socket(handle).remote_endpoint() else { return true };
            let expected = named.values_mut().find(|Connection { open, socket, .. }| {
                socket.is_none() && open.local == local && endpoint(open.foreign) == caller
            });
            let Some(connection) = expected else { return true };
            connection.take(handle, network);
            false
        });
    }

    /// As many sockets listen as OPENs wait; those that strangers have left are thrown away.
    fn attend_listeners(&mut self, network: &mut Network) {
        let waiting = |connection: &&Connection| connection.socket.is_none();
        let mut missing: Vec<SocketAddr> =
            self.named.values().filter(waiting).map(|waiting| waiting.open.local).collect();
        self.anonymous.retain(|(local, handle)| {
            let keep = match network.socket(*handle).state() {
                State::Listen => {
                    missing.iter().position(|each| each == local).map(|at| missing.swap_remove(at)).is_some()
                }
                State::Closed => false,
                _ => true,
            };
            if !keep {
                network.remove_socket(*handle);
            }
            keep
        });
        for local in missing {
            let handle = network.add_socket();
            network.socket_mut(handle).listen(endpoint(local)).expect("a socket has listened there before");
            self.anonymous.push((local, handle));
        }
    }

    fn socket<'a>(&self, network: &'a mut Network, id: &str) -> Result<&'a mut Socket<'static>, Refusal> {
        match self.named.get(id) {
            None => Err(refusal("connection does not exist", State::Closed)),
            Some(Connection { socket: None, .. }) => Err(refusal("foreign socket unspecified", State::Listen)),
            Some(Connection { socket: Some(handle), .. }) => Ok(network.socket_mut(*handle)),
        }
    }
}

/// RECEIVE says so only where nothing is left to receive.
fn has_ended(socket: &mut Socket) -> bool {
    matches!(socket.peek(1), Err(RecvError::Finished))
}
