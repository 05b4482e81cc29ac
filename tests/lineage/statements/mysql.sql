--> mysql | => t merge
INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 2

--> mysql | s => t append
INSERT IGNORE INTO t SELECT * FROM s

--> mysql | => t append
INSERT LOW_PRIORITY INTO t SET a = 1

--> mysql | s => t merge
INSERT INTO t SELECT * FROM s ON DUPLICATE KEY UPDATE c = VALUES(c)

--> mysql | => t merge
INSERT INTO t (a,b) VALUES (1,2) AS new(m,n) ON DUPLICATE KEY UPDATE c = m+n

--> mysql | => t merge
REPLACE INTO t (a) VALUES (1)

--> mysql | s => t merge
REPLACE LOW_PRIORITY INTO t SELECT * FROM s

--> mysql | s => t merge
REPLACE t SELECT * FROM s

--> mysql | s => t append
INSERT INTO t TABLE s

--> mysql | t2 => t1 merge
UPDATE t1, t2 SET t1.a = t2.a WHERE t1.i = t2.i

--> mysql | => t merge
UPDATE LOW_PRIORITY IGNORE t SET a = 1 WHERE b = 2 ORDER BY c LIMIT 5

--> mysql | t3 => t1 delete, t2 delete
DELETE FROM t1, t2 USING t1 INNER JOIN t2 INNER JOIN t3 WHERE t1.i = t2.i

--> mysql | => t[a=1] delete
DELETE QUICK FROM t WHERE a = 1

--> mysql | => db1.t1 delete, db2.t2 delete
DELETE a1, a2 FROM db1.t1 AS a1 INNER JOIN db2.t2 AS a2 WHERE a1.id = a2.id

--> mysql | /x.csv => db.t overwrite
LOAD DATA LOCAL INFILE '/x.csv' REPLACE INTO TABLE db.t CHARACTER SET utf8 FIELDS TERMINATED BY ',' (a, @b) SET c = @b

--> mysql | /x.csv => t append
LOAD DATA INFILE '/x.csv' IGNORE INTO TABLE t IGNORE 1 LINES

--> mysql | /x.csv => t append
LOAD DATA LOW_PRIORITY LOCAL INFILE '/x.csv' INTO TABLE t

--> mysql | /x.xml => t append
LOAD XML LOCAL INFILE '/x.xml' INTO TABLE t ROWS IDENTIFIED BY '<p>'

--> mysql | t => /tmp/x overwrite
SELECT a, b INTO OUTFILE '/tmp/x' FIELDS TERMINATED BY ',' FROM t

--> mysql | t => /tmp/x overwrite
SELECT a FROM t INTO OUTFILE '/tmp/x'

--> mysql | t => /tmp/x overwrite
SELECT a INTO DUMPFILE '/tmp/x' FROM t

--> mysql | t =>
SELECT a INTO @x FROM t

--> mysql | s => t ddl
CREATE TABLE t LIKE s

--> mysql | s => t ddl
CREATE TABLE t (LIKE s)

--> mysql | s => t overwrite
CREATE TABLE t SELECT * FROM s

--> mysql | s => t overwrite
CREATE TABLE t (a int) ENGINE=InnoDB AS SELECT * FROM s

--> mysql | s => t append
CREATE TEMPORARY TABLE x SELECT * FROM s; INSERT INTO t SELECT * FROM x

--> mysql | t, t_new => t ddl, t_old overwrite, t_new ddl, t overwrite
RENAME TABLE t TO t_old, t_new TO t

--> mysql | t => t ddl, u overwrite
ALTER TABLE t RENAME TO u

--> mysql | u => t overwrite
ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u

--> mysql | => t delete
ALTER TABLE t TRUNCATE PARTITION p0

--> mysql | => t delete
ALTER TABLE t DROP PARTITION p0

--> mysql | t =>
SELECT * FROM t PARTITION (p0)

--> mysql | t, u =>
SELECT * FROM t USE INDEX (i) STRAIGHT_JOIN u

--> mysql | =>
HANDLER t OPEN

--> mysql | =>
DO SLEEP(1)

--> mysql | t =>
SET @x = (SELECT max(a) FROM t)

--> mysql | t =>
SELECT @x := max(a) FROM t

--> mysql | s => t append
CREATE PROCEDURE p() BEGIN DECLARE x INT; INSERT INTO t SELECT * FROM s; END

--> mysql | s => t delete, t append
DELIMITER //
CREATE PROCEDURE p()
BEGIN
  DELETE FROM t;
  INSERT INTO t SELECT * FROM s;
END //
DELIMITER ;
CALL p();

--> mysql | s => t append
DELIMITER $$
CREATE PROCEDURE p() BEGIN INSERT INTO t SELECT * FROM s; END$$
DELIMITER ;

--> mysql | => t delete
CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t WHERE d < NOW()

--> mysql | => log append
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW INSERT INTO log VALUES (NEW.id)

--> mysql | s => t append
PREPARE st FROM 'INSERT INTO t SELECT * FROM s'; EXECUTE st

--> mysql | =>
CHECK TABLE t

--> mysql | =>
FLUSH TABLES

--> mysql | =>
OPTIMIZE TABLE t

--> mysql | => t append
LOCK TABLES t WRITE; INSERT INTO t VALUES (1); UNLOCK TABLES

--> mysql | t =>
# a comment
SELECT * FROM t -- x

--> mysql | t =>
SELECT /*+ NO_INDEX(t) */ * FROM t

--> mysql | => t append
/*!40101 SET NAMES utf8 */; INSERT INTO t VALUES (1)

--> mysql | =>
EXPLAIN SELECT * FROM t

--> mysql | =>
EXPLAIN DELETE FROM t

--> mysql | =>
DESCRIBE t

--> mysql | t =>
TABLE t ORDER BY a

--> mysql | =>
VALUES ROW(1,2)

--> mysql | s => t merge
WITH c AS (SELECT * FROM s) UPDATE t JOIN c ON t.i = c.i SET t.a = c.a

--> mysql | s => t delete
WITH c AS (SELECT * FROM s) DELETE FROM t WHERE i IN (SELECT i FROM c)

--> mysql | => t delete
TRUNCATE t

--> mysql | => a ddl, b ddl
DROP TABLE IF EXISTS a, b CASCADE

--> mysql | => a ddl
DROP TEMPORARY TABLE IF EXISTS a

--> mysql | t => v overwrite
CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`u`@`h` SQL SECURITY INVOKER VIEW v AS SELECT * FROM t

--> mysql | t => v overwrite
ALTER VIEW v AS SELECT * FROM t

--> mysql | =>
SELECT * FROM JSON_TABLE('[1]', '$[*]' COLUMNS (a INT PATH '$')) j

--> mysql | information_schema.tables =>
SELECT * FROM information_schema.tables

--> mysql | => t append
INSERT DELAYED INTO t VALUES (1)

--> mysql | => t merge
REPLACE INTO t SET a = 1

--> mysql | a.b.c d =>
SELECT * FROM `a.b`.`c d`
