// Keys of dispatches to one recipient that may be sent now, in no order.
// parameters: recipient, now (recorded time), first
// columns: key
MATCH (d:Dispatch {waiting: $recipient})
WHERE d.next_at <= $now
RETURN d.key AS key LIMIT $first
