/** Captures before the eyes of the program that people will open them with. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { SECOND } from "../../harness/port/time";
import { FIN_ACK, RST, SYN, SYN_ACK } from "../../harness/wire/flags";
import { captureOf, type CaptureFormat, type CaptureInfo } from "../../reports/capture";
import { requireOrSkip } from "../requirement";
import { samplePacket, sampleResult, sampleStack, sampleTrace } from "./samples";

const INFO: CaptureInfo = { scenario: sampleResult(), stack: sampleStack() };

const TRACE = sampleTrace(
  [
    samplePacket("peer->stack", { step: 0 }, SYN),
    samplePacket("stack->peer", { at: 1, step: 1 }, SYN_ACK),
    samplePacket("peer->stack", { at: SECOND + 123_456_789, step: 2 }),
    { kind: "call", at: 2 * SECOND, step: 3, call: "CLOSE", outcome: { ok: true } },
    samplePacket("stack->peer", { at: 2 * SECOND, step: 4 }, FIN_ACK),
    samplePacket("peer->stack", { at: 9_000_000 * SECOND, step: 5 }, RST),
    { kind: "state", at: 9_000_000 * SECOND, step: 6, state: "CLOSED" },
  ],
  [[1, "as expected, “for once”"]],
);

const hasTshark = (): boolean => spawnSync("tshark", ["--version"]).status === 0;

describe("tshark", () => {
  let folder = "";

  before(function () {
    requireOrSkip(this, "tshark", hasTshark(), "apt-get install tshark");
    folder = mkdtempSync(join(tmpdir(), "tcpspec-"));
  });

  after(() => {
    if (folder !== "") rmSync(folder, { recursive: true });
  });

  /** What tshark says of a capture file: a row for each packet that the filter lets through. */
  function read(bytes: Uint8Array, filter: string, ...fields: readonly string[]): readonly (readonly string[])[] {
    const file = join(folder, "capture");
    writeFileSync(file, bytes);
    const wanted = fields.flatMap((field) => ["-e", field]);
    const checks = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"];
    const options = ["-n", ...checks, "-r", file, "-Y", filter, "-T", "fields", "-E", "aggregator=|", ...wanted];
    const output = execFileSync("tshark", options, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return output.split("\n").flatMap((line) => (line === "" ? [] : [line.split("\t")]));
  }

  const capture = (format: CaptureFormat): Uint8Array => captureOf(TRACE, INFO, format);

  it("shows interfaces, times to the nanosecond and every comment", () => {
    const rows = read(capture("pcapng"), "frame", "frame.interface_name", "frame.time_epoch", "frame.comment");
    expect(rows).to.deep.equal([
      ["peer->stack", "0.000000000", "step 1"],
      ["stack->peer", "0.000000001", "step 2: as expected, “for once”"],
      ["peer->stack", "1.123456789", "step 3"],
      ["stack->peer", "2.000000000", "step 4: user: CLOSE -> ok|step 5"],
      ["peer->stack", "9000000.000000000", "step 6|step 7: stack is in CLOSED"],
    ]);
  });

  it("shows the times of a classic pcap as exactly", () => {
    const rows = read(capture("pcap"), "frame", "frame.time_epoch");
    expect(rows.flat()).to.deep.equal([
      "0.000000000",
      "0.000000001",
      "1.123456789",
      "2.000000000",
      "9000000.000000000",
    ]);
  });

  for (const format of ["pcapng", "pcap"] as const) {
    it(`finds TCP in every packet of a ${format}, and nothing malformed`, () => {
      expect(read(capture(format), "tcp", "frame.number")).to.have.length(5);
      expect(read(capture(format), "_ws.malformed || _ws.short", "frame.number")).to.deep.equal([]);
    });

    it(`reads a ${format} without packets`, () => {
      expect(read(captureOf(sampleTrace([]), INFO, format), "frame", "frame.number")).to.deep.equal([]);
    });
  }

  it("knows which way a packet went", () => {
    expect(read(capture("pcapng"), "frame", "frame.packet_flags_direction").flat()).to.deep.equal(
      ["2", "1", "2", "1", "2"].map((way) => `0x0000000${way}`),
    );
  });

  it("reads what the README of the writer makes", () => {
    const readme = readFileSync("reports/pcap-writer/README.md", "utf8");
    const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
    const script = example
      .replaceAll("./reports/", `${process.cwd()}/reports/`)
      .replaceAll("example.pcapng", join(folder, "example.pcapng"));
    writeFileSync(join(folder, "example.ts"), script);
    execFileSync(process.execPath, [
      "-r",
      "ts-node/register",
      "-e",
      `require(${JSON.stringify(join(folder, "example.ts"))})`,
    ]);
    const bytes = readFileSync(join(folder, "example.pcapng"));
    expect(
      read(bytes, "frame", "frame.time_epoch", "frame.comment", "ip.checksum.status", "_ws.malformed"),
    ).to.deep.equal([
      ["0.000000000", "the first|comments: any number", "1", ""],
      ["1.000000001", "", "1", ""],
    ]);
  });
});
