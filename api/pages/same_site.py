"""Refuses what pages of other sites post: a form is posted by the service's own pages alone."""

from typing import Final

from fastapi import HTTPException, Request

_OWN: Final = ("same-origin", "none")
"""Values of `Sec-Fetch-Site`: a page of this service, or somebody who typed its address."""


async def own_pages_only(request: Request) -> None:
    """Refuse a POST that a page of another site makes.

    Browsers say so in `Sec-Fetch-Site`, older ones in `Origin`. Callers that are no browser send neither.

    Raises:
        HTTPException: 403, it is from another site.
    """
    if request.method != "POST":
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    own = site in _OWN if site else origin is None or origin.partition("://")[2] == request.headers.get("host")
    if not own:
        raise HTTPException(403, "A page of another site has sent this form: open the form here and send it again.")
