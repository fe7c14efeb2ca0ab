/**
 * A host behind TUN or TAP (docs/tun-tap.md) from the configuration file to the results. The command is run in the network
 * namespace of the device.
 */

import { expect } from "chai";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseResults } from "../../../reports/json/parse-results";
import { OURS, THERE } from "../../stacks/raw/link";
import { requireLinux } from "../../stacks/linux/require-linux";
import { ECHO_PORT, openUserSpaceHost } from "../../stacks/raw/user-space-host";
import { folder, start } from "./tcpspec";

describe("tcpspec run on a host behind a device of its own", () => {
  before(function () {
    requireLinux(this);
  });

  for (const kind of ["tun", "tap"] as const) {
    it(`${kind}: what holds the device is tested from the kernel's side`, async () => {
      const host = openUserSpaceHost(kind);
      const inside = host.namespace.within(() => openSync("/proc/thread-self/ns/net", "r"));
      try {
        const cwd = folder();
        const raw = {
          interface: host.device,
          target: [THERE[4], THERE[6]],
          source: [OURS[4], OURS[6]],
          behaves: "echo",
          port: ECHO_PORT,
        };
        // The host is in this process, and has its turn when the machine sees fit.
        const profile = { timers: { reaction: { value: "1 ms", late: "5 s" } } };
        writeFileSync(join(cwd, "tcpspec.config.json"), JSON.stringify({ stacks: { mine: { raw, profile } } }));
        const command = ["tcpspec", "run", "handshake/closed/*", "--stack", "mine"];
        const { ended } = start("nsenter", [`--net=/proc/${process.pid}/fd/${inside}`, ...command], { cwd });
        const { code, stderr } = await ended;
        expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
        const parsed = parseResults(readFileSync(join(cwd, "out", "results.json"), "utf8"));
        if (!parsed.ok) throw new Error(parsed.error);
        expect(new Set(parsed.results.scenarios.map(({ verdict }) => verdict))).to.deep.equal(new Set(["pass"]));
      } finally {
        closeSync(inside);
        host.close();
      }
    });
  }
});
