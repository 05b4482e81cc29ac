{{ config(pre_hook="ALTER USER u PASSWORD '<<dbt_hook>>'") }}
select * from {{ source('crm', 'orders') }} where token = '{{ var("t", "<<dbt_inline>>") }}'
