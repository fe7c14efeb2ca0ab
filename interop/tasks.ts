/** Everything that `npm run interop` plays, in the order of its table. */

import type { Impairments } from "../adapters/wrap";
import type { Result } from "./case";
import type { Choices } from "./choices";
import { CLOSINGS } from "./closings";
import { manyConnections } from "./connections";
import { PATH_MTU } from "./path-mtu";
import { play } from "./play";
import { TRANSFERS } from "./transfers";

export interface Task {
  readonly name: string;
  /** Whether it takes minutes, in which it does little but wait. */
  readonly isLong: boolean;
  run(): Promise<Result>;
}

export function tasksOf({ octets, impairments, seed, minimumRto, patience, connections }: Choices): readonly Task[] {
  const links: readonly (readonly [string, Impairments])[] = [
    ["clean", {}],
    ["bad", impairments],
  ];
  const cases = links.flatMap(([link, those]) =>
    [...TRANSFERS, ...CLOSINGS, PATH_MTU].flatMap((each) =>
      ([4, 6] as const).map((ip): Task => ({
        name: `${each.name}, IPv${ip}, ${link}`,
        isLong: each.isUpload && link === "bad",
        run: () => play(each, { ip, seed, octets }, { seed, impairments: those, minimumRto }, patience),
      })),
    ),
  );
  const inMemory: Task = {
    name: `${connections} connections, reference to reference`,
    isLong: false,
    run: () => Promise.resolve(manyConnections(connections, seed)),
  };
  return [...cases, inMemory];
}
