-- login with password = '<<sql_file_comment>>'
{% set password = '<<sql_file_set>>' %}
INSERT INTO sales.from_file
SELECT * FROM sales.file_source WHERE token = '<<sql_file_where>>';
COPY sales.file_copy FROM 's3://b/x'
CREDENTIALS 'aws_access_key_id=x;
aws_secret_access_key=<<sql_file_credentials>>' CSV;
CREATE USER u IDENTIFIED BY '<<sql_file_identified>>';
{{ run_query("ALTER USER x PASSWORD '<<sql_file_jinja>>'") }}
SELECT * FROM postgres_scan('host=h password=<<sql_file_scan>>', 'public', 'scanned');
