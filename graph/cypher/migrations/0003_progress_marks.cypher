// Marks of the monthly report: found by their id, and by the month that they are about.
CREATE CONSTRAINT progress_mark_id IF NOT EXISTS FOR (n:ProgressMark) REQUIRE n.id IS UNIQUE;
CREATE INDEX progress_mark_month IF NOT EXISTS FOR (n:ProgressMark) ON (n.month);
