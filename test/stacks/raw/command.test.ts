/** The command itself, on both hosts of a link. */

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import type { NetworkNamespace } from "../../../adapters/native/namespace";
import { folder, installation } from "../../harness/cli/tcpspec";
import { DEVICE, openTestLink, OURS, requireNamespaces, startThere, THERE, TOKEN, type TestLink } from "./link";

describe("tcpspec run --stack raw", () => {
  let link: TestLink;
  let cwd: string;
  const running: ChildProcess[] = [];

  before(async function () {
    requireNamespaces(this);
    this.timeout(60_000);
    link = await openTestLink();
    running.push(await startThere(link, "servers"));
    cwd = folder();
    writeFileSync(join(cwd, "token"), `${TOKEN}\n`, { mode: 0o600 });
  });

  after(() => {
    for (const child of running) child.kill("SIGKILL");
    (link as TestLink | undefined)?.close();
  });

  function start(namespace: NetworkNamespace, args: readonly string[]): ChildProcess {
    const program = join(installation(), "bin/tcpspec");
    const { HOME = "/", PATH = "" } = process.env;
    const child = namespace.within(() =>
      spawn(process.execPath, [program, ...args], { cwd, env: { HOME, PATH }, stdio: ["ignore", "pipe", "pipe"] }),
    );
    running.push(child);
    return child;
  }

  async function tcpspecHere(...args: readonly string[]): Promise<{ code: unknown; printed: string }> {
    const child = start(link.here, args);
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (piece: Buffer) => (printed += String(piece)));
    const [code] = (await once(child, "close")) as [unknown];
    return { code, printed };
  }

  const HOST = ["--target", THERE[4], "--interface", DEVICE];

  it("a black box: what runs there is tested, what it cannot be asked is unsupported, and a line replays it", async () => {
    const box = [...HOST, "--source", OURS[4], "--behaves", "http", "--port", "80"];
    const { code, printed } = await tcpspecHere("run", "walkthrough", "handshake/passive", "--stack", "raw", ...box);
    expect(printed).to.match(/1 passed, 0 failed, \d+ unsupported/);
    expect(code).to.equal(0);
    const { scenarios } = JSON.parse(readFileSync(join(cwd, "out/results.json"), "utf8")) as {
      scenarios: readonly { replay: string; verdict: string }[];
    };
    const [passed] = scenarios.filter(({ verdict }) => verdict === "pass");
    const [, , ...words] = (passed?.replay ?? "").replaceAll("'", "").split(" ");
    expect(words.slice(1)).to.deep.equal(box);
    const replayed = await tcpspecHere("replay", ...words);
    expect(replayed.printed).to.match(/walkthrough\/http on raw 192\.0\.2\.7, IPv4\n[^]*✓ pass/);
    expect(replayed.code).to.equal(0);
  });

  it("with tcpspec agent on the host, and the token in a file", async () => {
    const agent = start(link.there, ["agent", "--bind", `${THERE[4]}:7793`, "--token-file", "token"]);
    if (agent.stdout === null) throw new Error("no pipe");
    const lines = createInterface(agent.stdout);
    expect(await once(lines, "line")).to.deep.equal([`listening on ${THERE[4]} port 7793`]);
    const said = once(lines, "line");
    const asked = [...HOST, "--source", OURS[4], "--agent", `${THERE[4]}:7793`, "--token-file", "token"];
    const { code, printed } = await tcpspecHere("run", "close/abort", "--stack", "raw", "--ip", "4", ...asked);
    expect(printed).to.match(/[1-9]\d* passed, 0 failed/);
    expect(code).to.equal(0);
    expect(String(await said)).to.match(/^192\.0\.2\.1 port \d+ makes calls between 192\.0\.2\.7 and 192\.0\.2\.66$/);
    agent.kill("SIGINT");
    expect(await once(agent, "exit")).to.deep.equal([130, null]);
  });

  it("says that nobody is there", async () => {
    const { code, printed } = await tcpspecHere(
      ...["run", "walkthrough", "--stack", "raw", ...HOST, "--source", OURS[4]],
      ...["--agent", `${THERE[4]}:7794`, "--token-file", "token"],
    );
    expect(printed).to.match(/the agent at 192\.0\.2\.7 port 7794 is of no use: ECONNREFUSED\n.*tcpspec agent --bind/);
    expect(code).to.equal(3);
  });
});
