"""A headless Chromium for tests, spoken to by its DevTools protocol.

Debian's package `chromium` is all it needs beside the websocket client that Jupyter brings; drivers such as Selenium or
Playwright bring a second program of 12 to 50 MB that must fit the browser.
"""

import base64
import json
import os
import shutil
import subprocess
import time
from contextlib import suppress

from websocket import create_connection

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
KEYS = {"Tab": 9, "Enter": 13, "Space": 32}


def find_chromium() -> str | None:
    """The path of a Chromium on this machine, or None. MUBIAO_CHROMIUM names another one."""
    named = os.environ.get("MUBIAO_CHROMIUM")
    return named or next(filter(None, map(shutil.which, PROGRAMS)), None)


class Browser:
    """One page of a new browser with an empty profile in `folder`."""

    def __init__(self, program: str, folder, size=(1200, 900)):
        flags = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={folder}", "--no-first-run",
                 "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--disable-sync",
                 "--disable-component-update", f"--window-size={size[0]},{size[1]}", "--hide-scrollbars"]
        flags += ["--no-sandbox"] * (os.geteuid() == 0) + ["--disable-dev-shm-usage"]
        self.process = subprocess.Popen([program, *flags, "about:blank"], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        try:
            port, path = self._address(folder / "DevToolsActivePort")
            self.socket = create_connection(f"ws://127.0.0.1:{port}{path}", timeout=30, suppress_origin=True)
        except BaseException:
            self.process.kill()
            raise
        self.session, self.asked, self.errors = None, 0, []
        target = next(entry for entry in self.call("Target.getTargets")["targetInfos"] if entry["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def _address(self, file) -> tuple[str, str]:
        for _ in range(300):
            if self.process.poll() is not None:
                raise RuntimeError(f"the browser ended with status {self.process.returncode}")
            if file.exists() and len(lines := file.read_text().split("\n")) > 1:
                return lines[0], lines[1]
            time.sleep(0.1)
        raise TimeoutError("the browser did not start")

    def call(self, method: str, **parameters) -> dict:
        """The answer to one command. What the page complains of meanwhile is kept in `errors`."""
        self.asked += 1
        message = {"id": self.asked, "method": method, "params": parameters}
        self.socket.send(json.dumps(message | ({"sessionId": self.session} if self.session else {})))
        while True:
            said = json.loads(self.socket.recv())
            if said.get("id") == self.asked:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error']['message']}")
                return said["result"]
            self._note(said)

    def _note(self, said: dict) -> None:
        if said.get("method") == "Runtime.exceptionThrown":
            self.errors.append(said["params"]["exceptionDetails"]["text"])
        if said.get("method") == "Log.entryAdded" and said["params"]["entry"]["level"] == "error":
            self.errors.append(said["params"]["entry"]["text"])

    def open(self, address: str) -> None:
        """Open an address and wait until it has loaded."""
        self.call("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")
        self.errors.clear()

    def run(self, script: str):
        """The value of an expression in the page; a promise is awaited."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", answer["exceptionDetails"]))
        return answer["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until an expression is true; TimeoutError after ten seconds. While a page gives way to another one it
        answers nothing.
        """
        for _ in range(200):
            with suppress(RuntimeError):
                if self.run(script):
                    return
            time.sleep(0.05)
        raise TimeoutError(script)

    def press(self, key: str) -> None:
        """Press and release a key of KEYS."""
        text = {"Enter": "\r", "Space": " "}.get(key)
        about = {"key": " " if key == "Space" else key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **about,
                  **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.call("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Click, with the mouse, the first element that a CSS selector finds."""
        at = self.run(f"""(() => {{ const found = document.querySelector({json.dumps(selector)});
            found.scrollIntoView({{block: 'center', behavior: 'instant'}});
            const box = found.getClientRects()[0];
            return [box.x + box.width / 2, box.y + box.height / 2]; }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left", clickCount=1)

    def pdf(self) -> bytes:
        """The page as it prints."""
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True)["data"])

    def close(self) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait(timeout=20)
