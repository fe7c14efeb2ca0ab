//! smoltcp as a host of the process protocol, version 1 (docs/process-protocol.md).

mod command;
mod connections;
mod device;
mod host;
mod network;
mod octets;
mod words;

use std::io::{self, BufRead, Write};

use command::Command;
use host::Host;

/// The package has the version of the smoltcp that it is built with.
const GREETING: &str = concat!(
    "ok smoltcp ",
    env!("CARGO_PKG_VERSION"),
    " user-calls active-open half-close simultaneous-open status unspecified-sockets unacknowledged",
    " choose-nagle choose-keep-alive choose-keep-alive-interval choose-user-timeout choose-hop-limit"
);

fn main() -> io::Result<()> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut host = None;
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line.starts_with('#') {
            continue;
        }
        let answer = answer(&mut host, &line);
        for said in host.iter_mut().flat_map(|host| host.said.drain(..)) {
            writeln!(output, "{said}")?;
        }
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

fn answer(host: &mut Option<Host>, line: &str) -> String {
    match (command::parse(line), host) {
        (Err(why), _) => format!("error not understood: {why}"),
        (Ok(Command::Tcpspec { version: "1" }), _) => GREETING.into(),
        (Ok(Command::Tcpspec { .. }), _) => "error I speak 1".into(),
        (Ok(Command::Reset { seed, addresses }), host) => {
            *host = Some(Host::new(seed, addresses));
            "ok".into()
        }
        (Ok(_), None) => "error not understood: nothing comes before the first reset".into(),
        (Ok(command), Some(host)) => host.obey(command),
    }
}
