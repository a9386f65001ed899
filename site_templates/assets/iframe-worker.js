/* Two things that the theme's search lacks.
 *
 * A query in Chinese: the index holds single characters, and of a query the search would keep the
 * first alone. So every character is asked for on its own: 晓东 becomes "+晓 +东".
 *
 * Search from a folder on disk: a browser starts no worker for a page opened as file://, so there
 * the worker's script runs in a hidden iframe instead, and messages are passed by hand. The theme
 * asks for `IFrameWorker` by that name. */
(function () {
  "use strict";

  const spelled = (query) =>
    query
      .replace(/[+*]*([\u4e00-\u9fff])[+*]*/g, " +$1 ")
      .replace(/\s+/g, " ")
      .trim();
  const asked = (message) =>
    message && typeof message.data === "string" && /[\u4e00-\u9fff]/.test(message.data)
      ? { ...message, data: spelled(message.data) }
      : message;
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...more) {
    return post.call(this, asked(message), ...more);
  };

  if (location.protocol !== "file:") return;

  class IFrameWorker extends EventTarget {
    constructor(url) {
      super();
      this.waiting = [];
      this.onmessage = null;
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "search";
      document.body.appendChild(this.frame);
      const inside = this.frame.contentWindow;
      /* What the worker's script says goes to the page. */
      inside.postMessage = (data) => this.receive(data);
      inside.importScripts = (...scripts) =>
        scripts.reduce((before, src) => before.then(() => this.run(src)), Promise.resolve());
      this.run(String(url)).then(() => {
        const waiting = this.waiting;
        this.waiting = null;
        waiting.forEach((data) => this.send(data));
      });
    }

    run(src) {
      return new Promise((done, failed) => {
        const script = this.frame.contentDocument.createElement("script");
        script.onload = () => done();
        script.onerror = () => failed(new Error(src));
        script.src = new URL(src, location.href).href;
        this.frame.contentDocument.body.appendChild(script);
      });
    }

    send(data) {
      const inside = this.frame.contentWindow;
      inside.dispatchEvent(new inside.MessageEvent("message", { data }));
    }

    receive(data) {
      const event = new MessageEvent("message", { data });
      this.dispatchEvent(event);
      if (this.onmessage) this.onmessage(event);
    }

    postMessage(message) {
      const data = asked(message);
      if (this.waiting) this.waiting.push(data);
      else this.send(data);
    }

    terminate() {
      this.frame.remove();
    }
  }

  window.IFrameWorker = IFrameWorker;
  window.Worker = IFrameWorker;
})();
