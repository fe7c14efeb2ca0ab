/** Several processes of one host, each in a scenario of its own. */

import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processProvider } from "../../../adapters/process";
import { SECOND } from "../../../harness/port/time";
import { StackFailed, type Stack } from "../../../harness/port/stack";
import { isAlive } from "../../is-alive";

const HOST = join(__dirname, "faulty-host.js");

/** The seed of the scenario that is hit, and one of another. */
const HIT = 12;
const OTHER = 11;

describe("processes of a host, side by side", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tcpspec-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Hosts that have this fault at a command of the scenario that is hit. */
  const open = (fault: string, at: number, seats: number): Promise<readonly Stack[]> =>
    processProvider({
      name: fault,
      summary: "",
      command: [process.execPath, HOST, fault, String(HIT), String(at), folder],
    }).open(seats);

  const pids = () => readFileSync(join(folder, "processes"), "latin1").trim().split("\n").map(Number);

  const closeAll = (seats: readonly Stack[]) => Promise.all(seats.map((seat) => seat.close()));

  async function scenario(seat: Stack, seed: number): Promise<string> {
    try {
      await seat.reset(seed);
      await seat.clock.pass(SECOND);
      return `ok at ${seat.clock.now()}`;
    } catch (error) {
      if (error instanceof StackFailed) return error.message;
      throw error;
    }
  }

  it("there is one where one is asked for, and three where many are", async () => {
    await closeAll(await open("none", 0, 1));
    expect(pids()).to.have.length(1);
    const seats = await open("none", 0, 128);
    expect(seats).to.have.length(3);
    expect(new Set(pids())).to.have.property("size", 1 + 3);
    await closeAll(seats);
    expect(pids().filter(isAlive)).to.deep.equal([]);
  });

  it("one that hangs holds up none of the others, and is ended with them", async () => {
    const [hanging, ...others] = await open("hang", 1, 128);
    if (hanging === undefined) throw new Error("nothing was opened");
    const hung = scenario(hanging, HIT);
    for (const seat of others) expect(await scenario(seat, OTHER)).to.equal(`ok at ${SECOND}`);
    await closeAll([hanging, ...others]);
    expect(await hung).to.match(/^the host died of SIGKILL\n/);
    expect(pids().filter(isAlive)).to.deep.equal([]);
  });

  it("one that dies costs its own scenario, and the others go on in the same processes", async () => {
    const [dying, ...others] = await open("kill", 1, 128);
    if (dying === undefined) throw new Error("nothing was opened");
    const begun = pids();
    const outcomes = Promise.all(others.map((seat) => scenario(seat, OTHER)));
    expect(await scenario(dying, HIT)).to.match(/^the host died of SIGKILL\n/);
    expect(await outcomes).to.deep.equal([`ok at ${SECOND}`, `ok at ${SECOND}`]);
    expect(begun.filter(isAlive)).to.have.length(2);
    expect(await scenario(dying, OTHER)).to.equal(`ok at ${SECOND}`);
    expect(pids()).to.have.length(3 + 1);
    await closeAll([dying, ...others]);
  });

  it("of a host that can run only once there is one", async () => {
    const seats = await open("alone", 0, 128);
    expect(seats).to.have.length(1);
    for (const seat of seats) expect(await scenario(seat, OTHER)).to.equal(`ok at ${SECOND}`);
    await closeAll(seats);
    expect(pids()).to.have.length(1);
  });
});
