// Runs a client's cases, each directly and through Dragoman, and prints what the client saw: a line of JSON for each.

const ways = process.argv.slice(2).map((argument) => {
  const at = argument.indexOf("=");
  return { name: argument.slice(0, at), baseURL: argument.slice(at + 1) };
});

export const through = ways.find((way) => way.name === "through");

export const WHOLE = ["plain", "empty", "bad-request", "unauthorized", "forbidden", "no-such-model", "quota", "limited", "down"];
export const STREAMED = ["streamed", "streamed-bad-request", "broken", "unended", "failing"];
export const RESPONSES = ["responses-plain", "responses-empty", "responses-bad-request", "responses-limited"];
export const STREAMED_RESPONSES = ["responses-streamed", "responses-broken", "responses-failed"];

/** Runs cases, each both ways unless told otherwise; `saw(way, model)` says what the client got, or throws. */
export async function on(names, saw, by = ways) {
  for (const name of [names].flat()) {
    for (const way of by) {
      const line = { case: name, way: way.name };
      try {
        line.saw = await within(20, saw(way, name));
      } catch (failure) {
        Object.assign(line, told(failure));
      }
      console.log(JSON.stringify(line));
    }
  }
}

function within(seconds, promise) {
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error(`neither an answer nor an error within ${seconds} s`)), seconds * 1000).unref(),
  );
  return Promise.race([promise, late]);
}

// The libraries wrap each other's errors: the outermost says its name, the first that knows them its status and code.
function told(failure) {
  const chain = [];
  for (let each = failure; each && !chain.includes(each); each = each.cause ?? each.lastError) {
    chain.push(each);
  }
  const first = (...names) =>
    chain.flatMap((each) => names.map((name) => name(each))).find((value) => value !== undefined && value !== null) ?? "";
  return {
    error: failure?.constructor?.name === "Object" ? "object" : (failure?.constructor?.name ?? typeof failure),
    status: String(first((each) => each.status, (each) => each.statusCode) || 0),
    code: String(first((each) => (typeof each.code === "string" ? each.code : undefined), (each) => each.data?.error?.code)),
    message: String(first((each) => each.message, (each) => JSON.stringify(each))),
  };
}
