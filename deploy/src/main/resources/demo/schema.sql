-- A shop's database: all common types, large objects, composite keys, a table without a key. No foreign keys, as in a target during a migration.

create schema shop;

-- The same number from 0 to n - 1 for the same row, purpose and seed.
create function pick(i bigint, purpose bigint, n bigint) returns bigint language sql immutable parallel safe
  as 'select abs(hashint8extended(i, purpose) % n)';

create table shop.customers (
  id bigint primary key, email varchar(80) not null, name text not null, born date, vip boolean not null, balance numeric(12,2) not null,
  created_at timestamptz not null, preferences jsonb, external_id uuid not null, labels text[], last_login timestamp(3));

create table shop.addresses (
  customer_id bigint, kind varchar(20), street text not null, city varchar(60) not null, postal_code char(5), country char(2) not null,
  latitude double precision, longitude double precision, primary key (customer_id, kind));

create table shop.categories (id smallint primary key, name varchar(40) not null, parent smallint);

create table shop.products (
  id integer primary key, sku varchar(20) not null, name text not null, category smallint not null, price numeric(10,2) not null, weight real,
  rating double precision, available boolean not null, attributes json, updated_at timestamp not null);

create table shop.product_documents (
  product_id integer primary key, revision integer not null, manual text, scan bytea);

create table shop.warehouses (
  id integer primary key, name varchar(40) not null, opens time not null, closes time not null, network inet, lease interval);

create table shop.stock (
  warehouse_id integer, product_id integer, quantity integer not null, counted_at timestamptz, primary key (warehouse_id, product_id));

create table shop.orders (
  id bigint primary key, customer_id bigint not null, status varchar(12) not null, ordered_at timestamptz not null, delivery date,
  total numeric(14,2) not null, discount real, note text);

create table shop.order_lines (
  order_id bigint, line smallint, product_id integer not null, quantity smallint not null, unit_price numeric(10,2) not null, gift boolean not null,
  primary key (order_id, line));

create table shop.payments (
  id uuid primary key, order_id bigint not null, amount numeric(14,2) not null, method varchar(10) not null, paid_at timestamp(6), receipt bytea);

-- No key: a row is found by all its values, which the log therefore must have.
create table shop.page_views (
  seen_at timestamptz not null, customer_id bigint, path text not null, millis integer not null, visitor inet);
alter table shop.page_views replica identity full;

-- The writer's beats, by which latency is measured.
create table shop.heartbeat (id integer primary key, beat bigint not null, written_at timestamptz not null);
