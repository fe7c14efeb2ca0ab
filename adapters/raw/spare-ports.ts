/** Ports of this machine that no program has or is given unasked. */

import { readFileSync } from "node:fs";
import { StackUnavailable } from "../../harness/port/stack";
import { blockOf, PEER_PORTS, peerBlocks } from "./port-plan";

/** 64 scenarios may be in progress at once, some of them with a dozen blocks and more, and what is left of others goes away. */
const LEAST_BLOCKS = 512;

const RANGE = "net/ipv4/ip_local_port_range";

/**
 * The blocks of ports, by the first of each, that are outside of what the kernel gives to programs that ask for none, on the side of it
 * that has more, and that no socket is bound to now. In the network namespace of the calling thread.
 * @throws {StackUnavailable} when there are too few.
 */
export function spareBlocks(): readonly number[] {
  const [low = 0, high = 0] = readFileSync(`/proc/sys/${RANGE}`, "latin1").trim().split(/\s+/).map(Number);
  const blocks = peerBlocks();
  const [below, above] = [blocks.filter((first) => first + PEER_PORTS <= low), blocks.filter((first) => first > high)];
  const bound = new Set(boundPorts().map(blockOf));
  const spare = (below.length >= above.length ? below : above).filter((first) => !bound.has(first));
  if (spare.length < LEAST_BLOCKS)
    throw new StackUnavailable(
      "this machine has no ports to spare: its programs may be given any",
      `sudo sysctl -w ${RANGE}="32768 60999"`,
    );
  return spare;
}

/** proc_net(5): the local address, in hexadecimal, is the second field, and the port stands behind its colon. */
function boundPorts(): readonly number[] {
  return ["tcp", "tcp6"].flatMap((name) =>
    readFileSync(`/proc/thread-self/net/${name}`, "latin1")
      .split("\n")
      .slice(1)
      .flatMap((line) => /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) /.exec(line)?.[1] ?? [])
      .map((port) => parseInt(port, 16)),
  );
}
