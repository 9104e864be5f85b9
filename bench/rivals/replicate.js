// PouchDB beside our own sync: reports from a file of lines are put into a server of its own on this machine, and
// replicated into a new local database over HTTP; then a thousand are changed; then nothing is. Tells seconds as JSON.
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const readline = require("node:readline");
const { createRequire } = require("node:module");

const [, , modules, reports, turnsText] = process.argv;
const load = createRequire(path.resolve(modules, "package.json"));
const PouchDB = load("pouchdb");
const express = load("express");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "crimint-bench-pouchdb-"));
const BATCH = 1000;

async function put(database, documents) {
  for (let at = 0; at < documents.length; at += BATCH) {
    await database.bulkDocs(documents.slice(at, at + BATCH));
  }
}

async function timed(work) {
  const begun = process.hrtime.bigint();
  const result = await work();
  return [Number(process.hrtime.bigint() - begun) / 1e9, result];
}

async function measure(url, server) {
  const documents = [];
  for await (const line of readline.createInterface({ input: fs.createReadStream(reports) })) {
    documents.push(JSON.parse(line));
  }
  await put(server, documents);
  const local = new PouchDB(path.join(folder, "local"));
  const pull = () => local.replicate.from(url, { batch_size: BATCH });
  const [first, result] = await timed(pull);
  const changed = [];
  const nothing = [];
  for (let turn = 0; turn < Number(turnsText); turn += 1) {
    const rows = (await server.allDocs({ include_docs: true })).rows;
    const some = [];
    for (let at = 0; at < 1000; at += 1) {
      const document = rows[(turn + at * 7919) % rows.length].doc;
      some.push({ ...document, title: `${document.title} ${turn}` });
    }
    await put(server, some);
    changed.push((await timed(pull))[0]);
    nothing.push((await timed(pull))[0]);
  }
  return { count: result.docs_written, first, changed, nothing };
}

const Server = PouchDB.defaults({ prefix: path.join(folder, "server-") });
const app = express();
app.use("/", load("express-pouchdb")(Server, { mode: "minimumForPouchDB", logPath: path.join(folder, "log.txt") }));
const listening = app.listen(0, "127.0.0.1", async () => {
  const told = await measure(`http://127.0.0.1:${listening.address().port}/reports`, new Server("reports"));
  fs.rmSync(folder, { recursive: true, force: true });
  console.log(JSON.stringify(told));
  process.exit(0);
});
