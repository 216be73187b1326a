"""Real servers for the benchmarks: Debian's PostgreSQL and MariaDB, and moto, on loopback and free ports, each with its CPU time."""

import glob
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def eventually(condition, what, seconds=60, pause=0.05):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(pause)
    raise SystemExit(f"gave up after {seconds} s: {what}")


def listening(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


def cpu_seconds(pid):
    """User and system time of a process, its living children and those it has already buried."""
    total = 0.0
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):  # it has ended
        return 0.0
    total += sum(int(fields[i]) for i in (11, 12, 13, 14)) / TICKS
    for task in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            children = pathlib.Path(task).read_text().split()
        except (FileNotFoundError, ProcessLookupError):  # a thread that has ended
            continue
        total += sum(cpu_seconds(int(child)) for child in children)
    return total


class Server:
    """A process that was started here and is stopped here."""

    def __init__(self, name):
        self.name = name
        self.port = free_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"dms-local-bench-{name}-"))
        self.process = None

    def spawn(self, command, **options):
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, **options)
        try:
            eventually(lambda: listening(self.port), f"{self.name} on port {self.port}; see {self.folder}/log")
        except SystemExit:
            self.end()
            raise

    def cpu(self):
        return cpu_seconds(self.process.pid)

    def stop(self):
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def as_user(user):
    return ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []


class Postgres(Server):
    """Debian's PostgreSQL with durable commits and logical replication, the same settings for source and target."""

    SETTINGS = {
        "wal_level": "logical",
        "max_wal_size": "4GB",
        "shared_buffers": "512MB",
        "max_replication_slots": "10",
        "max_wal_senders": "10",
        "synchronous_commit": "on",
        "listen_addresses": "127.0.0.1",
    }

    def __init__(self, name):
        super().__init__(name)
        binaries = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not binaries:
            raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
        self.bin = binaries[-1]
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        as_postgres = as_user("postgres")
        subprocess.run(
            as_postgres + [f"{self.bin}/initdb", "-D", f"{self.folder}/db", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
            check=True, stdout=subprocess.DEVNULL)
        options = [part for k, v in self.SETTINGS.items() for part in ("-c", f"{k}={v}")]
        self.spawn(as_postgres + [f"{self.bin}/postgres", "-D", f"{self.folder}/db", "-p", str(self.port), "-k", str(self.folder)] + options)

    def cpu(self):
        return super().cpu()

    def psql(self, sql, database="postgres"):
        done = subprocess.run(self.psql_command(database) + ["-c", sql], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{self.name}: {done.stderr}\n{sql}")
        return done.stdout.strip()

    def psql_command(self, database="postgres"):
        return ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database]

    def endpoint(self, role):
        return {"EngineName": "postgres", "EndpointType": role, "ServerName": "127.0.0.1", "Port": self.port, "Username": "postgres",
                "Password": "postgres", "DatabaseName": "postgres"}

    def jdbc_url(self):
        return f"jdbc:postgresql://127.0.0.1:{self.port}/postgres?user=postgres&password=postgres"


class MariaDb(Server):
    """Debian's MariaDB with a row-based binary log."""

    def __init__(self, name):
        super().__init__(name)
        if not shutil.which("mariadbd"):
            raise SystemExit("MariaDB is missing: apt-get install mariadb-server")
        if os.geteuid() == 0:
            shutil.chown(self.folder, "mysql")
        data = f"{self.folder}/db"
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--user=mysql", "--auth-root-authentication-method=normal"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.socket = f"{self.folder}/socket"
        self.spawn(["mariadbd", "--no-defaults", f"--datadir={data}", "--user=mysql", f"--port={self.port}", "--bind-address=127.0.0.1",
                    f"--socket={self.socket}", "--log-bin=binlog", "--binlog-format=ROW", "--binlog-row-image=FULL", "--server-id=1",
                    "--innodb-buffer-pool-size=512M", "--character-set-server=utf8mb4"])
        self.sql("CREATE USER dms@'127.0.0.1' IDENTIFIED BY 'dms'; GRANT ALL ON *.* TO dms@'127.0.0.1'; CREATE DATABASE bench")

    def sql(self, statement):
        done = subprocess.run(["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "-N", "-B", "-e", statement],
                              capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{self.name}: {done.stderr}\n{statement}")
        return done.stdout.strip()

    def endpoint(self, role):
        return {"EngineName": "mariadb", "EndpointType": role, "ServerName": "127.0.0.1", "Port": self.port, "Username": "dms", "Password": "dms",
                "DatabaseName": "bench"}

    def jdbc_url(self):
        return f"jdbc:mariadb://127.0.0.1:{self.port}/bench?user=dms&password=dms"


class Moto(Server):
    """moto's server: the peer for the control plane."""

    def __init__(self):
        super().__init__("moto")
        if not shutil.which("moto_server"):
            raise SystemExit("moto is missing: pip install 'moto[server]'")
        self.spawn(["moto_server", "-H", "127.0.0.1", "-p", str(self.port)])
