import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Results } from "../../../harness/port/results";
import { parseResults } from "../../../reports/json/parse-results";
import { Screen } from "../../reports/console/screen";
import { requireOrSkip } from "../../requirement";
import { folder, hasTerminals, inTerminal, stack, tcpspec } from "./tcpspec";

const ONE = ["run", "handshake/closed/syn", "--ip", "4"];

/* eslint-disable no-control-regex -- escape sequences are what is looked for */
const COLOUR = /\x1b\[\d+m/;
const MOVEMENT = /\r|\x1b\[K/;
/* eslint-enable no-control-regex */

function parsed(text: string): Results {
  const outcome = parseResults(text);
  if (!outcome.ok) throw new Error(outcome.error);
  return outcome.results;
}

describe("tcpspec run", () => {
  it("says which suites passed, what they add up to, and how long it took", async () => {
    const { code, stdout, stderr } = await tcpspec(["run", "handshake/closed", "close/active"]);
    expect(stdout.replaceAll(/\b\d+ passed/g, "n passed").replace(/in \d+\.\d s/, "in n s")).to.equal(
      [
        "✓ handshake/closed  n passed, 0 failed",
        "✓ close/active      n passed, 0 failed",
        "",
        "  ✓ reference 0.1.0 IPv4  n passed, 0 failed",
        "  ✓ reference 0.1.0 IPv6  n passed, 0 failed",
        "",
        "  n passed, 0 failed",
        "  ✓ all as expected in n s",
        "",
        "  results   out/results.json",
        "  captures  out/traces/",
        "",
      ].join("\n"),
    );
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
  });

  it("takes several selectors, and one IP version", async () => {
    const { stdout } = await tcpspec(["run", "handshake/closed/syn", "MUST-13", "--ip", "6", "--json"]);
    const { scenarios } = parsed(stdout);
    expect(scenarios.map(({ ip }) => ip)).to.satisfy((ips: readonly number[]) => ips.every((ip) => ip === 6));
    expect(scenarios.every(({ id, covers }) => id === "handshake/closed/syn" || covers.includes("MUST-13"))).to.equal(
      true,
    );
    expect(scenarios.length).to.be.greaterThan(1);
  });

  it("--strict: a SHOULD that is not followed is a failure, and else it is not", async () => {
    const line = ["run", "isn/unpredictable", "--ip", "4", "--stack", stack("silent"), "--json"];
    const [mild, strict] = await Promise.all([tcpspec(line), tcpspec([...line, "--strict"])]);
    expect(parsed(mild.stdout).scenarios.map(({ verdict }) => verdict)).to.deep.equal(["nonstrict"]);
    expect(mild.code).to.equal(0);
    expect(parsed(strict.stdout).scenarios.map(({ verdict }) => verdict)).to.deep.equal(["fail"]);
    expect(strict.code).to.equal(1);
  });

  describe("--json", () => {
    it("prints the results and nothing else, and the same as results.json has", async () => {
      const cwd = folder();
      const { code, stdout, stderr } = await tcpspec([...ONE, "--json"], { cwd });
      expect(stdout).to.equal(readFileSync(join(cwd, "out/results.json"), "utf8"));
      const { run, stacks, scenarios } = parsed(stdout);
      expect(run).to.include({ seed: 1, command: `tcpspec ${ONE.join(" ")} --json`, complete: true });
      expect(stacks.map(({ name, clock }) => ({ name, clock }))).to.deep.equal([
        { name: "reference", clock: "virtual" },
      ]);
      expect(scenarios.map(({ id, verdict }) => ({ id, verdict }))).to.deep.equal([
        { id: "handshake/closed/syn", verdict: "pass" },
      ]);
      expect(stderr).to.include("✓ all as expected");
      expect(code).to.equal(0);
    });

    it("prints nothing on standard output when there are no results", async () => {
      const { code, stdout } = await tcpspec([...ONE, "--json", "--out", "/dev/null"]);
      expect({ code, stdout }).to.deep.equal({ code: 3, stdout: "" });
    });
  });

  describe("is the same again with the same seed", () => {
    const SUITES = ["run", "handshake/passive", "close/active", "isn/advance", "--seed"];

    /** Everything in the folder, but for times by the wall clock. */
    async function remains(seed: string): Promise<Readonly<Record<string, string>>> {
      const cwd = folder();
      await tcpspec([...SUITES, seed], { cwd });
      const out = join(cwd, "out");
      const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
      return Object.fromEntries(
        files.map(({ parentPath, name }) => {
          const text = readFileSync(join(parentPath, name), "latin1");
          return [join(parentPath, name).slice(out.length), text.replace(/"(durationMs|startedAt)": .*/g, "$1")];
        }),
      );
    }

    it("captures to the octet, and results but for times", async () => {
      const [first, second, other] = await Promise.all([remains("7"), remains("7"), remains("8")]);
      expect(Object.keys(first).length).to.be.greaterThan(40);
      expect(second).to.deep.equal(first);
      expect(other).to.have.all.keys(Object.keys(first));
      expect(other).not.to.deep.equal(first);
    });
  });

  describe("--capture", () => {
    const CAPTURE = "out/traces/handshake/closed/syn.reference.v4";

    it("writes pcapng unless told otherwise", async () => {
      const cwd = folder();
      await tcpspec(ONE, { cwd });
      expect(readFileSync(join(cwd, `${CAPTURE}.pcapng`)).readUInt32LE()).to.equal(0x0a0d0d0a);
    });

    it("pcap: with a file header of pcap in microseconds or nanoseconds", async () => {
      const cwd = folder();
      await tcpspec([...ONE, "--capture", "pcap"], { cwd });
      expect(readFileSync(join(cwd, `${CAPTURE}.pcap`)).readUInt32LE()).to.be.oneOf([0xa1b2c3d4, 0xa1b23c4d]);
    });

    it("none: the results know of none", async () => {
      const { stdout, stderr } = await tcpspec([...ONE, "--capture", "none", "--json"]);
      expect(parsed(stdout).scenarios[0]).not.to.have.property("trace");
      expect(stderr).not.to.include("captures");
    });
  });

  describe("colours", () => {
    it("none where nobody looks, and no line that moves", async () => {
      const { stdout } = await tcpspec(ONE);
      expect(stdout).not.to.match(COLOUR).and.not.to.match(MOVEMENT);
    });

    it("with FORCE_COLOR, but for --no-color", async () => {
      const env = { FORCE_COLOR: "1" };
      const [forced, refused] = await Promise.all([tcpspec(ONE, { env }), tcpspec([...ONE, "--no-color"], { env })]);
      expect(forced.stdout).to.match(COLOUR).and.not.to.match(MOVEMENT);
      expect(refused.stdout).not.to.match(COLOUR);
    });

    it("of errors as well", async () => {
      const [plain, colourful] = await Promise.all(
        [{}, { FORCE_COLOR: "1" }].map((env) => tcpspec(["run", "--stack", "bsd"], { env })),
      );
      expect(plain?.stderr).not.to.match(COLOUR);
      expect(colourful?.stderr).to.match(COLOUR);
    });
  });

  describe("in a terminal", () => {
    before(function () {
      requireOrSkip(this, "script", hasTerminals(), "install util-linux");
    });

    it("moves a line while it goes on, and leaves nothing of it", async () => {
      const { stdout } = await inTerminal("tcpspec run handshake close", 80).ended;
      expect(stdout).to.match(/━/).and.to.match(COLOUR);
      const screen = new Screen(80);
      screen.write(stdout);
      expect(screen.lines()[0]).to.match(/^ {2}✓ reference/);
    });

    it("leaves nothing of it when all breaks", async () => {
      const { code, stdout } = await inTerminal(`tcpspec run close --stack ${stack("rejects-behind")}`, 200).ended;
      const screen = new Screen(200);
      screen.write(stdout);
      expect(screen.lines()[0]).to.equal("tcpspec broke: Error: nobody waits for this");
      expect(code).to.equal(3);
    });

    it("writes lines, without colours, where the terminal is dumb", async () => {
      const { stdout } = await inTerminal(`tcpspec ${ONE.join(" ")}`, 80, { env: { TERM: "dumb" } }).ended;
      expect(stdout.replaceAll("\r\n", "\n")).to.match(/^✓ handshake\/closed {2}1 passed/);
      expect(stdout).not.to.match(COLOUR);
    });

    it("fits into forty columns, but for what one wants to copy", async () => {
      const { stdout } = await inTerminal(`tcpspec run close --ip 4 --stack ${stack("silent")}`, 40).ended;
      const screen = new Screen(1000);
      screen.write(stdout);
      const long = screen.lines().filter((line) => Array.from(line).length > 40);
      expect(long.filter((line) => !/^ {2}(?:capture|replay) |^ {2}[✗?!] \w+ +close\//.test(line))).to.deep.equal([]);
    });

    it("helps in forty columns", async () => {
      const { stdout } = await inTerminal("tcpspec run --help", 40).ended;
      const [, ...lines] = stdout.split("\r\n");
      for (const line of lines) expect(line.length, line).to.be.at.most(40);
    });
  });
});
