"""Two of Syncthing on loopback, all that leaves the machine turned off: how long a first copy takes, and how long a change.

syncthing.py SOURCE WORK FILES  prints: milliseconds of the first copy, then of three changes
"""
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

CONFIG = """<configuration version="35">
<folder id="f" label="f" path="{folder}" type="sendreceive" rescanIntervalS="3600" fsWatcherEnabled="true" fsWatcherDelayS="1">
<filesystemType>basic</filesystemType>{members}</folder>
{devices}
<gui enabled="true" tls="false"><address>127.0.0.1:{gui}</address><apikey>bench</apikey></gui>
<options><listenAddress>tcp://127.0.0.1:{port}</listenAddress><globalAnnounceEnabled>false</globalAnnounceEnabled>
<localAnnounceEnabled>false</localAnnounceEnabled><relaysEnabled>false</relaysEnabled><natEnabled>false</natEnabled>
<urAccepted>-1</urAccepted><crashReportingEnabled>false</crashReportingEnabled><autoUpgradeIntervalH>0</autoUpgradeIntervalH>
<startBrowser>false</startBrowser></options>
</configuration>
"""


def free():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


class Node:
    def __init__(self, home, folder):
        self.home, self.folder, self.port, self.gui = str(home), str(folder), free(), free()
        subprocess.run(["syncthing", "generate", "--home", self.home, "--no-default-folder"], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        self.id = subprocess.run(["syncthing", "--home", self.home, "--device-id"], check=True, capture_output=True,
                                 text=True).stdout.strip()

    def configure(self, nodes):
        members = "".join('<device id="%s"></device>' % node.id for node in nodes)
        devices = "".join('<device id="%s" name="%s"><address>tcp://127.0.0.1:%d</address></device>'
                          % (node.id, node.port, node.port) for node in nodes)
        pathlib.Path(self.home, "config.xml").write_text(CONFIG.format(folder=self.folder, members=members, devices=devices,
                                                                       gui=self.gui, port=self.port))

    def start(self):
        self.process = subprocess.Popen(["syncthing", "--home", self.home, "--no-browser", "--no-restart", "--no-upgrade"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def status(self):
        request = urllib.request.Request("http://127.0.0.1:%d/rest/db/status?folder=f" % self.gui, headers={"X-API-Key": "bench"})
        try:
            return json.load(urllib.request.urlopen(request, timeout=5))
        except OSError:
            return {}

    def has(self, files):
        status = self.status()
        return status.get("localFiles", 0) >= files and status.get("needFiles", 1) == 0 and status.get("state") == "idle"


def wait(condition):
    end = time.time() + 150
    while not condition():
        if time.time() > end:
            sys.exit("not in time")
        time.sleep(0.005)


source, work, files = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
copy = work / "copy"
copy.mkdir(parents=True)
for folder in source, copy:
    (folder / ".stfolder").mkdir(exist_ok=True)
(source / ".stignore").write_text(".wirelab\n")
first, second = Node(work / "a", source), Node(work / "b", copy)
for one in first, second:
    one.configure([first, second])
try:
    first.start()
    wait(lambda: first.has(files))
    began = time.time()
    second.start()
    wait(lambda: second.has(files))
    print((time.time() - began) * 1000)
    for i in range(3):
        began = time.time()
        (source / "changed").write_text("change %d" % i)
        wait(lambda: os.path.exists(copy / "changed") and (copy / "changed").read_text() == "change %d" % i)
        print((time.time() - began) * 1000)
finally:
    for one in first, second:
        if hasattr(one, "process"):
            one.process.terminate()
            one.process.wait()
    (source / "changed").unlink(missing_ok=True)
    (source / ".stignore").unlink()
