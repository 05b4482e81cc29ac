select {{ params.n }} from {{ table("events") }}
