//! smoltcp itself, its sockets and its time: what is the same whoever uses them.

use std::net::{IpAddr, SocketAddr};

use smoltcp::iface::{Config, Interface, SocketHandle, SocketSet};
use smoltcp::socket::tcp::{self, ConnectError, SocketBuffer};
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{HardwareAddress, IpCidr, IpEndpoint, IpListenEndpoint};

use crate::device::Device;

/// Nanoseconds of the protocol in a microsecond of smoltcp.
const MICROSECOND: u64 = 1_000;

/// As much as a window holds that is not scaled.
const BUFFER: usize = 65_535;

/// How far time goes on where smoltcp wants to act at once and then does not, as 0.12 does now and then.
const TICK: u64 = 1_000_000;

pub struct Network {
    interface: Interface,
    device: Device,
    sockets: SocketSet<'static>,
    /// Nanoseconds since the scenario began.
    pub now: u64,
}

impl Network {
    pub fn new(seed: u32, addresses: [IpAddr; 2]) -> Network {
        let mut device = Device::default();
        let mut config = Config::new(HardwareAddress::Ip);
        config.random_seed = seed.into();
        let mut interface = Interface::new(config, &mut device, Instant::ZERO);
        interface.update_ip_addrs(|own| {
            for address in addresses {
                // Everybody is on the same network, so that everybody can be reached.
                own.push(IpCidr::new(address.into(), 0)).expect("there is room for two");
            }
        });
        Network { interface, device, sockets: SocketSet::new(Vec::new()), now: 0 }
    }

    pub fn add_socket(&mut self) -> SocketHandle {
        let buffer = || SocketBuffer::new(vec![0; BUFFER]);
        self.sockets.add(tcp::Socket::new(buffer(), buffer()))
    }

    pub fn remove_socket(&mut self, handle: SocketHandle) {
        self.sockets.remove(handle);
    }

    pub fn socket(&self, handle: SocketHandle) -> &tcp::Socket<'static> {
        self.sockets.get(handle)
    }

    pub fn socket_mut(&mut self, handle: SocketHandle) -> &mut tcp::Socket<'static> {
        self.sockets.get_mut(handle)
    }

    pub fn connect(
        &mut self,
        handle: SocketHandle,
        local: SocketAddr,
        foreign: SocketAddr,
    ) -> Result<(), ConnectError> {
        let socket = self.sockets.get_mut::<tcp::Socket>(handle);
        let address = (!local.ip().is_unspecified()).then(|| local.ip().into());
        let local = IpListenEndpoint { addr: address, port: local.port() };
        socket.connect(self.interface.context(), endpoint(foreign), local)
    }

    pub fn receive(&mut self, datagram: Vec<u8>) {
        self.device.arriving.push_back(datagram);
    }

    /// Lets smoltcp do everything that there is to do at this moment; 0.12 sends no more than one segment of each socket
    /// at a time.
    pub fn poll(&mut self) {
        loop {
            let sent = self.device.sent.len();
            self.interface.poll(instant(self.now), &mut self.device, &mut self.sockets);
            if self.device.sent.len() == sent {
                return;
            }
        }
    }

    /// Lets time pass until the next of smoltcp's timers has gone off, or until then if none does.
    pub fn pass(&mut self, until: u64) {
        let before = self.now;
        self.now = match self.interface.poll_at(instant(before), &self.sockets) {
            None => until,
            Some(due) if due <= instant(before) => until.min(before + TICK),
            Some(due) => until.min(due.total_micros() as u64 * MICROSECOND),
        };
        self.poll();
    }

    pub fn take_sent(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.device.sent)
    }
}

fn instant(time: u64) -> Instant {
    Instant::from_micros((time / MICROSECOND) as i64)
}

pub fn duration(time: u64) -> Duration {
    Duration::from_micros(time / MICROSECOND)
}

pub fn endpoint(address: SocketAddr) -> IpEndpoint {
    IpEndpoint::new(address.ip().into(), address.port())
}
