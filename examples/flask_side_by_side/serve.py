"""Serves flask_app.py on a free port of this machine until its standard input ends, which it does with the program that started it.

It stands in for the server that a Flask application has anyway: gunicorn, uWSGI.
"""

import signal
import sys
import threading

try:
    from flask_app import app
    from werkzeug.serving import make_server
except ModuleNotFoundError as error:
    sys.exit(f"This Python has no module {error.name}.")

# Ctrl-C in a terminal reaches both programs; this one ends with the other.
signal.signal(signal.SIGINT, signal.SIG_IGN)
server = make_server("127.0.0.1", 0, app, threaded=True)
print(f"http://127.0.0.1:{server.port}", flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
