"""The product as `make run` starts it: what dies comes back, and what is stopped leaves nothing behind."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests import product as products

pytestmark = [
    pytest.mark.server,
    pytest.mark.one_database,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]
SECONDS_TO_SETTLE = 30


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    with products.Product(tmp_path_factory.mktemp("supervised"), is_migrated=False) as running:
        wait_for(lambda: len(parts(running)) == 3)
        yield running


@pytest.fixture
def own_product(tmp_path):
    with products.Product(tmp_path) as running:
        wait_for(lambda: len(parts(running)) == 3)
        yield running


@pytest.mark.parametrize("part", ["granian", "worker", "beat"])
def test_a_killed_part_is_started_again(product, part):
    before = parts(product)
    os.kill(before[part], signal.SIGKILL)

    wait_for(lambda: parts(product).get(part, before[part]) != before[part])
    products.wait_until_answering(f"{product.url}/readyz", product._process, SECONDS_TO_SETTLE)


def test_a_killed_web_worker_is_replaced(product):
    server = parts(product)["granian"]
    wait_for(lambda: len(children(product, server)) == 2)
    killed = children(product, server)[0]
    os.kill(killed, signal.SIGKILL)

    wait_for(lambda: len(children(product, server)) == 2 and killed not in children(product, server))


def test_a_killed_web_server_leaves_no_worker_on_its_port(product):
    server = parts(product)["granian"]
    wait_for(lambda: len(children(product, server)) == 2)
    orphans = set(children(product, server))
    os.kill(server, signal.SIGKILL)

    wait_for(lambda: not orphans & set(processes(product)))


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopped_or_killed_it_leaves_nothing_behind(own_product, ending):
    own_product._process.send_signal(ending)

    wait_for(lambda: own_product._process.poll() is not None)
    wait_for(lambda: not processes(own_product))


def test_what_is_given_for_the_first_start_stays_out_of_the_log_and_of_the_children(product):
    children_know = b"".join(Path(f"/proc/{pid}/environ").read_bytes() for pid in parts(product).values())
    told = product.log_path.read_bytes() + children_know

    assert products.ADMIN_PASSWORD.encode() not in told
    assert products.SECRET_ACCESS_KEY.encode() not in told


def test_the_data_folder_is_its_owners_alone(product):
    secrets = [product.data_dir / name for name in ("keys.env", "supervisord.pid")]
    assert [path.stat().st_mode & 0o077 for path in secrets] == [0, 0]


def wait_for(condition):
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.1)


def processes(product) -> dict[int, str]:
    """Every process of this installation, known by its data folder, with its command line."""
    mark = f"POOLHOUSE_DATA_DIR={product.data_dir}\0".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_bytes().decode().replace("\0", " ")
        except OSError:
            continue  # it ended while we looked
    return found


def parts(product) -> dict[str, int]:
    """The supervisor's three programs by name."""
    supervisor = product._process.pid
    started = {pid: command for pid, command in processes(product).items() if parent_of(pid) == supervisor}
    words = {"granian": "granian", "worker": " worker ", "beat": " beat "}
    return {name: pid for name, word in words.items() for pid, command in started.items() if word in command}


def children(product, parent: int) -> list[int]:
    return [pid for pid in processes(product) if parent_of(pid) == parent]


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])
    except OSError:
        return 0
