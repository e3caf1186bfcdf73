// Made by `make types` from the server's models; a test fails where the two differ.

export interface Back {
  text: string;
}

export interface BadLine {
  line: number;
  why: string;
}

export type CampaignDecision = "continue" | "hide-all" | "not-spam" | "restore" | "time-out-all" | "undo";

export interface CampaignList {
  campaigns: Array<ToldCampaign>;
  braked: number;
}

export interface CardCopy {
  id: string;
  at: number;
  thread: string;
  first: boolean;
  text: string | null;
  state: CopyState;
  why: string;
}

export interface CaseList {
  cards: Array<CaseView>;
  before: string | null;
}

export interface CaseView {
  incident: ToldIncident;
  copies: Array<CardCopy>;
  offered: Array<Decision>;
  platform: string;
}

export type CopyState = "failed" | "gone" | "hidden" | "hiding" | "restored" | "restoring" | "standing" | "stuck" | "waiting";

export type Decision = "ban" | "confirm" | "hide" | "hide-first" | "not-spam" | "pardon" | "restore" | "timeout" | "undo" | "warn" | "wrong";

export interface DecisionBody {
  by: string;
  entry?: number | null;
}

export interface DecisionOutcome {
  decided: "already" | "done";
  card: CaseView;
}

export interface DeclaredOption {
  key: string;
  kind: "choice" | "duration" | "names" | "rungs" | "steps" | "switch" | "whole";
  help: string;
  says: string;
  unset: string;
  words: Array<string>;
  low: number | null;
  high: number | null;
  default: any;
}

export interface DoneAction {
  id: string;
  incident: string;
  do: "alert" | "ban" | "hide" | "kick" | "restore" | "timeout" | "warn";
  comments: Array<string>;
  account: string;
  until: number | null;
  of: string | null;
  campaign: string | null;
  state: string;
  why: string;
  at: number;
  ended: number | null;
  tries: number;
  undone: boolean;
}

export interface EventBatch {
  incidents?: Array<string>;
  threads?: boolean;
  settings?: boolean;
  brake?: boolean;
  play?: string;
}

export interface ListedThread {
  name: string;
  topic: string;
}

export type Mode = "alert" | "enforce" | "observe";

export interface NewChoice {
  settings: Record<string, any>;
  revision: number;
  by: string;
}

export interface Notice {
  account: string;
  at: number;
  thread: string;
}

export interface PaceBody {
  seconds?: number;
}

export interface Pane {
  revision: number;
  settings: Record<string, any>;
  options: Array<DeclaredOption>;
  phrases: Array<string>;
  who: string;
  at: number;
  what: Array<string>;
}

export interface PlaceBody {
  name: string;
  own: boolean;
  replay: boolean;
}

export interface Posted {
  id: string;
  judged: boolean;
  flag: boolean;
  reason: string;
}

export interface ShownComment {
  id: string;
  author: string;
  at: number;
  text: string;
  hidden: boolean;
  incident: string;
}

export interface Started {
  community: string;
  thread: string;
  comments: number;
  recorded: number;
  bad: Array<BadLine>;
  more_bad: number;
}

export interface ThreadView {
  thread: string;
  topic: string;
  comments: Array<ShownComment>;
  count: number;
  threads: Array<ListedThread>;
  notices: Array<Notice>;
  playing: boolean;
}

export interface ToldCampaign {
  id: string;
  state: string;
  why: string;
  opened: number;
  thread: string;
  waits: boolean;
  texts: Array<string>;
  accounts: Array<ToldMember>;
  copies: Array<ToldVoice>;
  actions: Array<DoneAction>;
  history: Array<ToldDecision>;
  offered: Array<string>;
  undoable: Array<number>;
}

export interface ToldCampaignOutcome {
  decided: "already" | "done";
  campaign: ToldCampaign;
}

export interface ToldCopy {
  id: string;
  at: number;
  thread: string;
  first: boolean;
  text: string | null;
  state: string;
}

export interface ToldDecision {
  decision: string;
  by: string;
  at: number;
  entry: number;
  of: number | null;
}

export interface ToldError {
  field: string;
  detail: string;
}

export interface ToldIncident {
  id: string;
  account: string;
  state: string;
  stance: "alert" | "card" | "enforce";
  why: string;
  opened: number;
  closes: number;
  thread: string;
  reason: string;
  score: number;
  accounts: Array<string>;
  strikes: number;
  right: boolean | null;
  waits: string | null;
  copies: Array<ToldCopy>;
  actions: Array<DoneAction>;
  history: Array<ToldDecision>;
  offered: Array<string>;
  undoable: Array<number>;
}

export interface ToldMember {
  account: string;
  spared: boolean;
}

export interface ToldProblem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: Array<ToldError>;
}

export interface ToldVoice {
  id: string;
  at: number;
  account: string;
  thread: string;
  state: string;
  why: string;
  incident: string | null;
}

export interface Written {
  thread: string;
  author: string;
  text: string;
  topic?: string;
}
