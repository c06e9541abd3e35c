// The line to the server: a socket that comes back by itself, and plain HTTP where sockets are blocked.

const PING = 25_000;
const SILENCE = 40_000;
const POLL = 3_000;
const SIGNED_OUT = 4401;
const NO_ACCESS = 4403;
const OWN = new Set(["post", "question", "poll"]);

export class Line {
  constructor({ socket, base, language }, on) {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.address = () => `${scheme}//${location.host}${socket}?after=${on.after()}&lang=${language}`;
    this.base = base;
    this.on = on;
    this.open = false;
    this.failures = 0;
    this.polling = false;
    this.over = false;
    this.outbox = [];
  }

  start() {
    addEventListener("online", () => this.hurry());
    addEventListener("pageshow", (event) => event.persisted && this.hurry());
    document.addEventListener("visibilitychange", () => !document.hidden && this.hurry());
    this.connect();
  }

  connect() {
    clearInterval(this.countdown);
    if (this.over) return;
    const socket = (this.socket = new WebSocket(this.address()));
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.heard();
    };
    socket.onmessage = ({ data }) => {
      // Only now is the server known to have let us in; a refusal closes right after opening.
      if (!this.open || this.polling) this.up();
      this.heard();
      this.hear(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return;
      clearInterval(this.pings);
      this.socket = null;
      this.open = this.polling;
      if (code === SIGNED_OUT || code === NO_ACCESS) {
        this.end(code === SIGNED_OUT);
        return;
      }
      if (!opened) this.blocked = (this.blocked || 0) + 1;
      this.again();
    };
    // The first word makes the server answer even in a quiet room.
    socket.addEventListener("open", () => socket.send('{"k":"ping"}'));
    clearInterval(this.pings);
    this.pings = setInterval(() => {
      if (Date.now() - this.last > SILENCE) socket.close();
      else if (socket.readyState === WebSocket.OPEN) socket.send('{"k":"ping"}');
    }, PING);
  }

  heard() {
    this.last = Date.now();
  }

  up() {
    this.failures = 0;
    this.blocked = 0;
    this.polling = false;
    this.open = true;
    this.on.waiting(null);
    this.on.opened();
    for (const frame of this.outbox.splice(0)) this.send(frame);
  }

  // 1, 2, 4, … 30 seconds, each a little off, so that forty phones do not come back in the same moment.
  again() {
    const seconds = Math.min(30, 2 ** this.failures) * (0.75 + Math.random() / 2);
    this.failures += 1;
    let left = Math.ceil(seconds);
    if (!this.polling) this.on.waiting(left);
    clearInterval(this.countdown);
    this.countdown = setInterval(() => {
      left -= 1;
      if (!this.polling) this.on.waiting(Math.max(left, 0));
      if (left <= 0) this.connect();
    }, 1000);
    if (this.blocked >= 2 && !this.polling) this.poll();
  }

  hurry() {
    if (!this.socket && !this.over) this.connect();
  }

  hear(frame) {
    if (frame.t === "event") this.on.event(frame);
    else if (frame.t === "ok" || frame.t === "no") this.on.answer(frame);
    else if (frame.t === "here") this.on.here(frame.n);
    else if (frame.t === "reset" || frame.t === "rights") this.state();
    else if (frame.t === "pong" && frame.last > this.on.after()) this.state();
  }

  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN && !this.polling) this.socket.send(JSON.stringify(frame));
    else if (this.polling) this.post(frame);
    // The room keeps these itself, and sends them again when the line is open.
    else if (!OWN.has(frame.k)) this.outbox.push(frame);
  }

  end(signedOut) {
    this.over = true;
    this.open = this.polling = false;
    this.on.waiting(null);
    this.on.ended(signedOut);
  }

  // --- Plain HTTP ---

  async request(path, options = {}) {
    try {
      const answer = await fetch(this.base + path, {
        credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" }, ...options,
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) this.end(true);
      else if (answer.status === 404 || answer.status === 403) this.end(false);
      else if (answer.ok || answer.status === 409 || answer.status === 429) return await answer.json();
    } catch { /* No network: the next try comes by itself. */ }
    return null;
  }

  get(path) {
    return this.request(path);
  }

  async state() {
    if (this.asking) return;
    this.asking = true;
    const state = await this.request("state/");
    this.asking = false;
    if (state) this.on.replace(state);
  }

  async poll() {
    const answer = await this.request(`events/?after=${this.on.after()}`);
    if (this.over) return;
    if (answer && this.blocked >= 2) {
      const first = !this.polling;
      this.polling = this.open = true;
      if (first) {
        this.on.waiting(null);
        this.on.opened();
        for (const frame of this.outbox.splice(0)) this.send(frame);
      }
      if (answer.reset) await this.state();
      for (const frame of answer.events) this.on.event(frame);
      this.on.here(answer.here);
      this.on.you(answer.you);
    } else if (!answer && this.polling) {
      this.polling = this.open = false;
      this.on.waiting(0);
    }
    if (this.blocked >= 2) setTimeout(() => this.poll(), POLL);
  }

  async post(frame) {
    const answer = await this.request("send/", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.on.token() },
      body: JSON.stringify(frame),
    });
    if (answer) this.on.answer({ cid: frame.cid, ...answer });
    else if (OWN.has(frame.k)) setTimeout(() => this.open && this.on.isWanted(frame) && this.send(frame), POLL);
  }
}
