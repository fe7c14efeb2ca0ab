import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import type { TraceEvent } from "../../harness/port/trace";
import { run } from "../../harness/runner/run";
import { isAbout } from "../../harness/scenario/scenario";
import { verifyChecksums } from "../../harness/wire";
import { captureOf } from "../../reports/capture";
import { reference } from "../../stacks/reference";
import { SUITES } from "../../suites";
import { REQUIREMENTS } from "../../suites/requirements";
import { requireOrSkip } from "../requirement";

/** What tshark says of each packet, a row each. */
function fields(file: string, ...names: readonly string[]): readonly (readonly string[])[] {
  const checks = ["tcp.check_checksum:TRUE", "ip.check_checksum:TRUE"].flatMap((option) => ["-o", option]);
  const wanted = names.flatMap((name) => ["-e", name]);
  const args = ["-r", file, ...checks, "-T", "fields", "-E", "occurrence=a", ...wanted];
  const { status, stdout, stderr } = spawnSync("tshark", args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.split("\t"));
}

/** The interface of what the stack sends. */
const STACK = "stack->peer";

/** Our own encoder was told to make a mistake. */
function isSpoilt(event: TraceEvent): boolean {
  if (event.kind !== "packet" || event.direction !== "peer->stack") return false;
  const { ip, transport } = verifyChecksums(event.bytes);
  return !ip || !transport || !event.decoded.ok;
}

/** As many as mergecap can name in the comment that it writes, which has room for 65,535 octets. */
const AT_ONCE = 400;

describe("captures of every scenario, as tshark reads them", function () {
  let folder = "";
  const files: string[] = [];
  const merged: string[] = [];
  let packets = 0;
  /** Segments that the peer sends with something wrong in them, as a script says. */
  let spoilt = 0;

  before(async function () {
    const available = spawnSync("tshark", ["--version"]).status === 0 && spawnSync("mergecap", ["-v"]).status === 0;
    requireOrSkip(this, "tshark", available, "sudo apt-get install tshark");
    folder = mkdtempSync(join(tmpdir(), "tcpspec-captures-"));
    const [seat] = await reference.open(1);
    if (seat === undefined) throw new Error("no stack");
    await run({
      scenarios: SUITES.flatMap(({ scenarios }) => scenarios),
      seats: [seat],
      ips: [4, 6],
      seed: 7,
      strict: false,
      requirements: REQUIREMENTS,
      baseline: [],
      stopwatch: () => 0,
      patience: (work) => work,
      breathe: () => Promise.resolve(),
      signal: new AbortController().signal,
      onEnd(result, trace) {
        const file = join(folder, `${result.id}.v${result.ip}.pcapng`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, captureOf(trace, { scenario: result, stack: seat }, "pcapng"));
        const sent = trace.events.filter(({ kind }) => kind === "packet").length;
        if (sent > 0) files.push(file);
        packets += sent;
        spoilt += trace.events.filter(isSpoilt).length;
        return undefined;
      },
    });
    for (let first = 0; first < files.length; first += AT_ONCE) merge(files.slice(first, first + AT_ONCE));
  });

  function merge(some: readonly string[]): void {
    const into = join(folder, `all-${merged.length}.pcapng`);
    const { status, stderr } = spawnSync("mergecap", ["-w", into, ...some], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    merged.push(into);
  }

  const fieldsOfAll = (...names: readonly string[]) => merged.flatMap((file) => fields(file, ...names));

  after(() => {
    if (folder !== "") rmSync(folder, { recursive: true });
  });

  it("has every packet, and none of the stack's that is malformed", () => {
    const rows = fieldsOfAll("frame.interface_name", "_ws.malformed");
    expect(rows).to.have.length(packets);
    expect(rows.filter(([sender, malformed]) => malformed !== "" && sender === STACK)).to.deep.equal([]);
  });

  it("has no wrong checksum, in IP or in TCP, but for those that scripts ask for", () => {
    const GOOD = "1";
    const names = ["ip.version", "ip.checksum.status", "tcp.checksum.status", "icmp.type", "icmpv6.type"];
    // An error of ICMP quotes a part of a segment, which tshark cannot sum up.
    const rows = fieldsOfAll("frame.interface_name", ...names).filter(
      ([, , , , icmp, icmpv6]) => `${icmp}${icmpv6}` === "",
    );
    const wrong = rows.filter(([, version, ip, tcp]) => tcp !== GOOD || (version === "4" && ip !== GOOD));
    expect(wrong.filter(([sender]) => sender === STACK)).to.deep.equal([]);
    expect(wrong.length).to.be.at.most(spoilt);
  });

  it("names the two interfaces and says at each packet what it was about", () => {
    const story = join(folder, "walkthrough/http.v4.pcapng");
    const rows = fields(story, "frame.interface_name", "frame.comment", "tcp.srcport");
    expect(new Set(rows.map(([name]) => name))).to.deep.equal(new Set(["peer->stack", "stack->peer"]));
    for (const [name, , source] of rows) expect(source === "80", name).to.equal(name === "stack->peer");
    const comments = rows.map(([, comment]) => comment).join("\n");
    expect(comments).to.contain("user: OPEN (passive, http server) -> ok");
    expect(comments).to.contain("stack is in TIME-WAIT");
    expect(comments).to.match(/as step \d+ expects/);
  });

  it("is read as HTTP where it is", () => {
    const rows = fields(join(folder, "walkthrough/http.v6.pcapng"), "http.request.method", "http.response.code");
    expect(rows.map(([method]) => method).filter((method) => method !== "")).to.deep.equal(["GET"]);
    expect(rows.map(([, code]) => code).filter((code) => code !== "")).to.deep.equal(["200"]);
  });

  it("has a file for each scenario that exchanged anything", () => {
    const found = readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(".v4.pcapng"));
    expect(found.length).to.equal(
      SUITES.flatMap(({ scenarios }) => scenarios).filter((each) => isAbout(each, 4)).length,
    );
  });
});
