"""A reader that is a web page, opened in headless Chromium (Fixtures/html/chromium.py): its files come from a server on this machine,
and nothing is fetched from the network.
"""
import contextlib
import functools
import http.server
import os
import sys
import threading

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../html"))
from chromium import Chromium, Page


@contextlib.contextmanager
def opened(folder, files, address, condition):
    """The page once the condition is true, an expression of JavaScript. folder: what the server offers; files: path on the server
    to a file elsewhere; address: of the page, with HOME for the server."""
    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

        def translate_path(self, path):
            return files.get(path.split("?")[0]) or super().translate_path(path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    chromium = Chromium()
    try:
        page = Page(chromium, address.replace("HOME", f"http://127.0.0.1:{server.server_port}"))
        if not page.wait(condition, 90):
            raise ValueError("it does not open the file: " + str(page.value("document.body?.innerText.slice(0, 300)")))
        yield page
    finally:
        chromium.close()
        server.shutdown()
