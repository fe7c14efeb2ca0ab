/**
 * SYN -> SYN,ACK round trips through the whole of the TUN adapter, against a C program that does nothing but write and
 * read. Both in turns, so that what else the machine does hits both. Needs root and `cc`.
 *
 *     npx ts-node bench/tun.ts
 */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bindTo, startListening, tcpSocket } from "../adapters/native/tcp-socket";
import { close, must } from "../adapters/native/libc";
import { endpointsOf } from "../adapters/tun/address-plan";
import { closeTunHost, openTunHost } from "../adapters/tun/tun-host";
import type { Endpoints, Stack } from "../harness/port/stack";
import { encodePacket, RST, seq, SYN } from "../harness/wire";
import { linux } from "../stacks/linux/linux";

const ROUNDS = 5;
const TRIPS = 10_000;
const PORT = 4000;

interface Pair {
  readonly syn: Uint8Array;
  /** Takes the SYN back, so that the listener's queue does not fill. */
  readonly rst: Uint8Array;
}

function pairs({ stack, peer }: Endpoints): readonly Pair[] {
  return Array.from({ length: TRIPS }, (_, trip) => {
    const ip = { source: peer, destination: stack };
    const ports = { sourcePort: 10_000 + trip, destinationPort: PORT, window: 65_535 };
    return {
      syn: encodePacket({ ip, segment: { ...ports, seq: seq(1000), flags: SYN } }),
      rst: encodePacket({ ip, segment: { ...ports, seq: seq(1001), flags: RST } }),
    };
  });
}

async function measureOurs(stack: Stack): Promise<readonly number[]> {
  await stack.reset(0);
  const endpoints = stack.endpoints(4);
  const local = { address: endpoints.stack, port: PORT };
  await stack.user?.open("listener", { kind: "passive", local, foreign: { address: endpoints.peer, port: 9 } });
  const times: number[] = [];
  for (const { syn, rst } of pairs(endpoints)) {
    const start = performance.now();
    await stack.link.send(syn);
    const arrivals = stack.link.take();
    times.push((performance.now() - start) * 1000);
    if (arrivals.length !== 1) throw new Error(`${arrivals.length} answers to a SYN`);
    await stack.link.send(rst);
  }
  return times;
}

function measureC(program: string, folder: string): readonly number[] {
  const host = openTunHost();
  const endpoints = endpointsOf(1, 4);
  const local = { address: endpoints.stack, port: PORT };
  const listener = host.namespace.within(() => tcpSocket(local));
  must("bind", bindTo(listener, local));
  must("listen", startListening(listener));
  const file = join(folder, "datagrams");
  writeFileSync(file, Buffer.concat(pairs(endpoints).flatMap(({ syn, rst }) => [syn, rst])));
  const { status, stdout } = spawnSync(program, [file], {
    stdio: ["ignore", "pipe", "inherit", host.device],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${program} ended with ${status ?? "a signal"}`);
  close(listener);
  closeTunHost(host);
  return stdout
    .trim()
    .split("\n")
    .map((line) => Number(line) / 1000);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tcpspec-bench-"));
  const program = join(folder, "syn-loop");
  execFileSync("cc", ["-O2", "-o", program, join("bench", "syn-loop.c")], { stdio: "inherit" });
  const [stack] = await linux.open(1);
  if (stack === undefined) throw new Error("no seat");
  const ours: number[] = [];
  const c: number[] = [];
  // The first round is for the JIT compiler.
  await measureOurs(stack);
  for (let round = 0; round < ROUNDS; round++) {
    c.push(...measureC(program, folder));
    ours.push(...(await measureOurs(stack)));
  }
  await stack.close();
  rmSync(folder, { recursive: true });
  const result = {
    bench: "tun/syn-synack",
    medianMicroseconds: round(median(ours)),
    cMedianMicroseconds: round(median(c)),
    ratio: round(median(ours) / median(c)),
  };
  console.log(JSON.stringify(result));
}

void main();
