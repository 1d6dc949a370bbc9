// What finds the findings that something other than their events has changed: a link, a payroll, an exemption, feedback.
// As for Party.revised_at: a range of what is not known to be a number is a scan.
// only on: embedded
CREATE CONSTRAINT finding_touched_at_type IF NOT EXISTS FOR (n:Finding) REQUIRE n.touched_at IS :: INTEGER;
CREATE INDEX finding_touched_at IF NOT EXISTS FOR (n:Finding) ON (n.touched_at);
