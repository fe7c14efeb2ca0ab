/**
 * The smallest host there is: it has no connection and never will, so it answers every segment as RFC 9293 3.10.7.1 says for
 * CLOSED. A stack of your own goes under test in the same way:
 *
 *     npx tcpspec run handshake/closed --stack ./examples/closed-host.js
 */

const { memoryStack } = require("tcpspec/memory");
const { ACK, add, decodePacket, encodePacket, FIN, RST, seq, SYN } = require("tcpspec/wire");

const exactly = (value) => ({ value, early: 0, late: 0 });
const SECOND = 1_000_000_000;

/** What the host claims. With no capabilities, scenarios that make user calls are `unsupported`. */
const profile = {
  capabilities: [],
  timers: {
    msl: exactly(120 * SECOND),
    initialRto: exactly(SECOND),
    minimumRto: exactly(SECOND),
    delayedAck: exactly(0),
    reaction: exactly(0),
    answerSpacing: exactly(0),
  },
  synRetries: 0,
  synAckRetries: 0,
};

/** The host itself: datagrams in, datagrams out, and no timers. */
function closedHost({ transmit }) {
  return {
    receive(datagram) {
      const packet = decodePacket(datagram);
      if (!packet.ok || packet.value.kind !== "tcp") return;
      const { ip, segment } = packet.value;
      if (segment.flags & RST) return;
      const length = segment.text.length + (segment.flags & SYN ? 1 : 0) + (segment.flags & FIN ? 1 : 0);
      const ports = { sourcePort: segment.destinationPort, destinationPort: segment.sourcePort, window: 0 };
      const reset =
        segment.flags & ACK
          ? { ...ports, seq: segment.ack, flags: RST }
          : { ...ports, seq: seq(0), ack: add(segment.seq, length), flags: RST | ACK };
      transmit(encodePacket({ ip: { source: ip.destination, destination: ip.source }, segment: reset }));
    },
    nextTimer: () => Infinity,
    advance() {},
  };
}

exports.stack = {
  name: "closed-host",
  summary: "a host without connections",
  open: async () => [memoryStack({ name: "closed-host", version: "1", profile, make: closedHost })],
};
