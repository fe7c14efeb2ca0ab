import type { BaselineEntry } from "../../harness/port/baseline";
import { DEFAULT_PROFILE } from "../../harness/port/default-profile";
import type { Profile } from "../../harness/port/profile";
import { readProfile, type ProfileJson } from "../../harness/port/read-profile";
import type { Stack, StackProvider } from "../../harness/port/stack";
import { MILLISECOND } from "../../harness/port/time";
import type { SocketAddress } from "../../harness/port/user";
import { addressVersion, type Address } from "../../harness/wire";
import { goFirst, goWithTheOthers } from "../../adapters/native/scheduling";
import { prepareInetNetwork, prepareRawNetwork } from "../../adapters/raw";
import type { PortBlock, RawNetwork, RawOptions } from "../../adapters/raw";
import type { Seat } from "../../adapters/tun/seat";
import { AgentClient } from "./agent/agent-client";
import { agentUser } from "./agent/agent-user";
import { blackBoxUser } from "./black-box-user";
import type { BlackBox } from "./black-box-user";
import { RawStack } from "./raw-stack";
import type { SeatUser, Shared } from "./raw-stack";

/** A host to be tested, and what is known of it. */
export interface RawHost extends Omit<RawOptions, "interface"> {
  /** The interface that the targets are reached by; when left out, by the kernel's routes, from its own address. */
  readonly interface?: string;
  /** `raw` when left out. */
  readonly name?: string;
  readonly summary?: string;
  /** The program that runs on it. */
  readonly box?: BlackBox;
  /** Where `tcpspec agent` runs on it, and the token that it asks for. */
  readonly agent?: { readonly address: SocketAddress; readonly token: string };
  /** What is claimed for it, laid over what is known otherwise. */
  readonly claimed?: (profile: Profile) => Profile;
  /** Its known departures, before those that an agent knows of. */
  readonly baseline?: readonly BaselineEntry[];
}

const NAME = "raw";
export const RAW_SUMMARY =
  "any host on an Ethernet link or behind TUN or TAP, as a black box or with an agent on it (docs/agent.md)";

/** A host that is not ours need not bear more connections at a time than it takes to be done soon. */
const MOST_SEATS = 64;

/** How long a link, and what stands on it, may take for what happens "at once". */
const ON_THE_WAY = 100 * MILLISECOND;

/**
 * A host on a link.
 * @throws {TargetRefused} by `open`, before anything is sent, when it may not be tested.
 */
export function rawHost(host: RawHost): StackProvider {
  let baseline = host.baseline ?? [];
  return {
    name: host.name ?? NAME,
    summary: host.summary ?? RAW_SUMMARY,
    get baseline() {
      return baseline;
    },
    async open(seats) {
      const opened = await openHost(host);
      baseline = [...(host.baseline ?? []), ...opened.baseline];
      return seatsOn(opened, Math.min(seats, MOST_SEATS));
    },
  };
}

interface Opened {
  readonly shared: Shared;
  readonly userOf: (number: number, seat: Seat<PortBlock>) => SeatUser;
  readonly baseline: readonly BaselineEntry[];
  readonly close: () => void;
}

function seatsOn({ shared, userOf, close }: Opened, seats: number): readonly Stack[] {
  let open = seats;
  return Array.from(
    { length: seats },
    (_, number) =>
      new RawStack(
        shared,
        (seat) => userOf(number, seat),
        () => {
          open--;
          if (open === 0) close();
          return Promise.resolve();
        },
      ),
  );
}

/** A block of ports for each millisecond: no two runs begin with the same ones. */
const BLOCKS_EACH_MILLISECOND = 769;

/** Everything that has to be made in the network namespace of the calling thread is made before the first wait. */
async function openHost(host: RawHost): Promise<Opened> {
  const { interface: device } = host;
  goFirst();
  const prepared = device === undefined ? prepareInetNetwork(host) : prepareRawNetwork({ ...host, interface: device });
  const { pump, clock } = prepared.device;
  const agent = host.agent && new AgentClient(host.agent.address, pump, clock);
  const close = (): void => {
    agent?.close();
    prepared.close();
    goWithTheOthers();
  };
  try {
    const network = await prepared.open(Date.now() * BLOCKS_EACH_MILLISECOND);
    return { close, ...(await (agent === undefined ? blackBox(host, network) : behindAgent(host, network, agent))) };
  } catch (error) {
    close();
    throw error;
  }
}

const asItIs = (profile: Profile): Profile => profile;

function blackBox(
  { name = NAME, box, targets, claimed = asItIs }: RawHost,
  network: RawNetwork,
): Omit<Opened, "close"> {
  const profile = claimed(blackBoxProfile(targets, box));
  const shared = { name, network, profile, version: targets.join(" "), box };
  return { shared, userOf: () => blackBoxUser(box), baseline: [] };
}

/** What the kernel does wrong, and does not get onto a link. */
const UNSEEN: readonly BaselineEntry[] = [
  {
    scenario: "header/addresses/syn-from-unspecified",
    ip: 6,
    verdict: "pass",
    reason: "nobody has :: for a neighbour, so that the answer to it is never sent (README, Seen)",
  },
];

async function behindAgent(
  { name = NAME, agent: asked, claimed = asItIs, targets }: RawHost,
  network: RawNetwork,
  agent: AgentClient,
): Promise<Omit<Opened, "close">> {
  const sources = network.routes.map(({ source }) => source);
  const named = { targets, sources };
  const { release, profile, baseline } = await agent.introduce(asked?.token ?? "", named);
  const shared = { name, network, profile: claimed(profileBehind(profile, targets)), version: release };
  return {
    shared,
    userOf: (number, seat) => agentUser(agent, named, number, seat),
    baseline: [...UNSEEN, ...baseline],
  };
}

function blackBoxProfile(targets: readonly Address[], box: BlackBox | undefined): Profile {
  const reaction = { value: MILLISECOND, early: MILLISECOND, late: ON_THE_WAY };
  return {
    ...DEFAULT_PROFILE,
    capabilities: box === undefined ? [] : [`application-${box.behaves}`],
    ipVersions: targets.map(addressVersion),
    timers: { ...DEFAULT_PROFILE.timers, reaction },
  };
}

/** What an agent says of its kernel; and we are farther away from it than it is from itself. */
function profileBehind(json: ProfileJson, targets: readonly Address[]): Profile {
  const profile = readProfile(json);
  const { reaction, minimumRto } = profile.timers;
  const farther = { ...reaction, late: reaction.late + ON_THE_WAY };
  return {
    ...profile,
    ipVersions: targets.map(addressVersion),
    timers: { ...profile.timers, reaction: farther, minimumRto: { ...minimumRto, late: minimumRto.late + ON_THE_WAY } },
  };
}
