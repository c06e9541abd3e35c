// Scores pages with the scanner of Mozilla's HTTP Observatory, on this machine alone.
//
// Standard input: {upstream, key, certificate, pages: [{name, path, cookies}]}. A front with TLS stands before the
// site at `upstream`, as nginx does; plain HTTP answers with the way to it. Standard output: a JSON line a page.
import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import { ALL_TESTS } from "@mdn/mdn-http-observatory/src/constants.js";
import { MINIMUM_SCORE_FOR_EXTRA_CREDIT } from "@mdn/mdn-http-observatory/src/grader/charts.js";
import { getGradeForScore, getScoreModifier } from "@mdn/mdn-http-observatory/src/grader/grader.js";
import { retrieve } from "@mdn/mdn-http-observatory/src/retriever/retriever.js";

const HOST = "localhost";
const ACCEPT = "Accept: text/html,application/xhtml+xml";

const job = JSON.parse(await text(process.stdin));
const upstream = new URL(job.upstream);

function pass(request, response) {
  const headers = { ...request.headers, "x-forwarded-proto": "https", "x-forwarded-for": "127.0.0.1" };
  const { hostname, port } = upstream;
  const asked = http.request({ hostname, port, path: request.url, method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  asked.on("error", (error) => response.destroy(error));
  request.pipe(asked);
}

function listen(server) {
  return new Promise((ready) => server.listen(0, HOST, () => ready(server.address().port)));
}

// The scanner's own sum: bonus points count only for a page that lost almost none.
function grade(results) {
  const modifiers = results.map((each) => (each.result ? getScoreModifier(each.result) : 0));
  const bare = 100 + modifiers.filter((each) => each < 0).reduce((sum, each) => sum + each, 0);
  const all = 100 + modifiers.reduce((sum, each) => sum + each, 0);
  return getGradeForScore(bare >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : bare);
}

const front = https.createServer({ key: job.key, cert: job.certificate }, pass);
const httpsPort = await listen(front);
const plain = http.createServer((request, response) => {
  response.writeHead(301, { location: `https://${HOST}:${httpsPort}${request.url}` }).end();
});
const httpPort = await listen(plain);

for (const page of job.pages) {
  const headers = page.cookies ? [ACCEPT, `Cookie: ${page.cookies}`] : [ACCEPT];
  const found = await retrieve(HOST, { httpPort, httpsPort, path: page.path, headers });
  const answer = found.responses.auto;
  const results = answer ? ALL_TESTS.map((test) => test(found)) : [];
  const failed = results.filter((each) => !each.pass).map((each) => each.result);
  const { score, grade: letter } = results.length ? grade(results) : { score: 0, grade: "F" };
  const status = answer?.status ?? 0;
  const cache = answer?.headers["cache-control"] ?? "";
  const end = answer?.request?.path ?? "";
  console.log(JSON.stringify({ name: page.name, path: page.path, end, status, score, grade: letter, failed, cache }));
}
front.close();
plain.close();
process.exit(0);
