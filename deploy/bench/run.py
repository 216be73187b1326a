#!/usr/bin/env python3
"""One command per figure: deploy/bench/run FIGURE. Each measures a peer and dms-local in the same run on the same servers."""

import pathlib
import re
import shlex
import subprocess
import sys
import time

import tables
from dms import ROOT, DmsLocal, call, include
from figure import Figure, run, same
from servers import MariaDb, Moto, Postgres, eventually, listening


def java(main, *arguments):
    classpath = ROOT / "deploy/target/bench-classpath"
    if not classpath.exists():
        run(["mvn", "-q", "-B", "-pl", "deploy", "-am", "test-compile", "dependency:build-classpath", "-Dmdep.includeScope=test",
             f"-Dmdep.outputFile={classpath}"], cwd=ROOT)
    folders = [ROOT / m / "target/classes" for m in ("persistence", "engine", "api", "deploy")] + [ROOT / "deploy/target/test-classes"]
    path = ":".join(map(str, folders)) + ":" + classpath.read_text().strip()
    return ["java", "-Xmx1g", "-cp", path, f"io.dmslocal.deploy.bench.{main}", *map(str, arguments)]


def fill_postgres(source, kind, rows):
    create, fill = (tables.NARROW, tables.NARROW_FILL) if kind == "accounts" else (tables.WIDE, tables.WIDE_FILL)
    source.psql(create.format(s="public"))
    source.psql(fill.format(rows=rows))
    source.psql(f"VACUUM ANALYZE public.{kind}")
    source.psql("CHECKPOINT")
    return create


def moved_by_dms(dms, source, target, rules, settings):
    """A load by a process that has done nothing before; gives the seconds from the load's start to its end, as the task's statistics tell them."""
    task = dms.task("load", dms.instance(), dms.endpoint("s", source.endpoint("source")), dms.endpoint("t", target.endpoint("target")), rules,
                    settings={"FullLoadSettings": {"TargetTablePrepMode": "DROP_AND_CREATE", **settings}})

    def work():
        dms.start(task)
        dms.await_status(task, "stopped")
        return dms.load_seconds(task)

    return work


def full_load_postgres(kind):
    """PostgreSQL to PostgreSQL without work per row, against psql COPY binary piped into psql COPY binary."""
    rows = tables.NARROW_ROWS if kind == "accounts" else tables.WIDE_ROWS
    figure = Figure(f"full load PostgreSQL to PostgreSQL, {kind}", rows)
    with Postgres("source") as source, Postgres("target") as target:
        create = fill_postgres(source, kind, rows)
        target.psql("CREATE SCHEMA peer")
        out = shlex.join(source.psql_command() + ["-c", f"COPY public.{kind} TO STDOUT (FORMAT binary)"])
        into = shlex.join(target.psql_command() + ["-c", "\\timing on", "-c", f"COPY peer.{kind} FROM STDIN (FORMAT binary)"])

        def piped():
            told = run(["bash", "-o", "pipefail", "-c", f"{out} | {into}"])
            return float(re.search(r"Time: ([0-9.]+) ms", told)[1]) / 1000

        def peer():
            target.psql(f"DROP TABLE IF EXISTS peer.{kind}; " + create.format(s="peer"))
            target.psql("CHECKPOINT")
            return figure.measure("psql | psql", piped, [source, target])

        def subject(who="dms-local", **settings):
            with DmsLocal() as dms:
                work = moved_by_dms(dms, source, target, [include("public", kind)], settings)
                target.psql(f"DROP TABLE IF EXISTS public.{kind}")
                target.psql("CHECKPOINT")
                rate = figure.measure(who, work, [source, target], dms)
            same("checksum", *(s.psql(tables.POSTGRES_SUM.format(table=f"public.{kind}")) for s in (source, target)))
            return rate

        figure.ratio(in_turns(peer, subject, 3), 0.85)
        subject("dms-local, key built last", CreatePkAfterFullLoad=True)


def in_turns(peer, subject, rounds):
    """Rates of the peer and of the subject, pair by pair; who is first changes from round to round."""
    pairs = []
    for i in range(rounds):
        if i % 2 == 0:
            other = peer()
            pairs.append((subject(), other))
        else:
            pairs.append((subject(), peer()))
    return pairs


def full_load_rows():
    """PostgreSQL to PostgreSQL with work on every row, against a plain pump of JDBC rows into text COPY."""
    figure = Figure("full load PostgreSQL to PostgreSQL with work per row", tables.NARROW_ROWS)
    with Postgres("source") as source, Postgres("target") as target, DmsLocal() as dms:
        create = fill_postgres(source, "accounts", tables.NARROW_ROWS)
        target.psql("CREATE SCHEMA peer")
        target.psql(create.format(s="peer"))
        pump = java("JdbcTextCopyPump", source.jdbc_url(), "public.accounts", target.jdbc_url(), "peer.accounts")
        peer = figure.measure("JDBC rows to text COPY", lambda: float(run(pump)), [source, target])
        retype = {"rule-type": "transformation", "rule-id": "2", "rule-name": "2", "rule-target": "column", "rule-action": "change-data-type",
                  "object-locator": {"schema-name": "public", "table-name": "accounts", "column-name": "%"}, "data-type": {"type": "int8"}}
        retypes = [dict(retype, **{"rule-id": str(i), "rule-name": str(i),
                                   "object-locator": {"schema-name": "public", "table-name": "accounts", "column-name": c}})
                   for i, c in enumerate(("bid", "abalance"), 2)]
        work = moved_by_dms(dms, source, target, [include("public", "accounts")] + retypes, {})
        target.psql("CHECKPOINT")
        subject = figure.measure("dms-local, two columns retyped", work, [source, target], dms)
        same("checksum", *(s.psql(tables.POSTGRES_SUM.format(table="public.accounts")) for s in (source, target)))
        figure.ratio([(subject, peer)], 1.0)


PGLOADER = """LOAD DATABASE FROM mysql://dms:dms@127.0.0.1:{my}/bench INTO postgresql://postgres:postgres@127.0.0.1:{pg}/postgres
 WITH include drop, create tables, create indexes, reset no sequences, workers = 2, concurrency = 1,
      prefetch rows = 10000
 SET MySQL PARAMETERS net_read_timeout = '3600', net_write_timeout = '3600'
 INCLUDING ONLY TABLE NAMES MATCHING '{table}'
 ALTER SCHEMA 'bench' RENAME TO 'peer';"""


def pgloader_seconds(told):
    """1m3.250s -> 63.25"""
    return sum(float(number) * {"h": 3600, "m": 60, "s": 1}[unit] for number, unit in re.findall(r"([0-9.]+)([hms])", told))


def full_load_mariadb(kind):
    """MariaDB to PostgreSQL, against pgloader; with fewer rows read ahead than by default, or wide rows exhaust pgloader's heap."""
    rows = tables.NARROW_ROWS if kind == "accounts" else tables.WIDE_ROWS
    figure = Figure(f"full load MariaDB to PostgreSQL, {kind}", rows)
    with MariaDb("source") as source, Postgres("target") as target, DmsLocal() as dms:
        create, fill = (tables.MARIA_NARROW, tables.MARIA_NARROW_FILL) if kind == "accounts" else (tables.MARIA_WIDE, tables.MARIA_WIDE_FILL)
        source.sql(create)
        source.sql(fill.replace("bench_seq", f"seq_1_to_{rows}").replace("{{", "{").replace("}}", "}"))
        target.psql("CREATE SCHEMA peer")
        load = source.folder / "pgloader.load"
        load.write_text(PGLOADER.format(my=source.port, pg=target.port, table=kind))

        def loaded():
            told = run(["pgloader", "--no-ssl-cert-verification", str(load)])
            return pgloader_seconds(re.search(r"Total import time\s.*?([0-9hms.]+)\s*$", told, re.MULTILINE)[1])

        peer = figure.measure("pgloader", loaded, [source, target])
        target.psql("CHECKPOINT")
        work = moved_by_dms(dms, source, target, [include("bench", kind)], {})
        subject = figure.measure("dms-local", work, [source, target], dms)
        for schema in ("bench", "peer"):
            compared = run(java("CompareRows", source.jdbc_url(), f"SELECT * FROM bench.{kind}", target.jdbc_url(), f"SELECT * FROM {schema}.{kind}"))
            same(f"rows of {schema}", compared.strip().splitlines()[-1], str(rows))
        figure.ratio([(subject, peer)], 1.5 if kind == "accounts" else 2.5)


CHANGES = 500_000


def write_changes(source):
    """500 000 row changes in transactions of ten: half inserts, then updates and deletes."""
    source.psql(f"""DO $$ BEGIN FOR i IN 1..{CHANGES // 10} LOOP
        INSERT INTO public.c SELECT g, g, 'row ' || g, now() FROM generate_series(i * 10, i * 10 + 5) g;
        UPDATE public.c SET n = n + 1 WHERE id BETWEEN i * 10 AND i * 10 + 2;
        DELETE FROM public.c WHERE id = i * 10 + 5;
        COMMIT; END LOOP; END $$""")


def changes_postgres(way="", tuning=None):
    """A backlog of changes applied, against Debezium's engine that only counts them."""
    figure = Figure(f"ongoing changes PostgreSQL to PostgreSQL{way}, backlog", CHANGES)
    with Postgres("source") as source, Postgres("target") as target, DmsLocal() as dms:
        source.psql("CREATE TABLE public.c (id bigint PRIMARY KEY, n bigint, v text, at timestamptz)")
        source.psql("CREATE PUBLICATION peer FOR TABLE public.c")
        source.psql("SELECT pg_create_logical_replication_slot('peer', 'pgoutput')")
        instance = dms.instance()
        task = dms.task("changes", instance, dms.endpoint("s", source.endpoint("source")), dms.endpoint("t", target.endpoint("target")),
                        [include("public", "c")], "full-load-and-cdc",
                        {"FullLoadSettings": {"TargetTablePrepMode": "DROP_AND_CREATE"}, "TargetMetadata": tuning or {}})
        dms.start(task)
        dms.await_status(task, "running")
        eventually(lambda: table_state(dms, task) == "Table completed", "the load to finish")
        dms.stop_task(task)
        write_changes(source)
        counted = [0.0]

        def count():
            counted[0] = float(run(java("DebeziumCounter", "postgres", source.port, "peer", "peer", CHANGES)).split()[-1])
            return counted[0]

        peer = figure.measure("Debezium, counting", count, [source])
        dms.restart()

        def apply():
            source.psql("INSERT INTO public.c VALUES (-1, 0, 'last', now())")
            started = time.monotonic()
            dms.start(task, "resume-processing")
            eventually(lambda: target.psql("SELECT count(*) FROM public.c WHERE id = -1") == "1", "the backlog to be applied", 600, pause=0.2)
            return time.monotonic() - started

        subject = figure.measure("dms-local, applying", apply, [source, target], dms)
        same("checksum", *(s.psql(tables.POSTGRES_SUM.format(table="public.c")) for s in (source, target)))
        dms.stop_task(task)
        figure.ratio([(subject, peer)], 0.8)


MARIADB_CHANGES = 200_000


def write_mariadb_changes(source):
    """200 000 row changes in transactions of ten: six inserts, three updates and a delete."""
    source.sql(f"""USE bench;
DELIMITER //
        BEGIN NOT ATOMIC
          SET @i = 0;
          WHILE @i < {MARIADB_CHANGES // 10} DO
            SET @i = @i + 1;
            START TRANSACTION;
            INSERT INTO c SELECT @i * 10 + seq, seq, concat('row ', @i), '2024-02-03 04:05:06.789' FROM seq_0_to_5;
            UPDATE c SET n = n + 1 WHERE id BETWEEN @i * 10 AND @i * 10 + 2;
            DELETE FROM c WHERE id = @i * 10 + 5;
            COMMIT;
          END WHILE;
        END//""")


def changes_mariadb():
    """A backlog of changes from MariaDB applied to PostgreSQL, against Debezium's engine that only counts them."""
    figure = Figure("ongoing changes MariaDB to PostgreSQL, backlog", MARIADB_CHANGES)
    with MariaDb("source") as source, Postgres("target") as target, DmsLocal() as dms:
        source.sql("CREATE TABLE bench.c (id bigint PRIMARY KEY, n bigint, v varchar(100), at datetime(6))")
        instance = dms.instance()
        task = dms.task("changes", instance, dms.endpoint("s", source.endpoint("source")), dms.endpoint("t", target.endpoint("target")),
                        [include("bench", "c")], "full-load-and-cdc", {"FullLoadSettings": {"TargetTablePrepMode": "DROP_AND_CREATE"}})
        dms.start(task)
        dms.await_status(task, "running")
        eventually(lambda: table_state(dms, task) == "Table completed", "the load to finish")
        dms.stop_task(task)
        file, offset = source.sql("SHOW MASTER STATUS").split()[:2]
        gtid = source.sql("SELECT @@gtid_binlog_pos").split()[-1]
        write_mariadb_changes(source)

        def count():
            return float(run(java("DebeziumCounter", "mariadb", source.port, file, offset, gtid, "bench.c", MARIADB_CHANGES)).split()[-1])

        peer = figure.measure("Debezium, counting", count, [source])
        dms.restart()

        def apply():
            source.sql("INSERT INTO bench.c VALUES (-1, 0, 'last', now(6))")
            started = time.monotonic()
            dms.start(task, "resume-processing")
            eventually(lambda: target.psql("SELECT count(*) FROM bench.c WHERE id = -1") == "1", "the backlog to be applied", 600, pause=0.2)
            return time.monotonic() - started

        subject = figure.measure("dms-local, applying", apply, [source, target], dms)
        rows = run(java("CompareRows", source.jdbc_url(), "SELECT * FROM bench.c", target.jdbc_url(), "SELECT * FROM bench.c"))
        same("rows", rows.strip().splitlines()[-1], str(MARIADB_CHANGES // 10 * 5 + 1))
        dms.stop_task(task)
        figure.ratio([(subject, peer)], 0.8)


def table_state(dms, task):
    statistics = dms.call("DescribeTableStatistics", ReplicationTaskArn=task)["TableStatistics"]
    return statistics[0]["TableState"] if statistics else ""


def latency_postgres():
    """Commit on the source to visible on the target at 500 transactions a second, native logical replication beside it."""
    with Postgres("source") as source, Postgres("target") as target, DmsLocal() as dms:
        for schema in ("public", "native"):
            source.psql(f"CREATE SCHEMA IF NOT EXISTS {schema}; CREATE TABLE {schema}.l (id bigint PRIMARY KEY, v text)")
        target.psql("CREATE SCHEMA native; CREATE TABLE native.l (id bigint PRIMARY KEY, v text)")
        source.psql("CREATE PUBLICATION native FOR TABLE native.l")
        target.psql(f"CREATE SUBSCRIPTION native CONNECTION 'host=127.0.0.1 port={source.port} user=postgres dbname=postgres' PUBLICATION native")
        task = dms.task("latency", dms.instance(), dms.endpoint("s", source.endpoint("source")), dms.endpoint("t", target.endpoint("target")),
                        [include("public", "l")], "full-load-and-cdc")
        dms.start(task)
        dms.await_status(task, "running")
        eventually(lambda: table_state(dms, task) == "Table completed", "the load to finish")
        for who, table in (("native replication", "native.l"), ("dms-local", "public.l")):
            print(f"  {who:<20} {run(java('LatencyProbe', source.jdbc_url(), target.jdbc_url(), table, 500, 20)).strip()}", flush=True)
        dms.stop_task(task)
        target.psql("ALTER SUBSCRIPTION native DISABLE; ALTER SUBSCRIPTION native SET (slot_name = NONE); DROP SUBSCRIPTION native")
    print("latency PostgreSQL to PostgreSQL: floors p50 under 10 ms, p99 under 50 ms", flush=True)


WRK = """wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-amz-json-1.1"
wrk.headers["X-Amz-Target"] = "AmazonDMSv20160101.%s"
wrk.headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dms/aws4_request, SignedHeaders=host, Signature=00"
local n = 0
local salt = tostring({}):gsub("table: 0x", "")
request = function() n = n + 1; return wrk.format(nil, "/", nil, (%s)) end
"""


def requests_per_second(port, operation, lua_body, folder, seconds=10):
    script = folder / f"{operation}.lua"
    script.write_text(WRK % (operation, lua_body))
    out = run(["wrk", "-t2", "-c8", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}/"])
    if "Non-2xx" in out:
        raise SystemExit(f"VOID: refused requests\n{out}")
    return float(next(line for line in out.splitlines() if "Requests/sec" in line).split()[1])


def fill_control_plane(port, tasks):
    instance = call(port, "CreateReplicationInstance", ReplicationInstanceIdentifier="load", ReplicationInstanceClass="dms.t3.micro")[
        "ReplicationInstance"]["ReplicationInstanceArn"]
    eventually(lambda: call(port, "DescribeReplicationInstances")["ReplicationInstances"][0]["ReplicationInstanceStatus"] == "available", "the instance")
    ends = [call(port, "CreateEndpoint", EndpointIdentifier=f"load-{role}", EndpointType=role, EngineName="postgres", ServerName="127.0.0.1",
                 Port=1, Username="u", Password="p", DatabaseName="d")["Endpoint"]["EndpointArn"] for role in ("source", "target")]
    for i in range(tasks):
        call(port, "CreateReplicationTask", ReplicationTaskIdentifier=f"load-{i:04}", MigrationType="full-load", ReplicationInstanceArn=instance,
             SourceEndpointArn=ends[0], TargetEndpointArn=ends[1],
             TableMappings='{"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include","object-locator":{"schema-name":"%","table-name":"%"}}]}')


# Seconds, of the load that is measured afterwards, for either server.
WARM_UP = 30

# What moto does not limit.
WITHOUT_QUOTAS = "dms-local.engine.quotas { Endpoints = 1000000, ReplicationTasks = 10000, ReplicationTasksPerReplicationInstance = 10000 }"


def control_plane():
    """Requests a second at 8 connections, against moto's server: both warmed up alike, measured in turns; and pages over 1 000 tasks."""
    create = r"""'{"EndpointIdentifier":"e' .. salt .. n .. 'x","EndpointType":"source","EngineName":"mysql","ServerName":"h","Port":3306,"Username":"u","Password":"p","DatabaseName":"d"}'"""
    with Moto() as moto, DmsLocal(WITHOUT_QUOTAS) as dms:
        for server in (moto, dms):
            fill_control_plane(server.port, 100)
        for operation, body, floor in (("DescribeReplicationTasks", "'{}'", 10), ("CreateEndpoint", create, 3)):
            for server in (moto, dms):
                requests_per_second(server.port, operation, body, server.folder, WARM_UP)
            ratios = []
            for _ in range(3):
                rates = []
                for server in (moto, dms):
                    before = server.cpu()
                    rate = requests_per_second(server.port, operation, body, server.folder)
                    cpu = (server.cpu() - before) * 1000 / (rate * 10)
                    print(f"  {operation:<26} {server.name:<10} {rate:10,.0f} requests/s {cpu:8.2f} CPU-ms a request", flush=True)
                    rates.append(rate)
                ratios.append(rates[1] / rates[0])
            median = sorted(ratios)[1]
            print(f"{operation}: {median:.1f} x the peer (of {' '.join(f'{r:.1f}' for r in ratios)}),"
                  f" {'meets' if median >= floor else 'MISSES'} the floor of {floor}", flush=True)
    with DmsLocal(WITHOUT_QUOTAS) as dms:
        fill_control_plane(dms.port, 1000)
        for _ in range(3):
            times, marker = [], None
            while True:
                started = time.monotonic()
                page = dms.call("DescribeReplicationTasks", MaxRecords=100, **({"Marker": marker} if marker else {}))
                times.append((time.monotonic() - started) * 1000)
                marker = page.get("Marker")
                if not marker:
                    break
        print("1 000 tasks in pages of 100, ms per page: " + " ".join(f"{t:.0f}" for t in times), flush=True)


def start_up():
    """Launch to the first DMS answer, warm, and idle memory."""
    with DmsLocal():
        pass
    with DmsLocal():
        pass
    for _ in range(3):
        started = time.monotonic()
        dms = DmsLocal.__new__(DmsLocal)
        from servers import Server
        Server.__init__(dms, "dms-local")
        log = open(dms.folder / "log", "ab")
        dms.process = subprocess.Popen([str(ROOT / "deploy/bin/dms-local"), "start", "--port", str(dms.port), "--data", str(dms.folder / "data")],
                                       stdout=log, stderr=log, start_new_session=True)

        def answers():
            try:
                call(dms.port, "DescribeEndpoints")
                return True
            except OSError:
                return False

        eventually(answers, "the first answer")
        seconds = time.monotonic() - started
        time.sleep(20)
        memory = sum(resident_megabytes(p) for p in tree(dms.process.pid))
        print(f"  first answer after {seconds:.2f} s, idle {memory:.0f} MB", flush=True)
        dms.stop()
    print("start-up: floors 2.5 s and 300 MB", flush=True)


def tree(pid):
    yield pid
    for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from tree(int(child))


def resident_megabytes(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6


FIGURES = {
    "full-load-postgres-narrow": lambda: full_load_postgres("accounts"),
    "full-load-postgres-wide": lambda: full_load_postgres("wide"),
    "full-load-rows": full_load_rows,
    "full-load-mariadb-narrow": lambda: full_load_mariadb("accounts"),
    "full-load-mariadb-wide": lambda: full_load_mariadb("wide"),
    "changes-postgres": changes_postgres,
    "changes-postgres-batch": lambda: changes_postgres(" in batches", {"BatchApplyEnabled": True}),
    "changes-mariadb": changes_mariadb,
    "latency-postgres": latency_postgres,
    "control-plane": control_plane,
    "start-up": start_up,
}

if __name__ == "__main__":
    wanted = sys.argv[1:]
    if not wanted or any(w not in FIGURES and w != "all" for w in wanted):
        raise SystemExit("usage: deploy/bench/run FIGURE...\nfigures: all " + " ".join(FIGURES))
    for figure in FIGURES if "all" in wanted else wanted:
        print(figure, flush=True)
        FIGURES[figure]()
