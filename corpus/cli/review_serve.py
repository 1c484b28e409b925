"""``build-corpus review serve``: the review page."""

from __future__ import annotations

import argparse
import getpass
import importlib.util
import webbrowser
from dataclasses import replace
from functools import partial
from pathlib import Path

from corpus.cli.build import open_tools
from corpus.cli.options import add_settings, existing_folder, given_settings, valid_port
from corpus.errors import CorpusError, UsageError
from corpus.settings import SETTINGS_FILE, Settings, load_settings

_NEEDED = ("starlette", "uvicorn")


def configure(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the action."""
    action = actions.add_parser(
        "serve",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        help="review in the browser",
        description="Open a page on this machine in which a corpus is reviewed from the keyboard. Every act\n"
        "is in review.jsonl before the page shows it as saved; the next build takes it. Several people\n"
        "may work at once. The address that is printed holds a key: whoever has it is let in. Ctrl-C\n"
        "ends it.",
        epilog="examples:\n  build-corpus review serve export --documents seeds\n"
        "  build-corpus review serve export --for anna --open\n"
        "  build-corpus review serve export --host 192.0.2.7 --password",
    )
    action.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=Path("export"),
        metavar="DIR",
        help="the folder that build-corpus wrote (default: export)",
    )
    action.add_argument(
        "--documents",
        type=Path,
        metavar="DIR",
        help="the folder of documents, for its glossary and for putting alignment right",
    )
    action.add_argument(
        "--for", dest="reviewer", default="", metavar="NAME", help="who reviews (default: your user name)"
    )
    action.add_argument("--port", type=int, default=0, metavar="N", help="the port (default: a free one)")
    action.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="let others in under this address of the machine; needs --password (default: 127.0.0.1)",
    )
    action.add_argument(
        "--password",
        nargs="?",
        const="",
        metavar="WORD",
        help="what others must say to be let in; asked for if no word is given",
    )
    add_settings(action, ["engine"])
    action.add_argument("--open", action="store_true", help="open the page in the browser")
    action.set_defaults(action=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve the page until somebody ends it."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise CorpusError(f'the page needs {" and ".join(missing)}: pip install ".[serve]"')
    folder = existing_folder(arguments.folder)
    if arguments.documents:
        existing_folder(arguments.documents)
    valid_port(arguments.port)
    return _serve(folder, arguments)


def _serve(folder: Path, arguments: argparse.Namespace) -> int:
    # Only now: what serves the page is an extra.
    from corpus.review_page.answers import Server
    from corpus.review_page.desk import Desk
    from corpus.review_page.guard import addresses
    from corpus.review_page.serve import SecondCopy, keep, listen, serve

    listening, gate = listen(arguments.host, arguments.port, _password(arguments))
    with listening:
        desk = Desk(folder, arguments.documents, also=SecondCopy(folder))
        settings = _settings(arguments)
        name, reviewer = folder.resolve().name, arguments.reviewer or _user()
        tools = partial(open_tools, settings, quiet=True)
        server = Server.of(desk, name, reviewer, tools, drafts=settings.engine != "none")
        try:
            for address in addresses(gate):
                print(f"review {folder}: {address}\nCtrl-C ends it", flush=True)
                if arguments.open:
                    webbrowser.open(address)
            serve(server, gate, listening)
        except KeyboardInterrupt:
            print()
        finally:
            keep(desk, folder)
            server.workshop.close()
    print(f"the review stands in {folder / 'review.jsonl'}; the next build takes it")
    return 0


def _password(arguments: argparse.Namespace) -> str | None:
    """Return the password, if there is one; it is asked for where no word was given."""
    if arguments.password is None:
        return None
    password: str = arguments.password or getpass.getpass("password for the page: ")
    if not password:
        raise UsageError("an empty --password keeps nobody out")
    return password


def _settings(arguments: argparse.Namespace) -> Settings:
    given = given_settings(arguments)
    if arguments.documents is None:
        return replace(Settings(), **{key: value for key, value in given.items() if value is not None})
    return load_settings(arguments.documents / SETTINGS_FILE, given)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # KeyError before Python 3.13: a user without a name.
        return "reviewer"
