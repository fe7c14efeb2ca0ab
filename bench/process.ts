/**
 * What the process protocol costs, with the lwIP host (`tcpspec stacks build lwip`): how many round trips a second, each of which
 * brings a SYN to a closed port and a reset back, against lines of that length that `cat` sends back, as most of it is what the
 * kernel takes to wake the other process; and how long a whole scenario takes, handshake, four-segment close and TIME-WAIT,
 * against the same scenario on the reference in this process.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Stack } from "../harness/port/stack";
import { encodePacket, seq, SYN } from "../harness/wire";
import { lwip } from "../stacks/lwip";
import { reference } from "../stacks/reference";
import { activeClose } from "../suites/close/active";
import { copies, median, perSecond } from "./scenarios";

const ROUND_TRIPS = 20_000;
const SCENARIOS = 500;

async function roundTripsPerSecond(stack: Stack): Promise<number> {
  await stack.reset(1);
  const { stack: destination, peer: source } = stack.endpoints(4);
  const segment = { sourcePort: 4000, destinationPort: 80, seq: seq(0), flags: SYN, window: 65_535 };
  const syn = encodePacket({ ip: { source, destination }, segment });
  const began = performance.now();
  let answers = 0;
  for (let i = 0; i < ROUND_TRIPS; i++) {
    await stack.link.send(syn);
    answers += stack.link.take().length;
  }
  if (answers !== ROUND_TRIPS) throw new Error(`${answers} answers to ${ROUND_TRIPS} segments`);
  return ROUND_TRIPS / ((performance.now() - began) / 1000);
}

/** Lines of so many letters that `cat` sends back, one after the other. */
async function linesPerSecond(letters: number): Promise<number> {
  const cat = spawn("cat", { stdio: ["pipe", "pipe", "inherit"] });
  const line = `${"0".repeat(letters - 1)}\n`;
  const sendsBack = async (): Promise<void> => {
    cat.stdin.write(line);
    for (let octets = 0; octets < letters;) {
      const [chunk] = (await once(cat.stdout, "data")) as [Buffer];
      octets += chunk.length;
    }
  };
  const rate = await median(5, async () => {
    const began = performance.now();
    for (let i = 0; i < ROUND_TRIPS; i++) await sendsBack();
    return ROUND_TRIPS / ((performance.now() - began) / 1000);
  });
  cat.stdin.end();
  return rate;
}

/** `packet ` and a SYN without options over IPv4 in hexadecimal digits. */
const LETTERS = 88;

/** JSON lines. */
export async function benchProcess(print: (line: object) => void): Promise<void> {
  const scenario = activeClose.scenarios.find(({ id }) => id === "close/active/four-segments");
  const [[inProcess], [host]] = await Promise.all([reference.open(1), lwip.open(1)]);
  if (inProcess === undefined || host === undefined || scenario === undefined) throw new Error("nothing to measure");
  await roundTripsPerSecond(host);
  const roundTrips = await median(5, () => roundTripsPerSecond(host));
  const lines = await linesPerSecond(LETTERS);
  print({
    bench: "process/round-trips",
    stack: "lwip",
    perSecond: Math.round(roundTrips),
    linesOfCatPerSecond: Math.round(lines),
    ratio: Number((roundTrips / lines).toFixed(2)),
  });
  const milliseconds = async (stack: Stack): Promise<number> =>
    1000 / (await perSecond(stack, copies(scenario, SCENARIOS)));
  await milliseconds(inProcess);
  const here = await median(5, () => milliseconds(inProcess));
  const there = await median(5, () => milliseconds(host));
  print({ bench: "process/scenario", referenceMs: Number(here.toFixed(3)), lwipMs: Number(there.toFixed(3)) });
  await host.close();
}

if (require.main === module) void benchProcess((line) => process.stdout.write(`${JSON.stringify(line)}\n`));
