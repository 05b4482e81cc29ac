"""Small dbt projects with what dbt's selectors ask for, and the selections that are compared with dbt's own."""

# The files are shown as they are.
# ruff: noqa: E501

from __future__ import annotations

import textwrap
from pathlib import Path

PROFILES = "{profile}: {{target: dev, outputs: {{dev: {{type: duckdb, path: 'shop.duckdb', threads: 1}}}}}}\n"

SHOP = {
    "dbt_project.yml": """
        name: shop
        version: '1.0'
        profile: shop
        vars:
          kind: table
        models:
          +meta: {owner: all}
          shop:
            +materialized: table
            staging:
              +materialized: view
              +tags: [staging]
              +schema: staging
            marts:
              +group: finance
        seeds:
          shop:
            +tags: static
        """,
    "models/staging/stg_orders.sql": "select id, customer_id, amount from {{ source('raw', 'orders') }}",
    "models/staging/stg_customers.sql": "{{ config(materialized='ephemeral') }} select * from {{ ref('raw_customers') }} "
    "-- {{ ref(\"raw_customers\") }} {# ref('nothing') #}",
    "models/staging/web/stg_visits.sql": "select * from {{ source('raw', 'visits') }} join {{ source('web', 'pages') }} using (id)",
    "models/marts/customers.sql": "{{ config(tags=['nightly', 'big'], meta={'owner': 'ann'}) }} select * from "
    "{{ ref('stg_orders') }} join {{ ref('shop', 'stg_customers') }} using (id)",
    "models/marts/finance/revenue.sql": "{{ config(materialized='incremental', unique_key='id', access='public') }} select * from "
    "{{ ref('stg_orders') }} {% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}",
    "models/marts/finance/off.sql": "{{ config(enabled=false) }} select 1",
    "models/marts/finance/on_again.sql": "{{ config(materialized=var('kind', 'view')) }} select * from {{ ref('revenue') }}",
    "models/marts/py_model.py": """
        def model(dbt, session):
            dbt.config(materialized='table', tags=['python'])
            return dbt.ref('customers')
        """,
    "models/marts/orders_v1.sql": "select * from {{ ref('customers') }}",
    "models/marts/orders_v2.sql": "select * from {{ ref('customers') }}",
    "models/marts/report.sql": "select * from {{ ref('orders') }}, {{ ref('orders', v=1) }}, {{ ref('stg_visits') }}",
    "seeds/raw_customers.csv": "id,name\n1,a\n",
    "seeds/codes/country_codes.csv": "code,name\nde,Germany\n",
    "snapshots/snap.sql": """
        {% snapshot customers_snapshot %}
        {{ config(target_schema='s', unique_key='id', strategy='check', check_cols='all') }}
        select * from {{ ref('customers') }}
        {% endsnapshot %}
        """,
    "snapshots/by_yaml.yml": """
        snapshots:
          - name: revenue_snapshot
            relation: ref('revenue')
            config: {schema: history, unique_key: id, strategy: check, check_cols: all, tags: [nightly]}
        """,
    "tests/one.sql": "select 1 from {{ ref('py_model') }} join {{ ref('report') }} using (id) where false",
    "tests/totals/sums.sql": "{{ config(tags=['slow']) }} select 1 from {{ ref('revenue') }} where false",
    "macros/cents.sql": "{% macro cents(x) %}{{ x }} / 100{% endmacro %}",
    "selectors.yml": """
        selectors:
          - name: nightly
            definition: {method: tag, value: nightly, children: true}
          - name: both
            definition:
              union:
                - method: path
                  value: models/staging
                - method: tag
                  value: big
                  parents: true
                  parents_depth: 1
                - exclude: [{method: fqn, value: stg_visits}]
          - name: meeting
            definition:
              intersection:
                - {method: config.materialized, value: view}
                - '+report'
          - name: inherited
            definition: {method: selector, value: meeting, exclude: [{tag: none}]}
        """,
    "models/schema.yml": """
        version: 2
        groups:
          - {name: finance, owner: {name: Ann, email: a@example.com}}
        sources:
          - name: raw
            schema: landing
            tables:
              - {name: orders, tags: [hot], columns: [{name: id, data_tests: [not_null]}]}
              - {name: visits}
              - {name: unused, identifier: unused_2}
        models:
          - name: stg_orders
            columns:
              - {name: id, data_tests: [unique, not_null]}
              - {name: customer_id, tags: [keys], data_tests: [{relationships: {arguments: {to: ref('stg_customers'), field: id}}}]}
              - {name: amount, data_tests: [{accepted_values: {arguments: {values: [1, 2]}, config: {tags: [slow]}}}]}
          - {name: customers, config: {tags: [core]}, data_tests: []}
          - {name: orders, latest_version: 2, versions: [{v: 1}, {v: 2}], columns: [{name: id, data_tests: [unique]}]}
        seeds:
          - name: raw_customers
            columns: [{name: id, data_tests: [unique]}]
        exposures:
          - {name: board, type: dashboard, owner: {name: Ann, email: a@example.com}, depends_on: [ref('report'), ref('revenue')]}
        unit_tests:
          - name: adds_up
            model: on_again
            given: [{input: ref('revenue'), rows: []}]
            expect: {rows: []}
        """,
    "models/staging/web/sources.yml": """
        sources:
          - {name: web, database: other, tags: [hot], tables: [{name: pages}]}
        """,
}

SHOP_SELECTIONS = [
    "stg_orders",
    "stg_*",
    "customers+",
    "+customers",
    "2+report",
    "1+report",
    "stg_orders+1",
    "1+customers+1",
    "@stg_visits",
    "@customers",
    "tag:nightly",
    "tag:nightly+",
    "tag:n*",
    "tag:hot+",
    "tag:static",
    "tag:slow",
    "tag:keys",
    "path:models/staging",
    "path:models/staging/*.sql",
    "path:models/marts/finance",
    "models/staging/web",
    "models/marts/**/revenue.sql",
    "file:revenue.sql",
    "file:revenue",
    "revenue.sql",
    "raw_customers.csv",
    "source:raw",
    "source:raw+",
    "source:raw.orders+",
    "source:*.pages+1",
    "source:shop.raw.visits+",
    "config.materialized:view",
    "config.materialized:incremental",
    "config.materialized:table,tag:core",
    "config.schema:staging",
    "config.meta.owner:ann",
    "config.tags:big",
    "resource_type:seed",
    "resource_type:snapshot",
    "resource_type:model,+report",
    "resource_type:exposure",
    "package:shop,tag:big",
    "fqn:shop.marts",
    "fqn:marts.finance.revenue",
    "shop.staging",
    "staging",
    "marts.finance",
    "staging.*",
    "fqn:*orders*",
    "orders",
    "orders.v1",
    "orders_v1",
    "orders.v2+",
    "version:latest",
    "version:none",
    "access:public",
    "group:finance",
    "exposure:board",
    "+exposure:board",
    "test_name:unique",
    "test_type:singular",
    "test_type:generic,stg_orders",
    "test_type:unit",
    "unique_stg_orders_id",
    "stg_orders customers",
    "staging,tag:staging customers",
    "+report,config.materialized:view",
    "customers_snapshot",
    "+revenue_snapshot",
    "snap",
    "one",
    "nothing_there",
    "stg_orders+ --exclude customers+",
    "--exclude tag:staging",
    "--exclude resource_type:test resource_type:unit_test",
    "stg_orders --indirect-selection cautious",
    "stg_orders stg_customers --indirect-selection cautious",
    "customers --indirect-selection buildable",
    "customers --indirect-selection empty",
    "--selector nightly",
    "--selector both",
    "--selector meeting",
    "--selector inherited",
    "",
]

# Folders of other names, a model that is off by its folder, tests of packages spelled with a dot, old keys.
OTHER = {
    "dbt_project.yml": """
        name: other
        version: '1.0'
        profile: other
        model-paths: [sql, more]
        seed-paths: [data]
        models:
          other:
            old: {+enabled: false}
            +materialized: view
          materialized: table
        """,
    "sql/a.sql": "{{ config(alias='first') }} select 1 as id",
    "sql/b.sql": "{{ config({'materialized': 'table', 'tags': 'x'}) }} select * from {{ ref('a') }}",
    "sql/old/c.sql": "select 1",
    "sql/old/d.sql": "{{ config(enabled=true) }} select * from {{ ref('a') }}",
    "more/e.sql": "select * from {{ ref('b') }} union all select * from {{ ref('d') }} -- {% raw %}{{ ref('zz') }}{% endraw %}",
    "more/deep/er/f.sql": "{% set up = ref('e') %} select * from {{ up }}",
    "data/s.csv": "id\n1\n",
    "sql/schema.yml": """
        models:
          - name: a
            columns: [{name: id, tests: [unique]}]
          - name: f
            config: {tags: [y], enabled: true}
        """,
}
OTHER_SELECTIONS = [
    "a+",
    "+f",
    "old",
    "d+2",
    "deep",
    "deep.er",
    "er",
    "tag:x+",
    "tag:y,+f",
    "config.materialized:view",
    "config.materialized:table",
    "config.alias:first",
    "path:more",
    "path:more/deep",
    "more/*",
    "sql/old/*.sql b",
    "@d",
    "other",
    "other.old+",
    "a --exclude test_type:generic",
    "",
]
PROJECTS = {"shop": (SHOP, SHOP_SELECTIONS), "other": (OTHER, OTHER_SELECTIONS)}


def written(name: str, folder: Path) -> Path:
    """The folder with the files of a project."""
    for path, text in {**PROJECTS[name][0], "profiles.yml": PROFILES.format(profile=name)}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip("\n"))
    return folder
