//! A tcpspec host to begin yours from (docs/process-protocol.md). To run it: rustc --edition 2021 -O host.rs && ./host
//! It is a TCP without connections, in CLOSED for ever, which answers every segment with a reset (RFC 9293 3.10.7.1).

use std::io::{self, BufRead, Write};
use std::net::IpAddr;

/// What your stack can do follows its version: user-calls active-open half-close simultaneous-open status urgent-data
const INTRODUCTION: &str = "my-tcp 0.1";
const FIN_AND_SYN: u8 = 0x03;
const RST: u8 = 0x04;
const ACK: u8 = 0x10;
const TCP: u8 = 6;

/// YOUR STACK TAKES THE PLACE OF THIS. One is made for each scenario, at time 0; all chance follows from the seed.
/// It speaks by pushing lines, "packet ..." and "tell ...", in any of its functions. What is for people: `eprintln!`.
struct Stack {
    own: [Vec<u8>; 2],
    said: Vec<String>,
}

impl Stack {
    fn new(_seed: u32, own: [IpAddr; 2]) -> Stack {
        let octets = |address| match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        Stack { own: own.map(octets), said: Vec::new() }
    }

    /// A datagram has arrived; it may be wrong in every way there is.
    fn packet(&mut self, datagram: &[u8]) {
        let arrived =
            ip_payload(datagram).filter(|(_, to, tcp)| self.own.iter().any(|own| own == to) && tcp.len() >= 20);
        let Some((source, destination, segment)) = arrived else { return };
        let (header, flags) = (usize::from(segment[12] >> 4) * 4, segment[13]);
        let right = checksum(&[&pseudo_header(source, destination, segment.len()), segment]) == 0;
        if !right || header < 20 || header > segment.len() || flags & RST != 0 {
            return;
        }
        let length = segment.len() - header + (flags & FIN_AND_SYN).count_ones() as usize;
        let next = u32::from_be_bytes(segment[4..8].try_into().unwrap()).wrapping_add(length as u32).to_be_bytes();
        let none = [0; 4];
        let (seq, ack, flags) = match flags & ACK {
            0 => (&none[..], &next[..], RST | ACK),
            _ => (&segment[8..12], &none[..], RST),
        };
        let reset = [&segment[2..4], &segment[..2], seq, ack, &[5 << 4, flags, 0, 0, 0, 0, 0, 0]].concat();
        let octets = encode(destination, source, reset).into_iter().map(|octet| format!("{octet:02x}"));
        self.said.push(format!("packet {}", octets.collect::<String>()));
    }

    /// Time passes, from timer to timer, until then or until something was said; returns when that is (ns).
    fn advance(&mut self, until: u64) -> u64 {
        until
    }

    /// The user calls (RFC 9293 3.9.1): what ends the answer to each. None of them waits.
    fn call(&mut self, words: &[&str]) -> String {
        match *words {
            ["open", _id, "active" | "passive", _address, _port, _foreign_address, _foreign_port, ..] => {
                "error not supported: this TCP makes no connections"
            }
            ["send", _id, text, ..] if octets_of(text).is_some() => "error connection does not exist",
            ["receive", _id, _limit] => "error connection does not exist",
            ["close" | "abort", _id] => "error connection does not exist",
            ["status", _id] => "ok CLOSED",
            _ => "error not understood: no such call",
        }
        .into()
    }
}

/// Source, destination and what TCP gets of a datagram, if it is for TCP.
fn ip_payload(datagram: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let number = |at: usize| Some(usize::from(*datagram.get(at)?) << 8 | usize::from(*datagram.get(at + 1)?));
    let (addresses, length, header, protocol) = match datagram.first()? >> 4 {
        4 if number(6)? & 0x3fff == 0 => (12..20, number(2)?, usize::from(datagram[0] & 15) * 4, 9),
        6 => (8..40, 40 + number(4)?, 40, 6),
        _ => return None,
    };
    let (source, destination) = datagram.get(addresses.clone())?.split_at(addresses.len() / 2);
    let is_whole = *datagram.get(protocol)? == TCP && header >= addresses.end;
    is_whole.then_some((source, destination, datagram.get(header..length)?))
}

/// RFC 1071, over all parts; only the last may be of odd length.
fn checksum(parts: &[&[u8]]) -> u16 {
    let words = parts.iter().flat_map(|octets| octets.chunks(2));
    let sum: u32 = words.map(|word| u32::from(word[0]) << 8 | u32::from(*word.get(1).unwrap_or(&0))).sum();
    let folded = (sum & 0xffff) + (sum >> 16);
    !((folded & 0xffff) + (folded >> 16)) as u16
}

/// RFC 9293 3.1; its sum is the same for both versions of IP.
fn pseudo_header(source: &[u8], destination: &[u8], length: usize) -> Vec<u8> {
    [source, destination, &(length as u16).to_be_bytes(), &[0, TCP]].concat()
}

/// A datagram around a segment, whose checksum is filled in.
fn encode(source: &[u8], destination: &[u8], mut tcp: Vec<u8>) -> Vec<u8> {
    let sum = checksum(&[&pseudo_header(source, destination, tcp.len()), &tcp]);
    tcp[16..18].copy_from_slice(&sum.to_be_bytes());
    let [high, low] = (tcp.len() as u16 + if source.len() == 16 { 0 } else { 20 }).to_be_bytes();
    if source.len() == 16 {
        return [&[0x60, 0, 0, 0, high, low, TCP, 64], source, destination, &tcp].concat();
    }
    let mut ip = [&[0x45, 0, high, low, 0, 0, 0, 0, 64, TCP, 0, 0], source, destination].concat();
    let sum = checksum(&[&ip]);
    ip[10..12].copy_from_slice(&sum.to_be_bytes());
    [&ip[..], &tcp].concat()
}

fn octets_of(word: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = word.chars().map(|digit| Some(digit.to_digit(16)? as u8)).collect();
    match digits {
        Some(digits) if digits.len() % 2 == 0 => Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()),
        _ => (word == "-").then(Vec::new),
    }
}

/// What ends the answer to a command; nothing for one that cannot be understood.
fn answer(stack: &mut Stack, line: &str) -> Option<String> {
    let words: Vec<&str> = line.split(' ').collect();
    Some(match words[..] {
        ["tcpspec", "1"] => format!("ok {INTRODUCTION}"),
        ["tcpspec", _] => "error I speak 1".into(),
        ["reset", seed, ipv4, ipv6] => {
            *stack = Stack::new(seed.parse().ok()?, [ipv4.parse().ok()?, ipv6.parse().ok()?]);
            "ok".into()
        }
        ["packet", octets] => {
            stack.packet(&octets_of(octets)?);
            "ok".into()
        }
        ["advance", until] => format!("ok {}", stack.advance(until.parse().ok()?)),
        _ => stack.call(&words),
    })
}

fn main() -> io::Result<()> {
    let mut stack = Stack::new(0, [IpAddr::from([0; 4]), IpAddr::from([0; 16])]);
    for line in io::stdin().lock().lines() {
        let answer = answer(&mut stack, &line?).unwrap_or("error not understood: no such command".into());
        for said in stack.said.drain(..).chain([answer]) {
            println!("{said}");
        }
        io::stdout().flush()?;
    }
    Ok(())
}
