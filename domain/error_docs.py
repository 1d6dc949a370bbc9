"""What each error code means and what to do about it: `docs/reference/error-codes.md` is generated from this table."""

from __future__ import annotations

from domain.errors import ErrorCode

ERROR_DOCS: dict[ErrorCode, tuple[str, str]] = {
    ErrorCode.INVALID_IDENTIFIER: (
        "An identifier is not well formed; the message says which rule failed.",
        "Check it against the document. Full-width digits, spaces, hyphens and lower case are forgiven.",
    ),
    ErrorCode.UNKNOWN_MATTER: ("No matter has this code.", "Take a code from the query `matters`."),
    ErrorCode.MATTER_NOT_APPLICABLE: (
        "The matter does not apply to parties of this kind, or is not of this check's category.",
        "See `appliesTo` and `category` in the query `matters`; `decide` takes any matter.",
    ),
    ErrorCode.KNOWN_AT_IN_FUTURE: (
        "`knownAt` lies in the future: what will be known then cannot be told.",
        "Leave it out, or give a time that has passed.",
    ),
    ErrorCode.UNKNOWN_AREA: ("No area has this code.", "Take a code from the query `areas`."),
    ErrorCode.UNKNOWN_DEPARTMENT: ("No department has this code.", "Take a code from the query `departments`."),
    ErrorCode.UNKNOWN_PARTY: (
        "Something is to be recorded about a party that is not in the register.",
        "Load or record the party first. (A check of an unknown party has the outcome UNKNOWN_PARTY instead.)",
    ),
    ErrorCode.UNKNOWN_LINK: ("No current link has this id.", "Look it up with `party { links }`."),
    ErrorCode.UNKNOWN_FINDING: ("No finding has this number or id.", "Check the number; look it up with `findings`."),
    ErrorCode.UNKNOWN_PENALTY: ("No penalty has this document number.", "Load the penalty before the finding."),
    ErrorCode.NOT_IN_CHARGE: (
        "The department is not in charge of the area (R03).",
        "The department in charge recognises; see `areas { departments }`.",
    ),
    ErrorCode.STANDARD_REQUIRED: (
        "A finding is graded directly without the department's own published standard (R06).",
        "Give `standard`, or leave the grade out.",
    ),
    ErrorCode.PENALTY_REQUIRED: (
        "In this area a finding must rest on a penalty or judgment (R30).",
        "Load the penalty and give its document number.",
    ),
    ErrorCode.PARTY_KIND_NOT_COVERED: (
        "In this area findings cannot be against a party of this kind.",
        "See the policy's areas in docs/reference/policies.md.",
    ),
    ErrorCode.IDENTITY_CONFLICT: (
        "The row's identifiers lead to two different parties.",
        "Find out which identifier is wrong; nothing was stored.",
    ),
    ErrorCode.KIND_CONFLICT: ("One key is given to parties of two kinds.", "Correct the kind, or the key."),
    ErrorCode.FINDING_CONFLICT: (
        "A finding with this number says something else already.",
        "Withdraw it and recognise anew, or correct the row.",
    ),
    ErrorCode.EVENT_CONFLICT: ("The event does not fit those recorded of the finding.", "See `finding { events }`."),
    ErrorCode.REPAIR_NOT_PROVIDED: (
        "The policy has no clause by which a finding of this grade can be repaired while it is in force (R18).",
        "Wait until it expires; or withdraw it, if it never should have been.",
    ),
    ErrorCode.REPAIR_NOT_REQUESTED: (
        "No request for repair waits to be decided.",
        "Record the request (`requestRepair`) first.",
    ),
    ErrorCode.REPAIR_TOO_EARLY: (
        "The minimum period that the policy asks for before a repair is not over.",
        "The message says from which day.",
    ),
    ErrorCode.NOT_IN_FORCE: (
        "The finding is not in force on the day: expired, repaired, withdrawn, or not yet recognised.",
        "See `finding { inForce events }`.",
    ),
    ErrorCode.NOT_RECTIFIED: (
        "The act was not rectified by the day, which the policy asks for before a repair (R18).",
        "Record the rectification first.",
    ),
    ErrorCode.NEW_FINDING: (
        "Another act of the party during the rectification was found dishonest (R18).",
        "The message names the findings.",
    ),
    ErrorCode.EXCEPTION_REQUIRED: (
        "A finding of this grade in force is not repaired in principle (R18).",
        "State the reason for an exception, or wait until it expires.",
    ),
    ErrorCode.UNKNOWN_CASE: ("No complaint or commitment has this number.", "Look it up with `cases`."),
    ErrorCode.UNKNOWN_SCHEME: (
        "No scheme of rewards has this code.",
        "Take one from seeds/rewards.yaml: the message names them.",
    ),
    ErrorCode.UNKNOWN_EXEMPTION: (
        "No exemption has this id.",
        "Take it from `grantExemption`, or from a ground's `exemption`.",
    ),
    ErrorCode.CALENDAR_UNKNOWN: (
        "The working days of a year are not known, so whether something is late cannot be told (R15).",
        "Update the package chinesecalendar when the holidays of that year are announced.",
    ),
    ErrorCode.LINK_CONFLICT: ("The link was changed or superseded meanwhile.", "Read it again, then decide."),
    ErrorCode.LINK_NOT_ALLOWED: (
        "A link of this kind cannot join parties of these kinds.",
        "Roles go from persons (or entities that hold shares) to enterprises and organizations.",
    ),
    ErrorCode.REQUIRED: ("A value that must be there is missing.", "Give it."),
    ErrorCode.INVALID_VALUE: ("A value is not of the form or in the range that it must be.", "See the message."),
    ErrorCode.INVALID_DATE: ("A date is not written YYYY-MM-DD, or is no day of the calendar.", "Correct it."),
    ErrorCode.INVALID_SHARE: ("A share is no percentage from 0 to 100, and no range of such.", "Correct or empty it."),
    ErrorCode.INVALID_PERIOD: ("A period ends before it begins, or a deadline lies before the act.", "Correct it."),
    ErrorCode.MALFORMED_ROW: ("A row has too many or too few cells, or cannot be read.", "Correct the row."),
    ErrorCode.UNKNOWN_COLUMN: (
        "The file has a column that is not in the layout.",
        "Rename it, or load with `--mapping`.",
    ),
    ErrorCode.INVALID_CURSOR: ("`after` is no cursor of this list.", "Take `pageInfo.endCursor` of an earlier page."),
    ErrorCode.TOO_MANY: ("A list is longer than it may be.", "Send it in several requests, or page."),
    ErrorCode.QUERY_TOO_COMPLEX: (
        "The query is too deep, has too many aliases or tokens, or costs too much.",
        "Ask for less at once; the settings CREDITGRAPH_MAX_… say how much may be.",
    ),
    ErrorCode.BAD_REQUEST: (
        "The request is no well-formed GraphQL request, or its query is not valid.",
        "See the message; the schema is in schema/schema.graphql.",
    ),
    ErrorCode.BODY_TOO_LARGE: ("The body is longer than CREDITGRAPH_MAX_BODY_BYTES.", "Send it in several requests."),
    ErrorCode.UNAUTHENTICATED: (
        "There is no API key, or it is not known, or was revoked.",
        "Send `Authorization: Bearer <key>`; `creditgraph keys create` makes one.",
    ),
    ErrorCode.FORBIDDEN: (
        "The API key may not do this.",
        "Use a key with the scope, department or source that the message names.",
    ),
    ErrorCode.NAME_INDEX_BUILDING: (
        "The index of names is being built after a load or at the first start.",
        "Retry in a few seconds (retryable); look-ups by identifier work meanwhile.",
    ),
    ErrorCode.LOAD_UNFINISHED: (
        "A `creditgraph load --fresh` has the graph to itself, or was interrupted: nothing else is written meanwhile.",
        "Wait for its end. Was it interrupted, run it again: it starts over.",
    ),
    ErrorCode.GRAPH_NOT_EMPTY: (
        "`creditgraph load --fresh` is for a graph without parties, penalties and findings.",
        "Load without `--fresh`, which adds to what is there.",
    ),
    ErrorCode.ENGINE_UNAVAILABLE: (
        "The graph engine is not there now.",
        "Retry in a few seconds (retryable). If it lasts, see `/health/ready` and `creditgraph doctor`.",
    ),
    ErrorCode.TIMED_OUT: ("The graph engine gave up on a query.", "Ask for less at once, or retry (retryable)."),
    ErrorCode.INTERNAL: (
        "A defect of ours. Nothing of it is shown but an id.",
        "Give the id to the operator, who finds it in the log.",
    ),
}
