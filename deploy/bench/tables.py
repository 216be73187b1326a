"""The tables that are moved, and their checksums on either side."""

NARROW_ROWS = 3_000_000
WIDE_ROWS = 1_000_000

# pgbench_accounts as pgbench makes it.
NARROW = "CREATE TABLE {s}.accounts (aid integer NOT NULL, bid integer, abalance integer, filler character(84), PRIMARY KEY (aid))"
NARROW_FILL = ("INSERT INTO public.accounts SELECT i, i / 100000 + 1, 0, '' FROM generate_series(1, {rows}) i")

WIDE = """CREATE TABLE {s}.wide (
  id bigint NOT NULL PRIMARY KEY, code uuid NOT NULL, amount numeric(14,2), rate numeric(20,10), created timestamptz, day date,
  name varchar(80), note text, document jsonb, image bytea, weight double precision, active boolean)"""
WIDE_FILL = """INSERT INTO public.wide SELECT i, md5(i::text)::uuid, (i % 10000000) / 7.0, i / 3.0,
  timestamptz '2020-01-01' + i * interval '37 seconds', date '2020-01-01' + i % 2000, 'customer ' || i, repeat(md5(i::text), 4),
  jsonb_build_object('id', i, 'tags', jsonb_build_array('a', i % 17), 'who', md5((i + 1)::text)), decode(md5(i::text) || md5((i+7)::text), 'hex'),
  i / 17.0, i % 2 = 0 FROM generate_series(1, {rows}) i"""

POSTGRES_SUM = "SELECT count(*) || ':' || coalesce(sum(('x' || substr(md5(t::text), 1, 12))::bit(48)::bigint), 0) FROM {table} t"

MARIA_NARROW = "CREATE TABLE bench.accounts (aid int NOT NULL PRIMARY KEY, bid int, abalance int, filler char(84))"
MARIA_NARROW_FILL = "USE bench; INSERT INTO bench.accounts SELECT seq, seq div 100000 + 1, 0, repeat('x', 84) FROM bench_seq"
MARIA_WIDE = """CREATE TABLE bench.wide (id bigint NOT NULL PRIMARY KEY, code char(36) NOT NULL, amount decimal(14,2), rate decimal(20,10),
  created datetime(6), day date, name varchar(80), note text, document longtext, image varbinary(32), weight double, active tinyint)"""
MARIA_WIDE_FILL = """USE bench; INSERT INTO bench.wide SELECT seq, concat(md5(seq), 'abcd'), (seq % 10000000) / 7.0, seq / 3.0,
  timestamp'2020-01-01 00:00:00' + interval seq * 37 second, date'2020-01-01' + interval seq % 2000 day, concat('customer ', seq), repeat(md5(seq), 4),
  concat('{{"id": ', seq, ', "who": "', md5(seq + 1), '"}}'), unhex(concat(md5(seq), md5(seq + 7))), seq / 17.0, seq % 2 FROM bench_seq"""
