/* Search from a folder on disk. A browser starts no worker for a page opened as file://, so there
 * the worker's script runs in a hidden iframe instead, and messages are passed by hand. Elsewhere
 * this file does nothing. The theme asks for `IFrameWorker` by that name. */
(function () {
  "use strict";
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

    postMessage(data) {
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
