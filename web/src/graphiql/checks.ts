/** What GraphiQL opens with: one tab for each of the four checks, with values that show the shape of a PartyRef. */

export interface FirstTab {
  query: string;
  variables: string;
}

const HOW_TO = `# May this party do this, on this day?
# 该主体在该日可否从事该事项？
#
# 1. Enter your API key above. 在上方输入 API 密钥。
# 2. Name the party under "Variables" below, in one of
#    these ways. 在下方 Variables 中写明主体，任选一种：
#      {"uscc": "…"}       统一社会信用代码
#      {"citizenId": "…"}  公民身份号码
#      {"key": {"source": "…", "key": "…"}}
#                          a register's own key 来源主键
#      {"id": "…"}         id in an earlier answer
#    "day": "2026-03-01", or null for today 查询日
# 3. Press Ctrl-Enter. 按 Ctrl-Enter 查询。
`;

const REASONS = `
fragment Reasons on Decision {
  outcome
  party {
    name
  }
  summary(lang: ZH)
  grounds {
    effect
    reach
    since
    lastDay
    finding {
      number
    }
    policy {
      documentNumber
    }
    clause {
      id
      text
    }
  }
  reviews {
    code
    message(lang: ZH)
  }
  clearFrom
  receipt {
    sha256
  }
}
`;

function tab(operation: string, variables: Record<string, unknown>): FirstTab {
  return { query: HOW_TO + operation + REASONS, variables: JSON.stringify(variables, null, 2) };
}

// Well-formed and fictitious: the enterprise's code is of no registered body, the person's is the example of GB 11643.
const ENTERPRISE = { uscc: '91330106MA00000003' };
const OTHER_ENTERPRISE = { uscc: '91330100MA2DEMXX01' };
const PERSON = { citizenId: '11010519491231002X' };

export const CHECKS: FirstTab[] = [
  tab(
    `
# 政府采购
query Procurement($supplier: PartyRef!, $day: Date) {
  procurementCheck(supplier: $supplier, asOf: $day) {
    ...Reasons
  }
}
`,
    { supplier: ENTERPRISE, day: null },
  ),
  tab(
    `
# 招标投标
query Bidding($bidders: [PartyRef!]!, $day: Date) {
  biddingCheck(bidders: $bidders, asOf: $day) {
    decisions {
      ...Reasons
    }
  }
}
`,
    { bidders: [ENTERPRISE, OTHER_ENTERPRISE], day: null },
  ),
  tab(
    `
# 招聘录用
query Hiring($candidate: PartyRef!, $day: Date) {
  hiringCheck(candidate: $candidate, asOf: $day) {
    ...Reasons
  }
}
`,
    { candidate: PERSON, day: null },
  ),
  tab(
    `
# 评优评先
query Honours($nominee: PartyRef!, $day: Date) {
  honoursCheck(nominee: $nominee, asOf: $day) {
    ...Reasons
  }
}
`,
    { nominee: ENTERPRISE, day: null },
  ),
];
