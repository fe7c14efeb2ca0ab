//! One scenario: commands in, what they set off and an answer out.

use std::net::IpAddr;

use crate::command::Command;
use crate::connections::Connections;
use crate::network::Network;
use crate::octets;
use crate::words::{Cause, Refusal};

pub struct Host {
    network: Network,
    connections: Connections,
    /// Lines for the harness, in the order in which they came about.
    pub said: Vec<String>,
}

impl Host {
    pub fn new(seed: u32, addresses: [IpAddr; 2]) -> Host {
        Host { network: Network::new(seed, addresses), connections: Connections::default(), said: Vec::new() }
    }

    /// The answer to a command other than `tcpspec` and `reset`.
    pub fn obey(&mut self, command: Command) -> String {
        let Host { network, connections, .. } = self;
        let outcome = match command {
            Command::Packet(datagram) => {
                network.receive(datagram);
                self.poll(Cause::Segment);
                return "ok".into();
            }
            Command::Advance { until } => return self.advance(until),
            Command::Status { id } => {
                return format!("ok {}{}", connections.state(id), connections.particulars(network, id));
            }
            Command::Receive { id, limit } => connections.receive(network, id, limit).map(|received| {
                let end = if received.ended { " end" } else { "" };
                format!("ok {}{end}", octets::print(&received.text))
            }),
            Command::Send { urgent: true, .. } => {
                Err(Refusal { error: "not supported", detail: "smoltcp sends no urgent data".into() })
            }
            Command::Send { id, text, .. } => connections.send(network, id, &text).map(|()| "ok".into()),
            Command::Open { id, open } => connections.open(network, id, open).map(|()| "ok".into()),
            Command::Close { id } => connections.close(network, id).map(|()| "ok".into()),
            Command::Choose { id, choice } => connections.choose(network, id, choice).map(|()| "ok".into()),
            Command::Abort { id } => connections.abort(network, id).map(|()| "ok".into()),
            Command::Tcpspec { .. } | Command::Reset { .. } => unreachable!("they make a host"),
        };
        // smoltcp sends nothing in a call, only when it is polled.
        self.poll(Cause::Time);
        outcome.unwrap_or_else(|Refusal { error, detail }| format!("error {error}: {detail}"))
    }

    fn advance(&mut self, until: u64) -> String {
        while self.said.is_empty() && self.network.now < until {
            self.network.pass(until);
            self.attend(Cause::Time);
        }
        format!("ok {}", self.network.now)
    }

    fn poll(&mut self, cause: Cause) {
        self.network.poll();
        self.attend(cause);
    }

    fn attend(&mut self, cause: Cause) {
        let told = self.connections.attend(&mut self.network, cause);
        let sent = self.network.take_sent();
        self.said.extend(sent.iter().map(|datagram| format!("packet {}", octets::print(datagram))));
        self.said.extend(told.iter().map(|(id, what)| format!("tell {id} {what}")));
    }
}
