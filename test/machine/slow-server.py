# serves a folder of packages on the loopback: `slow-server.py FOLDER PORT HALF GO`. what is larger than a megabyte stops
# after the first one, makes the file HALF, and goes on once there is a file GO
import functools
import http.server
import os
import sys
import time

folder, port, half, go = sys.argv[1:]
LARGE = 1024 * 1024


class Slow(http.server.SimpleHTTPRequestHandler):
    def copyfile(self, source, outputfile):
        outputfile.write(source.read(LARGE))
        rest = source.read()
        if rest:
            open(half, "w").close()
            while not os.path.exists(go):
                time.sleep(0.1)
        outputfile.write(rest)


handler = functools.partial(Slow, directory=folder)
http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), handler).serve_forever()
