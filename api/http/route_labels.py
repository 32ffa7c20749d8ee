"""The template of the route that answers a request, for metrics and log lines."""

from starlette.types import Scope

from service.metric_table import OTHER


def route_of(scope: Scope) -> str:
    """The template of the route that answers a request, such as `/runs/{run_id}`; `OTHER`: none does.

    Of files it is the folder that is served, such as `/static`. A path may hold anything: it is no label, and stands in
    no line.
    """
    path = getattr(scope.get("route"), "path", None)
    if isinstance(path, str) and path:
        return path
    return scope.get("root_path", "").removeprefix(scope.get("app_root_path", "")) or OTHER
