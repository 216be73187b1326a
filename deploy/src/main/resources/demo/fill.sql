-- One statement per table; ${name} is replaced. The same seed gives the same rows.

insert into shop.order_lines
select (i - 1) / 4 + 1, (i - 1) % 4 + 1, pick(i, ${seed}, ${products}) + 1, pick(i, ${seed} + 1, 9) + 1, pick(i, ${seed} + 2, 100000) / 100.0,
  pick(i, ${seed} + 3, 20) = 0
from generate_series(1, ${order_lines}) i;

insert into shop.orders
select i, pick(i, ${seed} + 4, ${customers}) + 1, (array['new', 'paid', 'packed', 'sent', 'delivered', 'returned'])[pick(i, ${seed} + 5, 6) + 1],
  timestamptz '2023-01-01 00:00:00+00' + pick(i, ${seed} + 6, 90000000) * interval '1.000001 second',
  case when pick(i, ${seed} + 7, 5) > 0 then date '2023-01-02' + pick(i, ${seed} + 6, 1041)::int end,
  pick(i, ${seed} + 8, 50000000) / 100.0, case when pick(i, ${seed} + 9, 3) = 0 then (pick(i, ${seed} + 9, 100) / 7.0)::real end,
  case pick(i, ${seed} + 10, 10) when 0 then '' when 1 then 'ring twice, "Müller" lives on the 3rd floor' when 2 then E'line one\nline two\ttab \\ backslash'
    when 3 then '配達は午後に' end
from generate_series(1, ${orders}) i;

insert into shop.customers
select i, 'customer' || i || '@example.org',
  (array['Ana', 'Björn', 'Chloé', 'Dmitri', 'Eun-ji', 'Fatima', 'Gärd', '花子', 'Íñigo', 'John'])[pick(i, ${seed} + 11, 10) + 1] || ' '
    || (array['Smith', 'Müller', 'García', '山田', 'Novák', 'O''Neill', 'Øst', 'Šimić'])[pick(i, ${seed} + 12, 8) + 1],
  case when pick(i, ${seed} + 13, 8) > 0 then date '1940-01-01' + pick(i, ${seed} + 14, 25000)::int end,
  pick(i, ${seed} + 15, 20) = 0, (pick(i, ${seed} + 16, 2000000) - 50000) / 100.0,
  timestamptz '2019-06-01 12:00:00+02' + pick(i, ${seed} + 17, 150000000) * interval '1 second',
  case when pick(i, ${seed} + 18, 4) > 0 then jsonb_build_object('newsletter', pick(i, ${seed} + 18, 2) = 1, 'language',
    (array['en', 'de', 'ja', 'es'])[pick(i, ${seed} + 19, 4) + 1], 'size', pick(i, ${seed} + 20, 60)) end,
  md5('customer ' || i || ' ${seed}')::uuid, case when pick(i, ${seed} + 21, 3) = 0 then array['regular', 'since ' || 2000 + pick(i, ${seed} + 22, 25)] end,
  case when pick(i, ${seed} + 23, 2) = 0 then timestamp '2024-01-01' + pick(i, ${seed} + 24, 30000000) * interval '1.001 second' end
from generate_series(1, ${customers}) i;

insert into shop.addresses
select (i - 1) / 2 + 1, (array['billing', 'shipping'])[(i - 1) % 2 + 1],
  1 + pick(i, ${seed} + 25, 250) || ' ' || (array['Main Street', 'Hauptstraße', 'Rue de l''Église', '中央通り'])[pick(i, ${seed} + 26, 4) + 1],
  (array['Springfield', 'Köln', 'Genève', '大阪', 'Łódź', 'Kraków'])[pick(i, ${seed} + 27, 6) + 1], lpad(pick(i, ${seed} + 28, 100000)::text, 5, '0'),
  (array['US', 'DE', 'CH', 'JP', 'PL'])[pick(i, ${seed} + 29, 5) + 1],
  case when pick(i, ${seed} + 30, 6) > 0 then pick(i, ${seed} + 31, 1800000) / 1e4 - 90 end, pick(i, ${seed} + 32, 3600000) / 1e4 - 180
from generate_series(1, ${addresses}) i;

insert into shop.payments
select md5('payment ' || i || ' ${seed}')::uuid, i, pick(i, ${seed} + 8, 50000000) / 100.0,
  (array['card', 'transfer', 'cash', 'voucher'])[pick(i, ${seed} + 33, 4) + 1],
  case when pick(i, ${seed} + 34, 10) > 0 then timestamp '2023-01-01' + pick(i, ${seed} + 35, 90000000) * interval '1.000001 second' end,
  case when pick(i, ${seed} + 36, 2) = 0 then sha256(('receipt ' || i)::bytea) end
from generate_series(1, ${payments}) i;

insert into shop.page_views
select timestamptz '2024-01-01 00:00:00+00' + pick(i, ${seed} + 37, 30000000) * interval '1.0001 second',
  case when pick(i, ${seed} + 38, 3) > 0 then pick(i, ${seed} + 39, ${customers}) + 1 end,
  '/' || (array['', 'cart', 'search?q=%C3%BC', 'product/' || pick(i, ${seed} + 40, ${products}) + 1])[pick(i, ${seed} + 41, 4) + 1],
  pick(i, ${seed} + 42, 3000), case when pick(i, ${seed} + 43, 9) > 0 then inet '10.0.0.0' + pick(i, ${seed} + 44, 16000000) end
from generate_series(1, ${page_views}) i;

insert into shop.stock
select (i - 1) % 20 + 1, (i - 1) / 20 + 1, pick(i, ${seed} + 45, 500), timestamptz '2025-01-01 00:00:00+00' + pick(i, ${seed} + 46, 86400) * interval '1 second'
from generate_series(1, ${stock}) i;

insert into shop.products
select i, 'SKU-' || lpad(i::text, 8, '0'), (array['Lamp', 'Stuhl', 'Kettle', '茶碗', 'Bücherregal', 'Socks'])[pick(i, ${seed} + 47, 6) + 1] || ' ' || i,
  pick(i, ${seed} + 48, 40) + 1, pick(i, ${seed} + 2, 100000) / 100.0, case when pick(i, ${seed} + 49, 5) > 0 then (pick(i, ${seed} + 49, 90000) / 1000.0)::real end,
  pick(i, ${seed} + 50, 500) / 101.0, pick(i, ${seed} + 51, 10) > 0,
  ('{"colour": "' || (array['red', 'grün', 'blue'])[pick(i, ${seed} + 52, 3) + 1] || '",  "parts": [' || pick(i, ${seed} + 53, 9) || ', 2.50]}')::json,
  timestamp '2024-05-05' + pick(i, ${seed} + 54, 9000000) * interval '1 second'
from generate_series(1, ${products}) i;

insert into shop.product_documents
select i, 1, case when pick(i, ${seed} + 55, 12) > 0 then repeat(md5(i || ' ${seed}') || ' Anleitung – 説明書. ', (pick(i, ${seed} + 56, 60) ^ 2 / 3)::int + 1) end,
  case when pick(i, ${seed} + 57, 4) = 0 then (select string_agg(sha512((i || ' ' || k)::bytea), '') from generate_series(1, 1 + pick(i, ${seed} + 58, 600)) k) end
from generate_series(1, ${product_documents}) i;

insert into shop.warehouses
select i, 'Warehouse ' || i, time '06:00' + i * interval '7 minutes', time '18:30:15.5' + i * interval '1 minute', ('192.168.' || i || '.0/24')::inet,
  i * interval '1 year 2 months 3 days 04:05:06.789'
from generate_series(1, 20) i;

insert into shop.categories
select i, 'Category ' || i, case when i > 5 then (i - 1) % 5 + 1 end from generate_series(1, 40) i;

insert into shop.heartbeat values (1, 0, timestamptz '2025-01-01 00:00:00+00');
