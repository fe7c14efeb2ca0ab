/** What `tcpspec run` shows: how far it is, the failures, and the end. Texts are made here, printing is up to the caller. */

export { failureBlock, type FailureBlockOptions } from "./failure-block";
export { failureLog } from "./failure-log";
export { lastWords } from "./last-words";
export { type Progress, type ProgressOptions, type ProgressStream, showProgress } from "./progress";
export { type RuleText, summary, type SummarizedResults, type SummaryOptions } from "./summary";
