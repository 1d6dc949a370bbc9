// Dispatches, what came of them, and what finds the findings that changed.
CREATE CONSTRAINT dispatch_key IF NOT EXISTS FOR (n:Dispatch) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT feedback_id IF NOT EXISTS FOR (n:Feedback) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT address_recipient IF NOT EXISTS FOR (n:Address) REQUIRE n.recipient IS UNIQUE;
CREATE INDEX dispatch_waiting IF NOT EXISTS FOR (n:Dispatch) ON (n.waiting);
CREATE INDEX dispatch_due_for IF NOT EXISTS FOR (n:Dispatch) ON (n.due_for);
CREATE INDEX dispatch_state IF NOT EXISTS FOR (n:Dispatch) ON (n.state);
// As for Party.revised_at: a range of what is not known to be a number is a scan.
// only on: embedded
CREATE CONSTRAINT event_recorded_at_type IF NOT EXISTS FOR (n:Event) REQUIRE n.recorded_at IS :: INTEGER;
CREATE INDEX event_recorded_at IF NOT EXISTS FOR (n:Event) ON (n.recorded_at);
