import { expect } from "chai";
import { SECOND } from "../../harness/port/time";
import { captureOf, type CaptureInfo } from "../../reports/capture";
import { sampleFailure, samplePacket, sampleResult, sampleStack, sampleTrace } from "./samples";
import { readPcapng, textsOf } from "./pcap-writer/read-pcapng";

const INFO: CaptureInfo = { scenario: sampleResult(), stack: sampleStack() };

const TRACE = sampleTrace(
  [
    { kind: "call", at: 0, step: 0, call: "CLOSE", outcome: { ok: true } },
    samplePacket("stack->peer", { at: 1, step: 1 }),
    samplePacket("peer->stack", { at: 100 * SECOND + 7, step: 2 }),
    { kind: "state", at: 240 * SECOND, step: 3, state: "CLOSED" },
  ],
  [[1, "as expected"]],
);

describe("captureOf", () => {
  it("has an interface for each direction and every packet on its own, with its time and all that is said of it", () => {
    const { section, interfaces, packets } = readPcapng(captureOf(TRACE, INFO, "pcapng"));
    expect(textsOf(section.options, 1)).to.deep.equal([
      "close/active/four-segments: ESTABLISHED: CLOSE -> FIN,ACK; four segments later -> CLOSED",
      "stack: lwip 2.1.3",
    ]);
    expect(textsOf(section.options, 4)).to.deep.equal(["tcpspec"]);
    expect(interfaces.map(({ options }) => textsOf(options, 2))).to.deep.equal([["peer->stack"], ["stack->peer"]]);
    expect(interfaces.map(({ linkType }) => linkType)).to.deep.equal([101, 101]);
    expect(packets.map((packet) => [packet.interface, packet.time, textsOf(packet.options, 1)])).to.deep.equal([
      [1, 1n, ["step 1, t = 0.000 s: user: CLOSE -> ok", "step 2: as expected"]],
      [0, 100_000_000_007n, ["step 3", "step 4, t = 240.000 s: stack is in CLOSED"]],
    ]);
    // Bit 0 inbound, bit 1 outbound: seen from the peer's end.
    expect(packets.map(({ options }) => options.find(({ code }) => code === 2)?.value[0])).to.deep.equal([1, 2]);
  });

  it("tells of a failure at the packet to blame", () => {
    const scenario = sampleResult({
      failure: sampleFailure({ packet: 1, message: "It is wrong.", expected: "right" }),
    });
    const { packets } = readPcapng(captureOf(TRACE, { ...INFO, scenario }, "pcapng"));
    expect(packets.map(({ options }) => textsOf(options, 1).at(-1))).to.deep.equal([
      "step 6 fails: It is wrong. - expected right",
      "step 4, t = 240.000 s: stack is in CLOSED",
    ]);
  });

  it("makes the same bytes of the same trace", () => {
    for (const format of ["pcapng", "pcap"] as const) {
      expect(captureOf(TRACE, INFO, format)).to.deep.equal(captureOf(structuredClone(TRACE), { ...INFO }, format));
    }
  });

  it("counts from when the scenario began, where that is told", () => {
    const startedAt = 1_763_806_680_000_000_001n; // past 2^53: exact only as a bigint
    const { packets } = readPcapng(captureOf(TRACE, { ...INFO, startedAt }, "pcapng"));
    expect(packets.map(({ time }) => time)).to.deep.equal([startedAt + 1n, startedAt + 100_000_000_007n]);
    const pcap = Buffer.from(captureOf(TRACE, { ...INFO, startedAt }, "pcap"));
    expect([pcap.readUInt32LE(24), pcap.readUInt32LE(28)]).to.deep.equal([1_763_806_680, 2]);
  });

  it("of no packets says what happened in its head", () => {
    const trace = sampleTrace(TRACE.events.filter(({ kind }) => kind !== "packet"));
    const { section, packets } = readPcapng(captureOf(trace, INFO, "pcapng"));
    expect(packets).to.deep.equal([]);
    expect(textsOf(section.options, 1).slice(2)).to.deep.equal([
      "step 1, t = 0.000 s: user: CLOSE -> ok",
      "step 4, t = 240.000 s: stack is in CLOSED",
    ]);
    expect(captureOf(trace, INFO, "pcap")).to.have.length(24);
    expect(captureOf(sampleTrace([]), INFO, "pcapng")).not.to.have.length(0);
  });

  it("survives what no datagram and no remark should be: none, very long", () => {
    const decoded = { ok: false, error: { code: "length", offset: 2, message: "x".repeat(100_000) } } as const;
    const broken = [new Uint8Array(0), new Uint8Array(300_000)].map((bytes) =>
      samplePacket("stack->peer", { bytes, decoded }),
    );
    const { packets } = readPcapng(captureOf(sampleTrace(broken), INFO, "pcapng"));
    expect(packets.map(({ data, originalLength }) => [data.length, originalLength])).to.deep.equal([
      [0, 0],
      [262_144, 300_000],
    ]);
    expect(captureOf(sampleTrace(broken), INFO, "pcap")).to.have.length(24 + 16 + 16 + 262_144);
  });
});
