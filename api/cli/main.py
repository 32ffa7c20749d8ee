"""The command `burnfit`. An error is one line on standard error, with exit status 2."""

import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer
from typer.exceptions import Abort, TyperException

from api.cli import bulk, export, inside, keys, migrate, programme, training
from api.cli.console import Format, printable, read_request, service_of, settings_of, with_progress
from api.cli.month_table import print_month
from program.errors import BurnfitError, RequestError, UnavailableError
from service.keys.open_keys import safe_to_serve
from service.settings import Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette

app = typer.Typer(
    help="One month of 5/3/1 training from one request.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    """Print the version, what computes the packaged base model on this machine, and the model server; then end."""
    if not asked:
        return
    from importlib.metadata import version

    from models.engine.kernels import kernel

    settings = settings_of(quiet=True)
    chosen = settings.kernel
    by: str
    try:
        by = "float, by transformers" if chosen == "float" else kernel(None if chosen == "auto" else chosen).name
    except UnavailableError as error:
        by = f"float, by transformers: {error}"
    remote = "" if settings.model_url is None else f", model server {settings.model_url}"
    if settings.remote_agents is not None:
        remote += f" for {', '.join(settings.remote_agents)}"
    here = "" if remote and settings.remote_agents is None else f", kernel {by}"
    typer.echo(f"burnfit {version('burnfit')}{here}{remote}")
    raise typer.Exit


@app.callback()
def _burnfit(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Version, kernel, model server."),
    ] = False,
) -> None:
    """A month of 5/3/1 from one request."""


@app.command()
def routine(
    file: Annotated[str, typer.Argument(help="JSON file with the request, as for POST /routine; -: standard input.")],
    format: Annotated[Format, typer.Option(help="What to print.")] = "table",  # noqa: A002 - its name
) -> None:
    """Print one month of training."""
    request = read_request(file)
    month = with_progress(service_of(settings_of(quiet=True)), request)
    print_month(month, request.language, format)


app.command()(programme.programme)
app.command("next")(programme.next_month)
app.command()(programme.log)
app.command()(export.export)
app.command()(bulk.bulk)

for command in (inside.graph, inside.node, inside.runs, inside.show, inside.replay, inside.resume):
    app.command()(command)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address; else BURNFIT_HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; else BURNFIT_PORT, else 8000.")] = None,
    replicas: Annotated[
        int | None, typer.Option(min=1, help="Processes that answer, on Ray Serve; else this process answers.")
    ] = None,
) -> None:
    """Serve over HTTP; the documentation is under /docs."""
    settings = safe_to_serve(_bound(settings_of(), host, port))
    if replicas is not None:
        _serve_replicas(settings, replicas)
        return
    from api.http.app import create_app

    _serve(create_app(settings), settings)


@app.command()
def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Serve streamable HTTP under /mcp; else standard input.")
    ] = False,
    host: Annotated[str | None, typer.Option(help="With --http: as for serve.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="With --http: as for serve.")] = None,
) -> None:
    """Serve tools for language models over MCP."""
    if not http and (host is not None or port is not None):
        raise RequestError("--host and --port are for --http: add it, or leave them out")
    import asyncio

    from api.http.drain import Drain
    from api.mcp import create_server, http_app, serve_stdio

    settings, drain = _bound(settings_of(quiet=not http), host, port), Drain()
    if http:
        settings = safe_to_serve(settings)
    server = create_server(settings, drain=drain)
    if http:
        _serve(http_app(server, settings, drain), settings)
    else:
        # A read of standard input cannot be cancelled: with Python's own handler Ctrl-C would wait for the next line.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        asyncio.run(serve_stdio(server))


app.command()(migrate.migrate)
app.add_typer(keys.app, name="keys")
app.command()(training.train)
app.command("eval")(training.evaluate)


@app.command()
def prepare() -> None:
    """Prepare the base model, once; every other command does it when it is needed."""
    from service.model_loader import prepare_base

    typer.echo(prepare_base(settings_of(quiet=True)))


@app.command("model-server")
def model_server() -> None:
    """Print the command that starts vLLM as a model server, with the names that BURNFIT_MODEL_URL asks for."""
    from service.model_loader import prepare_base
    from service.remote_agents import server_command

    settings = settings_of(quiet=True)
    typer.echo(server_command(settings, str(prepare_base(settings))))


@app.command("new-agent")
def new_agent(
    name: Annotated[str, typer.Argument(help="A Python name in lower case, such as cool_down.")],
    kind: Annotated[Literal["code", "model"], typer.Option(help="Who decides.")] = "code",
) -> None:
    """Write a new agent's file, its test and its dataset's place, and name it in the list of agents."""
    from agents.scaffold import write_agent

    written = [os.path.relpath(file) for file in write_agent(name, kind)]
    typer.echo("\n".join([f"edit {written[0]}", *(f"     {file}" for file in written[1:])]))


def main() -> NoReturn:
    """Run the command, and exit: 0, 1 if nobody reads the output any more, 2 for an error, 130 after Ctrl-C.

    `bulk` exits with 3 where some rows have no month.

    The installed command starts in `api.cli.start`.
    """
    try:
        status = app(standalone_mode=False)
    except TyperException as error:
        if not (message := error.format_message()):
            sys.exit(2)  # no command was named, and the help has been printed
        _fail(message)
    except BurnfitError as error:
        _fail(str(error))
    except (Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # Nobody reads the output any more. Python would fail again when it flushes the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str) -> NoReturn:
    print("burnfit:", " ".join(printable(message).plain.split()), file=sys.stderr)  # noqa: T201 - this is the command line
    sys.exit(2)


def _bound(settings: Settings, host: str | None, port: int | None) -> Settings:
    """The settings with the address and port of the command line, where they are given there."""
    chosen = {"host": host, "port": port}
    return settings.model_copy(update={name: value for name, value in chosen.items() if value is not None})


def _serve(app: "Starlette", settings: Settings) -> None:
    """Serve `app` over HTTP until the process is asked to stop."""
    from api.http.server import serve

    serve(app, settings, _socket(settings))


def _serve_replicas(settings: Settings, number: int) -> None:
    """Serve with replicas on Ray Serve until the process is asked to stop."""
    from api.cluster import serve_replicas

    with _socket(settings) as free:
        port = free.getsockname()[1]
    serve_replicas(settings.model_copy(update={"port": port}), number)


def _socket(settings: Settings) -> socket.socket:
    """A socket that listens on the address and the port of the settings."""
    host, port = settings.host, settings.port
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise RequestError(
            f"cannot serve on {host}:{port}: {error.strerror}; choose another --host or --port"
        ) from error
