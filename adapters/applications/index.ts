/** HTTP, echo and discard for stacks that have user calls and nothing more. */

export { withApplications } from "./with-applications";
export type { UserWithApplications } from "./with-applications";
