// What the monthly report counts: checks made and looks at decisions, found by their month, and feedback by its time.
CREATE CONSTRAINT check_tally_id IF NOT EXISTS FOR (n:CheckTally) REQUIRE n.id IS UNIQUE;
CREATE INDEX check_tally_month IF NOT EXISTS FOR (n:CheckTally) ON (n.month);
CREATE CONSTRAINT look_id IF NOT EXISTS FOR (n:Look) REQUIRE n.id IS UNIQUE;
CREATE INDEX look_key IF NOT EXISTS FOR (n:Look) ON (n.key);
CREATE INDEX look_month IF NOT EXISTS FOR (n:Look) ON (n.month);
// As for Party.revised_at: a range of what is not known to be a number is a scan.
// only on: embedded
CREATE CONSTRAINT feedback_recorded_at_type IF NOT EXISTS FOR (n:Feedback) REQUIRE n.recorded_at IS :: INTEGER;
CREATE INDEX feedback_recorded_at IF NOT EXISTS FOR (n:Feedback) ON (n.recorded_at);
// only on: embedded
CREATE CONSTRAINT dispatch_told_at_type IF NOT EXISTS FOR (n:Dispatch) REQUIRE n.told_at IS :: INTEGER;
CREATE INDEX dispatch_told_at IF NOT EXISTS FOR (n:Dispatch) ON (n.told_at);
