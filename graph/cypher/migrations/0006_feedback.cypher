// What a recipient has answered.
CREATE INDEX dispatch_answered_for IF NOT EXISTS FOR (n:Dispatch) ON (n.answered_for);
