"""Headless Chromium over the pipe of its DevTools protocol: pages, scripts, keys, screenshots, and what was asked of the network.

Messages are JSON ended by NUL on descriptors 3 and 4; nothing but Python and Debian's chromium is needed.
"""
import base64
import json
import os
import select
import subprocess
import tempfile
import time

KEYS = {"Enter": 13, "Escape": 27, "Backspace": 8, "Tab": 9, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
        "Home": 36, "End": 35}


class Chromium:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        to_child, self.output = os.pipe()
        self.input, from_child = os.pipe()

        def wire():
            # The ends may have the numbers that are wanted for the other.
            first, second = os.dup(to_child), os.dup(from_child)
            os.dup2(first, 3)
            os.dup2(second, 4)

        command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", "--no-first-run",
                   "--disable-background-networking", "--disable-component-update", "--user-data-dir=" + self.folder.name, "about:blank"]
        self.process = subprocess.Popen(command, preexec_fn=wire, pass_fds=(3, 4), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_child)
        os.close(from_child)
        self.buffer = b""
        self.number = 0
        self.events = []
        self.version = self.ask("Browser.getVersion")["product"]

    def ask(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.output, data):]
        while True:
            answer = self.receive(60)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(method + ": " + answer["error"]["message"])
                return answer["result"]
            self.events.append(answer)

    def receive(self, seconds):
        limit = time.monotonic() + seconds
        while b"\0" not in self.buffer:
            if not select.select([self.input], [], [], max(0, limit - time.monotonic()))[0]:
                raise TimeoutError("Chromium does not answer")
            part = os.read(self.input, 1 << 20)
            if not part:
                raise RuntimeError("Chromium has ended")
            self.buffer += part
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def close(self):
        try:
            self.ask("Browser.close")
            self.process.wait(20)
        except (RuntimeError, TimeoutError, subprocess.TimeoutExpired, OSError):
            self.process.kill()
            self.process.wait()
        os.close(self.output)
        os.close(self.input)
        self.folder.cleanup()


class Page:
    """A page, opened with everything watched from its first byte on."""

    def __init__(self, chromium, path, width=1280, height=900, dark=False):
        self.chromium = chromium
        self.target = chromium.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = chromium.ask("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for domain in ["Page", "Network", "Runtime", "Log"]:
            self.ask(domain + ".enable")
        self.resize(width, height)
        self.theme(dark)
        self.address = path if "://" in path else "file://" + os.path.abspath(path)
        started = time.monotonic()
        self.ask("Page.navigate", url=self.address)
        self.is_ready = self.wait("document.readyState === 'complete' && (document.documentElement.dataset.ready || !document.getElementById('data'))")
        self.seconds = time.monotonic() - started

    def ask(self, method, **parameters):
        return self.chromium.ask(method, self.session, **parameters)

    def wait(self, condition, seconds=60):
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            try:
                if self.value("Boolean(" + condition + ")"):
                    return True
            except RuntimeError:
                pass  # The context of the page before has just gone.
            time.sleep(0.01)
        return False

    def value(self, expression):
        """The value of an expression in the page."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(expression + ": " + json.dumps(answer["exceptionDetails"].get("exception", {}).get("description")))
        return answer["result"].get("value")

    def key(self, key, text=None):
        """Presses a key as a keyboard does; `text` is what it types, if anything."""
        text = text if text is not None else key if len(key) == 1 else "\r" if key == "Enter" else None
        code = KEYS.get(key, ord(key.upper()) if len(key) == 1 else 0)
        press = {"key": key, "windowsVirtualKeyCode": code}
        if key.isupper() and len(key) == 1:
            press["modifiers"] = 8
        self.ask("Input.dispatchKeyEvent", type="keyDown", **press, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **press)

    def type(self, text):
        self.ask("Input.insertText", text=text)

    def click(self, x, y, count=1):
        for number in range(1, count + 1):
            for kind in ["mousePressed", "mouseReleased"]:
                self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=number)

    def point(self, x, y):
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def resize(self, width, height):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def theme(self, dark):
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def picture(self, path, whole=True):
        if whole:
            height = min(16000, self.value("document.documentElement.scrollHeight"))
            width = self.value("innerWidth")
            options = {"captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}}
        else:
            options = {}
        data = self.ask("Page.captureScreenshot", format="png", **options)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def own_events(self):
        return [event for event in self.chromium.events if event.get("sessionId") == self.session]

    def requests(self, with_refused=True):
        """What was asked of any network or file besides the page itself; with or without what its policy refused before it was sent."""
        events = self.own_events()
        refused = {event["params"]["requestId"] for event in events
                   if event["method"] == "Network.loadingFailed" and event["params"].get("blockedReason") == "csp"}
        requests = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
        urls = [request["request"]["url"] for request in requests if with_refused or request["requestId"] not in refused]
        # Data within an address go nowhere; Chromium makes some of its own.
        return [url for url in urls if url != self.address and not url.startswith("data:")]

    def troubles(self):
        """Exceptions, messages of the console, and what the policy refused."""
        found = []
        for event in self.own_events():
            parameters = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                found.append(details.get("exception", {}).get("description") or details["text"])
            elif event["method"] == "Runtime.consoleAPICalled":
                found.append("console: " + json.dumps([item.get("value") for item in parameters["args"]]))
            elif event["method"] == "Log.entryAdded":
                found.append(parameters["entry"]["text"])
        return found

    def forget(self):
        self.chromium.events.clear()

    def close(self):
        self.chromium.ask("Target.closeTarget", targetId=self.target)
