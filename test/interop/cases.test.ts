import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { CLOSINGS } from "../../interop/closings";
import { PATH_MTU } from "../../interop/path-mtu";
import { play } from "../../interop/play";
import { TRANSFERS } from "../../interop/transfers";
import { requireOrSkip } from "../requirement";
import { requireLinux } from "../stacks/linux/require-linux";

const SMALL = 100_000;
const PATIENCE = 50;

describe("interoperation with the kernel", function () {
  this.timeout(60_000);

  before(function () {
    requireLinux(this);
    for (const name of ["curl", "nginx", "ip"]) {
      const isThere = spawnSync(name, ["-V"]).error === undefined;
      requireOrSkip(this, name, isThere, "apt-get install curl nginx-light iproute2");
    }
  });

  for (const ip of [4, 6] as const) {
    for (const each of [...TRANSFERS, ...CLOSINGS.filter(({ name }) => !name.includes("window")), PATH_MTU]) {
      it(`${each.name}, IPv${ip}`, async () => {
        const { complaints } = await play(each, { ip, seed: 1, octets: SMALL }, { seed: 1, impairments: {} }, PATIENCE);
        expect(complaints).to.deep.equal([]);
      });
    }
  }

  for (const each of TRANSFERS) {
    it(`${each.name}, on a bad link`, async () => {
      const impairments = { loss: 0.01, reordering: 0.05, duplication: 0.02, corruption: 0.01 };
      const { complaints } = await play(each, { ip: 4, seed: 2, octets: SMALL }, { seed: 2, impairments }, PATIENCE);
      expect(complaints).to.deep.equal([]);
    });
  }
});
