/** Results, traces and stacks to make reports of; every field can be given another value. */

import type { Failure, Results, ScenarioResult, StackDescription } from "../../harness/port/results";
import type { Direction, PacketEvent, Trace, TraceEvent } from "../../harness/port/trace";
import { decodePacket, encodePacket } from "../../harness/wire/packet-codec";
import { ACK, type Flags } from "../../harness/wire/flags";
import { seq } from "../../harness/wire/seq";
import { countResults } from "../../reports/tally";

export function sampleFailure(fields: Partial<Failure> = {}): Failure {
  return {
    step: 5,
    stepText: "stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT })",
    kind: "wrong-segment",
    message: "The stack sent another segment than the one that was to come.",
    expected: "[FIN, ACK] Seq=101 (SND.NXT) Ack=2 (RCV.NXT)",
    actual: "[RST] Seq=3 Win=0 Len=0",
    differences: [
      { field: "flags", expected: "FIN, ACK", actual: "RST" },
      { field: "Seq", expected: "101 (SND.NXT)", actual: "3" },
    ],
    at: 1_250_000_000,
    packet: 7,
    section: "RFC 9293 3.6.1",
    rule: "MUST-13",
    exchange: ["    0.000  peer  > [ACK] Seq=1 Ack=101 Win=65535 Len=0", "    1.250  stack > [RST] Seq=3 Win=0 Len=0"],
    ...fields,
  };
}

/** Expected and passed, unless the fields say otherwise. */
export function sampleResult(fields: Partial<ScenarioResult> = {}): ScenarioResult {
  return {
    id: "close/active/four-segments",
    title: "ESTABLISHED: CLOSE -> FIN,ACK; four segments later -> CLOSED",
    suite: "close/active",
    source: "suites/close/active.ts:17",
    stack: "lwip",
    ip: 4,
    covers: ["793-3.5-CLOSE-NORMAL", "MUST-13"],
    level: "MUST",
    verdict: "pass",
    outcome: "expected",
    durationMs: 3.25,
    virtualMs: 240_000,
    steps: 10,
    alternatives: [],
    trace: "traces/close/active/four-segments.lwip.v4.pcapng",
    replay: "tcpspec replay 'close/active/four-segments@lwip/v4#seed=42'",
    ...fields,
  };
}

/** Failed, which nobody expected. */
export function sampleFailed(fields: Partial<ScenarioResult> = {}): ScenarioResult {
  return sampleResult({ verdict: "fail", outcome: "unexpected", failure: sampleFailure(), ...fields });
}

export function sampleStack(fields: Partial<StackDescription> = {}): StackDescription {
  return {
    name: "lwip",
    version: "2.1.3",
    adapter: "process",
    clock: "virtual",
    profile: { capabilities: ["user-calls"], timers: { msl: { value: 120_000_000_000, early: 0, late: 0 } } },
    ...fields,
  };
}

export function sampleResults(fields: Partial<Results> = {}): Results {
  const scenarios = fields.scenarios ?? [sampleResult(), sampleFailed({ id: "close/active/other" })];
  return {
    schema: "tcpspec/results/1",
    tool: { name: "tcpspec", version: "0.1.0" },
    run: {
      seed: 42,
      command: "tcpspec run close/*",
      startedAt: "2025-11-22T10:18:00.000Z",
      durationMs: 2134.5,
      complete: true,
    },
    stacks: [sampleStack()],
    scenarios,
    rules: [
      { id: "checksum", stack: "lwip", section: "RFC 9293 3.1", violations: [] },
      {
        id: "window-shrinks",
        stack: "lwip",
        section: "RFC 9293 3.8.6",
        violations: [{ scenario: "close/active/other", message: "The right edge moved from 101 to 90." }],
      },
    ],
    requirements: [{ id: "MUST-13", stack: "lwip", verdict: "fail", scenarios: ["close/active/four-segments"] }],
    summary: countResults(scenarios),
    ...fields,
  };
}

/** A datagram with a right checksum, between 10.0.0.1 (the stack, port 80) and 10.0.0.2 (the peer, port 4000). */
export function samplePacket(direction: Direction, fields: Partial<PacketEvent> = {}, flags: Flags = ACK): PacketEvent {
  const [stack, peer] = [
    { address: "10.0.0.1", port: 80 },
    { address: "10.0.0.2", port: 4000 },
  ];
  const [from, to] = direction === "stack->peer" ? [stack, peer] : [peer, stack];
  const bytes = encodePacket({
    ip: { source: from.address, destination: to.address },
    segment: { sourcePort: from.port, destinationPort: to.port, seq: seq(1), ack: seq(1), flags, window: 65535 },
  });
  return { kind: "packet", at: 0, step: 0, direction, bytes, decoded: decodePacket(bytes), ...fields };
}

export function sampleTrace(events: readonly TraceEvent[], notes: readonly (readonly [number, string])[] = []): Trace {
  return { events, notes: new Map(notes) };
}
