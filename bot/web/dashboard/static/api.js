// Questions to this page's own server, and nobody else's.

export class Refused extends Error {
  constructor(status, told) {
    super(told?.detail ?? `the server answered ${status}`);
    this.status = status;
    this.errors = told?.errors ?? [];
  }
}

export async function ask(path, method = "GET", body = undefined, type = "application/json") {
  let response;
  try {
    response = await fetch(`/page/api/${path}`, {
      method, credentials: "same-origin", cache: "no-store",
      headers: body === undefined ? {} : { "Content-Type": type },
      body: body === undefined ? undefined : type === "application/json" ? JSON.stringify(body) : body,
    });
  } catch {
    throw new Refused(0, { detail: "Hush does not answer. Is it running?" });
  }
  const told = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, told);
  return told;
}

export const at = (community, rest) => `${encodeURIComponent(community)}/${rest}`;
