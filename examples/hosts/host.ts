/**
 * A tcpspec host to begin yours from (docs/process-protocol.md); it runs as it is: `node host.ts`, from Node.js 23.6.
 * It is a TCP without connections, in CLOSED for ever, which answers every segment with a reset (RFC 9293 3.10.7.1).
 */

/** What the stack can do follows its version: user-calls active-open half-close simultaneous-open status urgent-data */
const INTRODUCTION = "my-tcp 0.1";
const [FIN, SYN, RST, ACK, TCP] = [0x01, 0x02, 0x04, 0x10, 6] as const;

interface Stack {
  /** A datagram has arrived; it may be wrong in every way there is. */
  packet(datagram: Buffer): void;
  /** Time passes, from timer to timer, until then or until something was said; returns when that is (ns). */
  advance(until: number): number;

  // The user calls (RFC 9293 3.9.1) return their answers; none of them waits. A socket is an address and a port.
  open(id: string, active: boolean, local: string[], foreign: string[], timeout: number): string;
  send(id: string, text: Buffer, push: boolean, urgent: boolean): string;
  receive(id: string, limit: number): string;
  close(id: string): string;
  abort(id: string): string;
  status(id: string): string;
}

/**
 * YOUR STACK TAKES THE PLACE OF THIS. One is made for each scenario, at time 0, and all chance follows from the seed.
 * It speaks by `say("packet ...")` and `say("tell ...")`, in any of its functions. What is for people: `console.error`.
 */
function newStack(_seed: number, addresses: readonly string[], say: (line: string) => void): Stack {
  const own = addresses.map(octetsOfAddress);
  const noConnection = () => "error connection does not exist";
  return {
    packet(datagram) {
      const { source, destination, segment } = ipPayload(datagram);
      if (!own.some((address) => address.equals(destination)) || segment.length < 20) return;
      if (checksum(pseudoHeader(source, destination, segment), segment) !== 0) return;
      const header = (segment.readUInt8(12) >> 4) * 4;
      const flags = segment.readUInt8(13);
      if (header < 20 || header > segment.length || (flags & RST) !== 0) return;
      const length = segment.length - header + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
      const reset = Buffer.alloc(20);
      reset.set([...segment.subarray(2, 4), ...segment.subarray(0, 2)]);
      if (flags & ACK) reset.set(segment.subarray(8, 12), 4);
      else reset.writeUInt32BE((segment.readUInt32BE(4) + length) % 2 ** 32, 8);
      reset.set([5 << 4, flags & ACK ? RST : RST | ACK], 12);
      say(`packet ${encode(destination, source, reset).toString("hex")}`);
    },
    advance: (until) => until,
    open: () => "error not supported: this TCP makes no connections",
    send: noConnection,
    receive: noConnection,
    close: noConnection,
    abort: noConnection,
    status: () => "ok CLOSED",
  };
}

/** Of a datagram that is not for TCP, nothing. */
function ipPayload(datagram: Buffer) {
  const field = (from: number, to: number) => datagram.subarray(from, to);
  const version = (datagram[0] ?? 0) >> 4;
  if (version === 4 && datagram.length >= 20) {
    const header = (datagram.readUInt8(0) & 15) * 4;
    const length = datagram.readUInt16BE(2);
    const fragment = (datagram.readUInt16BE(6) & 0x3fff) !== 0;
    if (datagram[9] === TCP && !fragment && header >= 20 && header <= length && length <= datagram.length)
      return { source: field(12, 16), destination: field(16, 20), segment: field(header, length) };
  } else if (version === 6 && datagram.length >= 40) {
    const length = 40 + datagram.readUInt16BE(4);
    if (datagram[6] === TCP && length <= datagram.length)
      return { source: field(8, 24), destination: field(24, 40), segment: field(40, length) };
  }
  return { source: field(0, 0), destination: field(0, 0), segment: field(0, 0) };
}

/** RFC 1071, over all parts; only the last may be of odd length. */
function checksum(...parts: readonly Buffer[]): number {
  let sum = 0;
  for (const octets of parts) octets.forEach((octet, i) => (sum += i % 2 === 0 ? octet << 8 : octet));
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** RFC 9293 3.1; its sum is the same for both versions of IP. */
function pseudoHeader(source: Buffer, destination: Buffer, { length }: Buffer): Buffer {
  return Buffer.concat([source, destination, Buffer.from([length >> 8, length & 255, 0, TCP])]);
}

/** A datagram around a segment, whose checksum is filled in. */
function encode(source: Buffer, destination: Buffer, tcp: Buffer): Buffer {
  tcp.writeUInt16BE(checksum(pseudoHeader(source, destination, tcp), tcp), 16);
  const length = source.length === 16 ? tcp.length : 20 + tcp.length;
  const [high, low] = [length >> 8, length];
  if (source.length === 16) return Buffer.from([0x60, 0, 0, 0, high, low, TCP, 64, ...source, ...destination, ...tcp]);
  const ip = Buffer.from([0x45, 0, high, low, 0, 0, 0, 0, 64, TCP, 0, 0, ...source, ...destination]);
  ip.writeUInt16BE(checksum(ip), 10);
  return Buffer.concat([ip, tcp]);
}

function octetsOfAddress(address: string): Buffer {
  if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
  const [head = [], tail = []] = address.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  const zeros = Array<string>(8 - head.length - tail.length).fill("0");
  return Buffer.from([...head, ...zeros, ...tail].map((group) => group.padStart(4, "0")).join(""), "hex");
}

const OCTETS = "(-|([0-9a-fA-F]{2})+)";
const COMMANDS = new RegExp(
  `^(tcpspec \\S+|reset \\d+ \\S+ \\S+|packet ${OCTETS}|advance \\d+|(close|abort|status) \\S+|receive \\S+ \\d+|` +
    `send \\S+ ${OCTETS}( push)?( urgent)?|open \\S+ (active|passive)( \\S+ \\d+){2}( timeout \\d+)?)$`,
);

const octetsOf = (word: string): Buffer => Buffer.from(word === "-" ? "" : word, "hex");
const say = (line: string) => void process.stdout.write(`${line}\n`);
let stack = newStack(0, [], say);

/** What ends the answer to a command. */
function answer([command, id = "", first = "", ...words]: readonly string[]): string {
  switch (command) {
    case "tcpspec":
      return id === "1" ? `ok ${INTRODUCTION}` : "error I speak 1";
    case "reset":
      stack = newStack(Number(id), [first, ...words], say);
      return "ok";
    case "packet":
      stack.packet(octetsOf(id));
      return "ok";
    case "advance":
      return `ok ${stack.advance(Number(id))}`;
    case "open":
      return stack.open(id, first === "active", words.slice(0, 2), words.slice(2, 4), Number(words[5] ?? Infinity));
    case "send":
      return stack.send(id, octetsOf(first), words.includes("push"), words.includes("urgent"));
    case "receive":
      return stack.receive(id, Number(first));
    case "close":
    case "abort":
    case "status":
      return stack[command](id);
    default:
      return "error not understood: no such command";
  }
}

let rest = "";
process.stdin.setEncoding("latin1").on("data", (piece: string) => {
  const lines = (rest + piece).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) say(answer(COMMANDS.test(line) ? line.split(" ") : []));
});
