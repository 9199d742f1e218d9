"""Serves a Review Board site with gunicorn, which in production only ever stands behind a web server.

Environment: REVIEWBOARD_SITEDIR, the site's folder; TOKEN_TTL, the life of an access token in seconds;
PKCE_REQUIRED=1 refuses an authorization without a code challenge. What clients send to the token endpoint and what they
are answered is kept in the site's folder, a line of JSON each: tests look for those secrets at the client afterwards.
The library's address for revocations, which the product leaves out, is there as well: /oauth2/revoke_token/.
"""
import gzip
import io
import json
import mimetypes
import os
from pathlib import Path
from urllib.parse import parse_qsl

from reviewboard.wsgi import application as review_board

from django.conf import settings
from django.urls import path
from oauth2_provider.settings import oauth2_settings
from oauth2_provider.views import RevokeTokenView
from reviewboard.urls import urlpatterns

# The product's settings file overwrites what a site says about OAuth, so it is said here, once all is loaded.
oauth2_settings.ACCESS_TOKEN_EXPIRE_SECONDS = int(os.environ.get("TOKEN_TTL", "36000"))
oauth2_settings.PKCE_REQUIRED = os.environ.get("PKCE_REQUIRED") == "1"
urlpatterns.insert(0, path("oauth2/revoke_token/", RevokeTokenView.as_view()))
settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

SITE = Path(os.environ["REVIEWBOARD_SITEDIR"])
STATIC = (SITE / "htdocs").resolve()


def application(environ, start_response):
    """The product; its style sheets and pictures straight from the site's folder, as a web server would."""
    path = environ.get("PATH_INFO", "")
    if path.startswith("/static/") and ".." not in path:
        file = STATIC / path.lstrip("/")
        if file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(file.stat().st_size))])
            return [file.read_bytes()]
    if path == "/oauth2/token/":
        return kept(environ, start_response)
    return review_board(environ, start_response)


def kept(environ, start_response):
    """The product's answer at the token endpoint, written down together with the question."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    answer = b"".join(review_board(environ, start_response))
    text = gzip.decompress(answer) if answer.startswith(b"\x1f\x8b") else answer
    try:
        said = json.loads(text)
    except ValueError:
        said = {}
    line = json.dumps({"form": dict(parse_qsl(body.decode())), "answer": said})
    with open(SITE / "token-requests", "a", encoding="utf-8") as file:
        file.write(line + "\n")
    return [answer]
