/** TCP sockets: tcp(7). None of these calls blocks; all take and give errors as negative errno. */

import { MILLISECOND, SECOND } from "../../harness/port/time";
import type { Duration } from "../../harness/port/time";
import type { Choices, SocketAddress } from "../../harness/port/user";
import type { TcpState } from "../../harness/port/state";
import { close, ioctl, must, systemCall } from "./libc";
import { addressFamily, decodeSocketAddress, encodeSocketAddress, SOCKET_ADDRESS_SIZE } from "./socket-address";
import {
  AF_INET,
  bind,
  getOption,
  recv,
  send,
  setOption,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SO_DOMAIN,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_OOBINLINE,
  SO_REUSEADDR,
  socket,
  SOL_SOCKET,
} from "./sockets";

/** netinet/in.h */
const IPPROTO_IP = 0;
const IPPROTO_TCP = 6;
const IPPROTO_IPV6 = 41;
/** linux/in.h, linux/in6.h: bind to an address that is local by a route only. */
const IP_FREEBIND = 15;
const IPV6_FREEBIND = 78;

/** linux/in.h, linux/in6.h: of what is sent, and whether ICMP errors that end nothing are told. */
const IP_TOS = 1;
const IP_TTL = 2;
const IP_RECVERR = 11;
const IPV6_UNICAST_HOPS = 16;
const IPV6_RECVERR = 25;
const IPV6_TCLASS = 67;

/** linux/tcp.h */
const TCP_NODELAY = 1;
const TCP_KEEPIDLE = 4;
const TCP_KEEPINTVL = 5;
const TCP_INFO = 11;
const TCP_USER_TIMEOUT = 18;

/** bits/socket.h */
const MSG_OOB = 0x1;
const MSG_NOSIGNAL = 0x4000;
const SHUT_WR = 1;

/** include/net/tcp_states.h, in which states count from 1. TCP_NEW_SYN_RECV is a SYN-RECEIVED without a socket. */
const STATES: readonly TcpState[] = [
  "CLOSED", // no such number
  "ESTABLISHED",
  "SYN-SENT",
  "SYN-RECEIVED",
  "FIN-WAIT-1",
  "FIN-WAIT-2",
  "TIME-WAIT",
  "CLOSED",
  "CLOSE-WAIT",
  "LAST-ACK",
  "LISTEN",
  "CLOSING",
  "SYN-RECEIVED",
];

/** The kernel's number for a state, as in TCP_INFO and inet_diag, in the words of RFC 9293. */
export function tcpState(number: number): TcpState {
  const state = STATES[number];
  if (state === undefined) throw new Error(`the kernel has a TCP state ${number} that nobody knows`);
  return state;
}

const word = new Uint8Array(4);
const wordView = new DataView(word.buffer);

const connect = systemCall<[fd: number, address: Uint8Array, length: number]>("int connect(int, void *, uint)");
const listen = systemCall<[fd: number, backlog: number]>("int listen(int, int)");
const shutdown = systemCall<[fd: number, how: number]>("int shutdown(int, int)");
const accept4 = systemCall<[fd: number, address: Uint8Array, length: Uint8Array, flags: number]>(
  "int accept4(int, void *, void *, int)",
);

/** More than any scenario has connections. */
const BACKLOG = 512;

/** A socket for one connection or one listener, in the network namespace of the calling thread. */
export function tcpSocket(local: SocketAddress): number {
  const family = addressFamily(local.address);
  const fd = must("socket", socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  // RFC 9293 3.8.5: urgent octets are part of the stream. Without this the kernel takes the last of them out of it.
  setOption(fd, SOL_SOCKET, SO_OOBINLINE, 1);
  if (family === AF_INET) setOption(fd, IPPROTO_IP, IP_FREEBIND, 1);
  else setOption(fd, IPPROTO_IPV6, IPV6_FREEBIND, 1);
  return fd;
}

/** TCP_USER_TIMEOUT, whole milliseconds; a listener hands it on to what it accepts. */
export function setUserTimeout(fd: number, timeout: Duration): void {
  setOption(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, Math.ceil(timeout / MILLISECOND));
}

/** What the user chooses: tcp(7), ip(7), ipv6(7). A listener hands it on to what it accepts. */
export function choose(fd: number, choices: Choices): void {
  const { nagle, keepAliveInterval, keepAlive, userTimeout, diffserv, hopLimit, softErrors } = choices;
  const isIpv4 = familyOf(fd) === AF_INET;
  const setIp = (option4: number, option6: number, value: number): void => {
    if (isIpv4) setOption(fd, IPPROTO_IP, option4, value);
    else setOption(fd, IPPROTO_IPV6, option6, value);
  };
  if (nagle !== undefined) setOption(fd, IPPROTO_TCP, TCP_NODELAY, nagle ? 0 : 1);
  if (keepAliveInterval !== undefined) {
    const seconds = Math.ceil(keepAliveInterval / SECOND);
    setOption(fd, IPPROTO_TCP, TCP_KEEPIDLE, seconds);
    setOption(fd, IPPROTO_TCP, TCP_KEEPINTVL, seconds);
  }
  if (keepAlive !== undefined) setOption(fd, SOL_SOCKET, SO_KEEPALIVE, keepAlive ? 1 : 0);
  if (userTimeout !== undefined) setUserTimeout(fd, userTimeout);
  // The codepoint is all of the octet but the two bits of ECN (RFC 2474 3).
  if (diffserv !== undefined) setIp(IP_TOS, IPV6_TCLASS, diffserv << 2);
  if (hopLimit !== undefined) setIp(IP_TTL, IPV6_UNICAST_HOPS, hopLimit);
  if (softErrors !== undefined) setIp(IP_RECVERR, IPV6_RECVERR, softErrors ? 1 : 0);
}

function familyOf(fd: number): number {
  getOption(fd, SOL_SOCKET, SO_DOMAIN, word);
  return wordView.getInt32(0, true);
}

/** linux/sockios.h: octets that were taken and are not acknowledged. */
const SIOCOUTQ = 0x5411;

/** How many octets the kernel has taken to be sent and the peer has not acknowledged; 0 of a socket that is no connection. */
export function unacknowledged(fd: number): number {
  return ioctl(fd, SIOCOUTQ, word) < 0 ? 0 : wordView.getInt32(0, true);
}

export function bindTo(fd: number, local: SocketAddress): number {
  const address = encodeSocketAddress(local);
  return bind(fd, address, address.length);
}

export function startListening(fd: number): number {
  return listen(fd, BACKLOG);
}

/** Sends the SYN; -EINPROGRESS is the good outcome. */
export function startConnecting(fd: number, foreign: SocketAddress): number {
  const address = encodeSocketAddress(foreign);
  return connect(fd, address, address.length);
}

export interface Accepted {
  readonly fd: number;
  readonly foreign: SocketAddress;
}

const acceptedAddress = new Uint8Array(SOCKET_ADDRESS_SIZE);
const acceptedLength = new Uint32Array(1);
const acceptedLengthBytes = new Uint8Array(acceptedLength.buffer);

/** The next connection that is ready, or the negative errno: -EAGAIN when there is none. */
export function accept(listener: number): Accepted | number {
  acceptedLength[0] = acceptedAddress.length;
  const fd = accept4(listener, acceptedAddress, acceptedLengthBytes, SOCK_NONBLOCK | SOCK_CLOEXEC);
  return fd < 0 ? fd : { fd, foreign: decodeSocketAddress(acceptedAddress) };
}

/** How many octets the kernel has taken. */
export function sendText(fd: number, text: Uint8Array, urgent: boolean): number {
  return send(fd, text, text.length, urgent ? MSG_NOSIGNAL | MSG_OOB : MSG_NOSIGNAL);
}

/** How many octets there were, at most as many as `text` has room for; 0 at the end of the stream. */
export function receiveText(fd: number, text: Uint8Array): number {
  return recv(fd, text, text.length, 0);
}

/** Sends a FIN behind what is queued; receiving goes on. */
export function shutDownSending(fd: number): number {
  return shutdown(fd, SHUT_WR);
}

/** Throws the connection away, with a RST where one is due (SO_LINGER of no time, socket(7)). */
export function abortSocket(fd: number): void {
  setOption(fd, SOL_SOCKET, SO_LINGER, 1, 0);
  close(fd);
}

/** What has gone wrong since the last call, as a positive errno, or 0. Reading it clears it. */
export function takeError(fd: number): number {
  getOption(fd, SOL_SOCKET, SO_ERROR, word);
  return wordView.getInt32(0, true);
}

/** What TCP_INFO tells. A connection that has gone on to TIME-WAIT without its socket is CLOSED here. */
export function stateOfSocket(fd: number): TcpState {
  // struct tcp_info begins with tcpi_state, one octet.
  getOption(fd, IPPROTO_TCP, TCP_INFO, word);
  return tcpState(word[0] ?? 0);
}
