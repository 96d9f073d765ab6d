"""A page in headless Chromium, for readers that are web pages: files come from a server on this machine, questions go over the
browser's debugging protocol. Nothing is fetched from the network. Needs chromium and the Python package websocket-client.
"""
import base64
import functools
import http.server
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.request

TIME_LIMIT = 90


class Page:
    """A browser with one page: `with Page(folder, files) as page: page.open("index.html")`.

    folder: what the server offers; files: path on the server to a file elsewhere.
    """

    def __init__(self, folder, files):
        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *words):
                pass

            def translate_path(self, path):
                return files.get(path.split("?")[0]) or super().translate_path(path)

        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Handler, directory=folder))
        self.home = f"http://127.0.0.1:{self.server.server_port}"
        self.number = 0

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.profile = tempfile.mkdtemp(prefix="pitviper-chromium-")
        self.end = time.time() + TIME_LIMIT
        return self

    def __exit__(self, *error):
        self.browser.terminate()
        self.browser.wait()
        self.server.shutdown()
        shutil.rmtree(self.profile, ignore_errors=True)

    def open(self, path):
        import websocket
        self.browser = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--window-size=1200,800", f"--user-data-dir={self.profile}",
             "--remote-debugging-port=0", f"{self.home}/{path}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        place = os.path.join(self.profile, "DevToolsActivePort")
        while not (os.path.exists(place) and open(place).read().strip()):
            self.pause("chromium does not start")
        self.pause("chromium does not start")
        port = int(open(place).read().split()[0])
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        self.socket = websocket.create_connection(address, timeout=TIME_LIMIT, suppress_origin=True)

    def pause(self, trouble):
        if time.time() > self.end:
            raise ValueError(trouble)
        time.sleep(0.3)

    def command(self, method, **parameters):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                return answer.get("result", {})

    def evaluate(self, expression):
        """The value of a JavaScript expression; of a promise, what it promises."""
        answer = self.command("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise ValueError(answer["exceptionDetails"].get("exception", {}).get("description", "a script failed"))
        return answer.get("result", {}).get("value")

    def wait(self, expression):
        """Until the expression is true."""
        while self.evaluate(expression) is not True:
            self.pause("the page does not open it: " + str(self.evaluate("document.body?.innerText.slice(0, 300)")))

    def picture(self, path):
        time.sleep(1)  # What the page still draws after it has read the file.
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.command("Page.captureScreenshot")["data"]))
