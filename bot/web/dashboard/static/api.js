// Calls of this page's own server, the only one that the page asks: a function for each address.
/** @import * as Models from "../models.d.ts" */
import { say } from "./words.js";

/** The server refused, or did not answer (`status` 0). `errors` name the fields that are wrong. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {Partial<Models.ToldProblem> | null} problem
   */
  constructor(status, problem) {
    super(problem?.detail ?? say("api.status", { status }));
    this.status = status;
    this.errors = problem?.errors ?? [];
  }

  /** Whether this browser has to come in first. */
  get outside() {
    return this.status === 401 || this.status === 403;
  }
}

/**
 * What went wrong, for a person.
 * @param {unknown} error
 */
export const reason = (error) => (error instanceof Error ? error.message : String(error));

/**
 * Call the server. Throws `Refused` if the server does not do it.
 * @param {string} path below /page/api
 * @param {BodyInit | object} [body] a plain object is sent as JSON
 * @returns {Promise<any>}
 */
export async function ask(path, method = "GET", body = undefined, type = "application/json") {
  const response = await fetch(`/page/api/${path}`, request(method, body, type)).catch(() => {
    throw new Refused(0, { detail: say("api.silent") });
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

/**
 * @param {string} method
 * @param {BodyInit | object | undefined} body
 * @param {string} type
 * @returns {RequestInit}
 */
function request(method, body, type) {
  /** @type {RequestInit} */
  const plain = { method, credentials: "same-origin", cache: "no-store" };
  if (body === undefined) return plain;
  const sent = type === "application/json" ? JSON.stringify(body) : /** @type {BodyInit} */ (body);
  return { ...plain, headers: { "Content-Type": type }, body: sent };
}

/**
 * A path of a community, with its query.
 * @param {string} community
 * @param {string} rest
 * @param {Record<string, string | number>} query
 */
function at(community, rest, query = {}) {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${encodeURIComponent(community)}/${rest}${parts.length ? `?${parts.join("&")}` : ""}`;
}

/**
 * The address of the stream of a community's changes.
 * @param {string} community
 */
export const liveAddress = (community) => `/page/api/${at(community, "live")}`;

/** @returns {Promise<Models.PlaceBody[]>} */
export const communities = () => ask("communities");

/**
 * @param {string} community
 * @param {string} thread empty: the one that was spoken in last
 * @param {number} newest comments at most
 * @returns {Promise<Models.ThreadView>}
 */
export const thread = (community, thread, newest) => ask(at(community, "thread", { newest, thread }));

/**
 * @param {string} community
 * @param {Models.Written} comment
 * @returns {Promise<Models.Posted>}
 */
export const post = (community, comment) => ask(at(community, "comments"), "POST", comment);

/**
 * @param {string} community
 * @param {Models.PaceBody} pace
 * @returns {Promise<Models.Started>}
 */
export const play = (community, pace) => ask(at(community, "play"), "POST", pace);

/**
 * @param {Blob} recording
 * @param {number | null} seconds
 * @returns {Promise<Models.Started>}
 */
export const replay = (recording, seconds) =>
  ask(`replays${seconds === null ? "" : `?seconds=${seconds}`}`, "POST", recording, "application/x-ndjson");

/**
 * @param {string} community a replay's
 * @returns {Promise<unknown>}
 */
export const discard = (community) => ask(`replays/${encodeURIComponent(community)}`, "DELETE");

/**
 * A page of cases that pass the filter and the search, newest first.
 * @param {string} community
 * @param {string} filter
 * @param {string} q what is searched for
 * @param {string | null} before
 * @returns {Promise<Models.CaseList>}
 */
export const cases = (community, filter, q, before) =>
  ask(at(community, "incidents", before === null ? { filter, q } : { filter, q, before }));

/**
 * @param {string} community
 * @param {string[]} numbers
 * @returns {Promise<Models.CaseList>}
 */
export const casesNumbered = (community, numbers) => ask(`${at(community, "incidents")}?numbers=${numbers.join(",")}`);

/**
 * @param {string} community
 * @param {string} n
 * @param {Models.Decision} decision
 * @param {Models.DecisionBody} body
 * @returns {Promise<Models.DecisionOutcome>}
 */
export const decide = (community, n, decision, body) => ask(at(community, `incidents/${n}/${decision}`), "POST", body);

/**
 * @param {string} community
 * @returns {Promise<Models.CampaignList>}
 */
export const campaigns = (community) => ask(at(community, "campaigns"));

/**
 * @param {string} community
 * @param {string} n
 * @param {Models.CampaignDecision} decision
 * @param {Models.DecisionBody} body
 * @returns {Promise<Models.ToldCampaignOutcome>}
 */
export const decideCampaign = (community, n, decision, body) =>
  ask(at(community, `campaigns/${n}/${decision}`), "POST", body);

/**
 * End the brake.
 * @param {string} community
 * @param {Models.DecisionBody} body
 * @returns {Promise<Models.CampaignList>}
 */
export const resume = (community, body) => ask(at(community, "resume"), "POST", body);

/**
 * @param {string} community
 * @returns {Promise<Models.Pane>}
 */
export const settings = (community) => ask(at(community, "settings"));

/**
 * @param {string} community
 * @param {Models.NewChoice} choice
 * @returns {Promise<Models.Pane>}
 */
export const saveSettings = (community, choice) => ask(at(community, "settings"), "PUT", choice);

/**
 * Judge a text again that was allowed.
 * @param {string} community
 * @param {string} phrase
 * @returns {Promise<Models.Pane>}
 */
export const forgetPhrase = (community, phrase) =>
  ask(at(community, `phrases/${encodeURIComponent(phrase)}`), "DELETE");
