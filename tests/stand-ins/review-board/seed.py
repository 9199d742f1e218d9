"""Fills a fresh Review Board: 63 groups, 9 authors, 137 review requests and two OAuth applications.

Run by `rb-site manage SITE shell < seed.py`, which feeds the text to one `exec`: a function there sees the imports
only because they are globals of that text. The same rows each time, so that a test may name one.
"""
from datetime import datetime, timedelta, timezone

from django.contrib.auth.models import User
from reviewboard.oauth.models import Application
from reviewboard.reviews.models import Group, ReviewRequest

VERBS = ["Add", "Fix", "Rename", "Split", "Document", "Speed up", "Remove", "Test"]
THINGS = ["the login form", "invoice export", "the order queue", "rate limits", "the search index", "time zones",
          "the price list", "password reset", "audit log", "the mobile menu", "currency rounding"]
AREAS = ["billing", "search", "mobile", "platform", "support", "data", "design"]
FIRST_DAY = datetime(2025, 1, 6, 9, 0, tzinfo=timezone.utc)

authors = [
    User.objects.create_user(name, f"{name}@board.example", f"{name}-pw", first_name=name.title(), last_name=last)
    for name, last in [("ada", "Okafor"), ("bruno", "Lindqvist"), ("chiara", "Rossi"), ("dev", "Patel"),
                       ("emeka", "Nwosu"), ("fatima", "Haddad"), ("goro", "Tanaka"), ("hanna", "Novak"),
                       ("ines", "Duarte")]
]

groups = [
    Group.objects.create(name=f"{AREAS[n % 7]}-{n // 7 + 1}", display_name=f"{AREAS[n % 7].title()} {n // 7 + 1}",
                         mailing_list="")
    for n in range(63)
]

for n in range(137):
    request = ReviewRequest.objects.create(authors[n % 9], repository=None)
    request.target_groups.add(groups[n % 63])
    # By an update, which leaves the fields that set themselves on save as they are told.
    ReviewRequest.objects.filter(pk=request.pk).update(
        public=True,
        status="S" if n % 3 == 0 else "P",
        summary=f"{VERBS[n % 8]} {THINGS[n % 11]}",
        description=f"Change {n + 1} of the sample data.",
        testing_done="Ran the tests." if n % 2 else "",
        bugs_closed=str(1000 + n) if n % 5 == 0 else "",
        branch="main",
        time_added=FIRST_DAY + timedelta(days=4 * n),
        last_updated=FIRST_DAY + timedelta(days=4 * n, hours=5),
    )

admin = User.objects.get(username="admin")
for client_id, secret, kind in [("desk-client", "desk-secret", Application.CLIENT_CONFIDENTIAL),
                                ("desk-public", "", Application.CLIENT_PUBLIC)]:
    Application.objects.create(
        user=admin,
        name=client_id,
        client_id=client_id,
        client_secret=secret,
        client_type=kind,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris="",
    )

print(f"{ReviewRequest.objects.count()} review requests, {Group.objects.count()} groups")
