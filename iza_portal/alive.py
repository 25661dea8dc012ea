"""`python -m iza_portal.alive`: asks the web process of this machine whether it lives, for a container's health check."""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def is_alive(portal_url: str, port: int = 8000) -> bool:
    """Say whether `/healthz` answers 200 to a request for the host of `portal_url`, the only one that is served."""
    connection = HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(portal_url).netloc})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not is_alive(os.environ["PORTAL_URL"]))
