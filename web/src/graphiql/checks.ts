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
#    "day": "2025-06-30", or null for today 查询日
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

// Parties of the demo city, and the day that its findings are made for; they are invented.
const DAY = '2025-06-30';
const ENTERPRISE = { uscc: '91329900MADEM0002E' };
const OTHER_ENTERPRISE = { uscc: '91329900MADEM0001B' };
const PERSON = { key: { source: 'demo', key: 'P05' } };

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
    { supplier: ENTERPRISE, day: DAY },
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
    { bidders: [ENTERPRISE, OTHER_ENTERPRISE], day: DAY },
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
    { candidate: PERSON, day: DAY },
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
    { nominee: ENTERPRISE, day: DAY },
  ),
];
